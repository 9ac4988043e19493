using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Onboarding.Payees;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>Partners enter their first payout details by a link.</summary>
public sealed class PayeeServiceTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task First_details_apply_at_once_and_are_stored_encrypted()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host);
        var token = await payee.LinkAsync();

        Assert.IsType<PayeeLinkResult.Open>(await payee.OpenAsync(token));
        Assert.IsType<PayeeLinkResult.Open>(await payee.OpenAsync(token));
        Assert.Null((await payee.PartnerAsync()).Payout.Method);
        Assert.IsType<PayeeLinkResult.Saved>(await payee.EnterAsync(token));

        var payout = (await payee.PartnerAsync()).Payout;
        Assert.Equal(("ach", "Account ending 6789", null), (payout.Method, payout.Summary, payout.HeldUntil));
        Assert.Equal(PayeeSteps.Account, (await payee.DetailsAsync())!.Fields["account_number"]);
        Assert.Equal(["partner_activated", "payout_details_entered"], await payee.AuditAsync());
        var (texts, secrets) = await payee.StoredAsync();
        Assert.DoesNotContain(texts, text => text.Contains(PayeeSteps.Account, StringComparison.Ordinal));
        Assert.Equal(["payout"], secrets);
        payee.Started(nameof(PayeeChangeOrchestrator), Times.Never());
    }

    [Fact]
    public async Task First_details_by_key_are_recorded_once()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host);
        const string Body = """{"payout": {"method": "paypal", "details": {"email": "pat@example.com"}}}""";

        await payee.PatchAsync(Body);
        await payee.PatchAsync(Body);

        Assert.Equal(["partner_activated", "partner_changed", "payout_details_entered"], await payee.AuditAsync());
        payee.Started(nameof(PayeeChangeOrchestrator), Times.Never());
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_is_stored_once_and_answered_twice()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host);
        var token = await payee.LinkAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => payee.EnterAsync(token)));

        Assert.All(results, result => Assert.IsType<PayeeLinkResult.Saved>(result));
        Assert.Equal(1, (await payee.PartnerAsync()).Entries.PayoutDetails);
        Assert.Equal(["partner_activated", "payout_details_entered"], await payee.AuditAsync());
    }

    [Fact]
    public async Task A_link_works_once()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host);
        var (used, other) = (await payee.LinkAsync(), await payee.LinkAsync());
        Assert.IsType<PayeeLinkResult.Saved>(await payee.EnterAsync(used));

        Assert.IsType<PayeeLinkResult.Used>(await payee.OpenAsync(used));
        Assert.IsType<PayeeLinkResult.Used>(await payee.EnterAsync(other, PayeeSteps.OtherAccount));
        Assert.Equal(PayeeSteps.Account, (await payee.DetailsAsync())!.Fields["account_number"]);
        Assert.IsType<PayeeLinkResult.Open>(await payee.OpenAsync(await payee.LinkAsync()));
    }

    [Fact]
    public async Task Altered_foreign_and_expired_links_store_nothing()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host);
        var token = await payee.LinkAsync();
        var foreign = host.Get<PayoutChangeLinks>()
            .ToConfirm(
                await payee.PartnerAsync(),
                new PayoutChange("0", host.Clock.GetUtcNow(), "ach", "Account ending 1", "a")
            );

        Assert.IsType<PayeeLinkResult.Invalid>(await payee.EnterAsync("x" + token));
        Assert.IsType<PayeeLinkResult.Invalid>(await payee.EnterAsync("no-token"));
        Assert.IsType<PayeeLinkResult.Invalid>(await payee.EnterAsync(new Uri(foreign.Address).Segments[^1]));
        Assert.IsType<PayoutChangeResult.Invalid>(await payee.DecideAsync(token));
        host.Clock.Advance(TimeSpan.FromDays(30));
        Assert.IsType<PayeeLinkResult.Open>(await payee.OpenAsync(token));
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<PayeeLinkResult.Expired>(await payee.EnterAsync(token));
        Assert.Null((await payee.PartnerAsync()).Payout.Method);
    }

    [Theory]
    [InlineData("account_number", "12345678x9", "4 to 17 digits")]
    [InlineData("account_number", "123", "4 to 17 digits")]
    [InlineData("routing_number", "021000022", "check digit")]
    [InlineData("routing_number", "2100002", "nine digits")]
    [InlineData("account_type", "current", "checking or savings")]
    [InlineData("account_holder", "=cmd()", "formula")]
    [InlineData("account_holder", "", "at most 70 characters")]
    [InlineData("account_holder", "…", "no letter or digit")]
    public async Task A_mistake_is_explained_beside_its_field(string field, string text, string fix)
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host);

        var refused = Assert.IsType<PayeeLinkResult.Refused>(
            await payee.EnterAsync(await payee.LinkAsync(), Ach(field, text))
        );

        var (pointer, sentences) = Assert.Single(refused.Problem.Errors);
        Assert.Equal($"/payout/details/{field}", pointer);
        Assert.Contains(fix, Assert.Single(sentences), StringComparison.Ordinal);
        Assert.Null((await payee.PartnerAsync()).Payout.Method);
    }

    [Theory]
    [InlineData("Приклад Медіа", true)]
    [InlineData("Ärzte & Söhne GmbH", true)]
    [InlineData("70", true)]
    [InlineData("200", false)]
    public async Task A_name_is_accepted_if_the_payment_file_can_carry_it(string name, bool isAccepted)
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host);
        var text = int.TryParse(name, out var length) ? new string('n', length) : name;

        var result = await payee.EnterAsync(await payee.LinkAsync(), Ach("account_holder", text));

        Assert.Equal(isAccepted, result is PayeeLinkResult.Saved);
        Assert.Equal(isAccepted ? text : null, (await payee.DetailsAsync())?.Fields["account_holder"]);
    }

    [Fact]
    public async Task Only_methods_that_carry_the_programs_currency_are_accepted()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host);
        var token = await payee.LinkAsync();

        var open = Assert.IsType<PayeeLinkResult.Open>(await payee.OpenAsync(token));
        Assert.Equal(["ach", "paypal", "wise"], open.Owner.Policy.Methods);
        var refused = Assert.IsType<PayeeLinkResult.Refused>(
            await payee.EnterAsync(
                token,
                new Dictionary<string, string>
                {
                    ["method"] = "sepa",
                    ["account_holder"] = "Agency",
                    ["iban"] = "DE89370400440532013000",
                }
            )
        );
        Assert.Equal(["/payout/method"], refused.Problem.Errors.Keys);
    }

    [Fact]
    public void Spaces_within_numbers_are_removed_and_other_fields_are_ignored() =>
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["account_holder"] = "Agency & Co",
                ["iban"] = "DE89370400440532013000",
                ["bic"] = "DEUTDEFF",
            },
            PayoutFields
                .Read(
                    new()
                    {
                        ["method"] = "sepa",
                        ["account_holder"] = "  Agency & Co ",
                        ["iban"] = "DE89 3704\u00a00044 0532 0130 00",
                        ["bic"] = "deutdeff",
                        ["account_number"] = "1",
                    }
                )
                .Fields
        );

    [Fact]
    public async Task A_closed_partner_has_no_link_any_more()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host);
        var token = await payee.LinkAsync();
        await host.Get<PartnerChanges>()
            .ChangeAsync(
                await host.ProgramAsync(),
                (await payee.PartnerAsync()).Id.Value,
                partner => new PartnerChange(partner with { Status = PartnerStatus.Closed }, []),
                default
            );

        Assert.IsType<PayeeLinkResult.Invalid>(await payee.EnterAsync(token));
    }

    [Fact]
    public async Task New_links_are_limited_by_partner_and_day()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host);
        var (id, limits) = ((await payee.PartnerAsync()).Id, host.Get<PayeeLinkLimits>());

        Assert.Equal([null, null, null], Enumerable.Range(0, 3).Select(_ => limits.Refuse(id, null)));
        Assert.Contains("already sent several", limits.Refuse(id, null), StringComparison.Ordinal);
        host.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Null(limits.Refuse(id, null));
    }

    private static Dictionary<string, string> Ach(string field, string text) =>
        new()
        {
            ["method"] = "ach",
            ["account_holder"] = "Partner Agency",
            ["routing_number"] = "021000021",
            ["account_number"] = PayeeSteps.Account,
            ["account_type"] = "savings",
            [field] = text,
        };
}

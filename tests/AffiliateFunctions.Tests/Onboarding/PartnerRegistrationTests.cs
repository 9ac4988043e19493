using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using Azure.Data.Tables;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Onboarding;

public sealed class PartnerRegistrationTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_partner_gets_code_coupon_and_a_link_that_leads_to_it()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());

        var partner = (await MakeAsync(host, 1)).Value!.Partner;

        Assert.Equal("example-media-1", partner.Code);
        Assert.Equal(["EXAMPLE-MEDIA-1"], partner.Coupons);
        Assert.Equal(
            new PartnerLink("example-media-1", FeatureHost.Slug, partner.Id, true),
            await host.Get<IPartnerLinks>().ResolveAsync("Example-Media-1", default)
        );
        Assert.Equal(
            partner.Id,
            await host.Get<IPartners>().FindByCouponAsync(FeatureHost.Slug, "example-media-1", default)
        );
        Assert.Null(await host.Get<IPartnerLinks>().ResolveAsync("unknown", default));
    }

    [Fact]
    public async Task The_same_address_again_answers_the_partner_that_stands()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var first = await MakeAsync(host, 1);

        var again = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => MakeAsync(host, 1)));

        Assert.True(first.Value!.IsNew);
        Assert.All(
            again,
            made => Assert.Equal((first.Value.Partner.Id, false), (made.Value!.Partner.Id, made.Value.IsNew))
        );
        Assert.Single(await host.Get<IPartners>().ListAsync(FeatureHost.Slug, default).ToListAsync());
    }

    [Fact]
    public async Task A_pilot_never_has_more_partners_than_its_limit()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount(), maxPartners: 3);

        var made = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => MakeAsync(host, number)));

        Assert.Equal(3, made.Count(m => m.Succeeded));
        Assert.All(made.Where(m => !m.Succeeded), m => Assert.Equal(ProblemKind.Conflict, m.Problem!.Kind));
        Assert.Equal(3, (await host.Get<IPartners>().ListAsync(FeatureHost.Slug, default).ToListAsync()).Count);
    }

    [Fact]
    public async Task A_suspended_partner_makes_room_and_its_link_sleeps()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount(), maxPartners: 1);
        var partner = (await MakeAsync(host, 1)).Value!.Partner;

        var suspended = await host.Get<PartnerChanges>()
            .ChangeAsync(
                await host.ProgramAsync(),
                partner.Id.Value,
                p => new PartnerChange(p with { Status = PartnerStatus.Suspended }, []),
                default
            );
        var other = await MakeAsync(host, 2);
        var reinstated = await host.Get<PartnerChanges>()
            .ChangeAsync(
                await host.ProgramAsync(),
                partner.Id.Value,
                p => new PartnerChange(p with { Status = PartnerStatus.Active }, []),
                default
            );

        Assert.True(suspended.Succeeded);
        Assert.False((await host.Get<IPartnerLinks>().ResolveAsync(partner.Code, default))!.Active);
        Assert.True(other.Succeeded);
        Assert.Equal(ProblemKind.Conflict, reinstated.Problem?.Kind);
    }

    [Fact]
    public async Task Companies_of_one_name_get_codes_of_their_own()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());

        var made = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(number => MakeAsync(host, number, company: "Example Media"))
        );

        Assert.Equal(6, made.Select(m => m.Value!.Partner.Code).Distinct().Count());
        Assert.Contains(made, m => m.Value!.Partner.Code == "example-media");
    }

    [Fact]
    public async Task An_agreement_to_self_billing_keeps_its_time_until_it_ends()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = (await MakeAsync(host, 1)).Value!.Partner;
        var agreed = await BillAsync(true);
        host.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(new SelfBilling(true, host.Clock.GetUtcNow().AddDays(-1)), agreed);
        Assert.Equal(agreed, await BillAsync(true));
        Assert.Equal(agreed, await BillAsync(null));
        Assert.Equal(new SelfBilling(false, host.Clock.GetUtcNow()), await BillAsync(false));

        async Task<SelfBilling?> BillAsync(bool? isAgreed) =>
            (
                await host.Get<PartnerChanges>()
                    .ChangeAsync(
                        await host.ProgramAsync(),
                        partner.Id.Value,
                        before =>
                            new PatchPartner.Body(SelfBilling: isAgreed).Apply(
                                before,
                                host.Get<PayeeAccounts>(),
                                host.Clock.GetUtcNow()
                            ),
                        default
                    )
            )
                .Value!
                .SelfBilling;
    }

    [Fact]
    public async Task Payout_details_are_sealed_and_open_only_for_their_partner()
    {
        var storage = azurite.TakeAccount();
        await using var host = await FeatureHost.StartAsync(storage);
        var partner = (await MakeAsync(host, 1)).Value!.Partner;
        var body = new PatchPartner.Body(
            Payout: new PatchPartner.PayoutBody(
                "sepa",
                new Dictionary<string, string>
                {
                    ["account_holder"] = "Example Media",
                    ["iban"] = "DE89370400440532013000",
                }
            )
        );

        var patched = await host.Get<PartnerChanges>()
            .ChangeAsync(
                await host.ProgramAsync(),
                partner.Id.Value,
                before => body.Apply(before, host.Get<PayeeAccounts>(), host.Clock.GetUtcNow()),
                default
            );

        Assert.Equal(
            ("sepa", "IBAN ending 3000", null),
            (patched.Value!.Payout.Method, patched.Value.Payout.Summary, patched.Value.Payout.ChangedAt)
        );
        Assert.Equal(
            "DE89370400440532013000",
            (await host.Get<IPartners>().ReadPayoutDetailsAsync(FeatureHost.Slug, partner.Id, default))!.Fields["iban"]
        );
        await foreach (
            var row in new TableClient(
                storage,
                "partners",
                MemoryTables.Of(storage).Options()
            ).QueryAsync<TableEntity>()
        )
        {
            Assert.DoesNotContain(
                row,
                column => column.Value is string text && text.Contains("37040044", StringComparison.Ordinal)
            );
        }
    }

    [Theory]
    [InlineData(ProgramStage.Draft)]
    [InlineData(ProgramStage.Paused)]
    [InlineData(ProgramStage.Closed)]
    public async Task A_program_that_does_not_run_takes_no_partners(ProgramStage stage)
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount(), stage);

        Assert.Equal(ProblemKind.Conflict, (await MakeAsync(host, 1)).Problem?.Kind);
    }

    private static async Task<Result<DirectPartners.Made>> MakeAsync(
        FeatureHost host,
        int number,
        string? company = null
    ) =>
        await host.Get<DirectPartners>()
            .MakeAsync(
                await host.ProgramAsync(),
                new PartnerBody(
                    "Partner contact",
                    $"partner{number}@example.com",
                    company ?? $"Example Media {number}",
                    "US"
                ),
                default
            );
}

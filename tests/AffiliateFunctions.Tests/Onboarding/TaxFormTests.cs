using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Onboarding.Payees;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>Partners submit their tax form by the link for payout details.</summary>
public sealed class TaxFormTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DateOnly EndOf2029 = new(2029, 12, 31);

    [Fact]
    public async Task A_form_of_a_foreign_company_is_stored_encrypted_with_its_expiry()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host, "DE");
        var token = await payee.LinkAsync();

        Assert.IsType<PayeeLinkResult.Saved>(await payee.SubmitAsync(token, Foreign()));
        Assert.IsType<PayeeLinkResult.Saved>(await payee.SubmitAsync(token, Foreign()));

        var partner = await payee.PartnerAsync();
        Assert.Equal(new PartnerTax("w8bene", "submitted", EndOf2029), partner.Tax);
        Assert.Equal(1, partner.Entries.TaxForms);
        Assert.Equal(
            new TaxForm(
                "w8bene",
                "Partner Agency GmbH",
                "DE",
                null,
                "12/345/67890",
                "DE123456789",
                "Pat Partner",
                new DateOnly(2026, 11, 1),
                EndOf2029
            ),
            await host.Get<IPartners>().ReadTaxFormAsync(FeatureHost.Slug, partner.Id, default)
        );
        var (texts, secrets) = await payee.StoredAsync();
        Assert.Equal(["taxForm"], secrets);
        Assert.DoesNotContain(texts, text => text.Contains("67890", StringComparison.Ordinal));
        Assert.Equal(["partner_activated", "tax_form_submitted"], await payee.AuditAsync());
    }

    [Fact]
    public async Task A_link_takes_one_form_and_one_account()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host);
        var token = await payee.LinkAsync();
        Assert.IsType<PayeeLinkResult.Saved>(await payee.EnterAsync(token));

        Assert.IsType<PayeeLinkResult.Saved>(await payee.SubmitAsync(token, American()));
        Assert.Equal(new PartnerTax("w9", "submitted"), (await payee.PartnerAsync()).Tax);
        Assert.IsType<PayeeLinkResult.Used>(
            await payee.SubmitAsync(token, new(American()) { ["tin"] = "987-65-4321" })
        );
        Assert.IsType<PayeeLinkResult.Used>(await payee.OpenAsync(token));
    }

    [Theory]
    [InlineData("form", "w8ben", "form", "fit your country")]
    [InlineData("tin", "12345678", "tin", "nine digits")]
    [InlineData("tin", "", "tin", "nine digits")]
    [InlineData("name", "", "name", "tax return")]
    [InlineData("signed_by", "Pat\nPartner", "signed_by", "one line")]
    [InlineData("certified", "", "certified", "statement")]
    public async Task A_mistake_of_a_partner_in_the_United_States_is_explained(
        string field,
        string text,
        string pointer,
        string fix
    )
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host);

        await RefusedAsync(payee, new(American()) { [field] = text }, pointer, fix);
    }

    [Theory]
    [InlineData("country", "US", "country", "two letters")]
    [InlineData("country", "XX", "country", "two letters")]
    [InlineData("foreign_tin", "", "foreign_tin", "write none")]
    [InlineData("vat_id", "123", "vat_id", "letters of its country")]
    [InlineData("tin", "1", "tin", "nine digits")]
    public async Task A_mistake_of_a_foreign_partner_is_explained(string field, string text, string pointer, string fix)
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host, "DE");

        await RefusedAsync(payee, new(Foreign()) { [field] = text }, pointer, fix);
    }

    [Fact]
    public void A_tax_number_and_a_VAT_id_that_a_country_does_not_issue_are_left_out()
    {
        var form = TaxFormCheck.Check(
            new Dictionary<string, string>(Foreign()) { ["foreign_tin"] = "none", ["vat_id"] = " " },
            "AE",
            new DateOnly(2026, 11, 1)
        );

        Assert.Equal((null, null), (form.Value!.ForeignTaxNumber, form.Value.VatId));
    }

    // The program is ten hours behind UTC, so its last day ends at 10 o'clock UTC.
    [Theory]
    [InlineData("2029-12-31T23:59:59Z", true)]
    [InlineData("2030-01-01T09:59:59Z", true)]
    [InlineData("2030-01-01T10:00:00Z", false)]
    public void A_form_is_valid_on_its_last_day_in_the_time_zone_of_the_program(string time, bool isValid) =>
        Assert.Equal(
            isValid,
            new PartnerTax("w8ben", "submitted", EndOf2029).IsValidAt(
                DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture),
                TimeZoneInfo.FindSystemTimeZoneById("Pacific/Honolulu")
            )
        );

    [Fact]
    public async Task A_caller_that_verifies_a_form_keeps_its_expiry_and_another_form_has_its_own()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var payee = await PayeeSteps.StartAsync(host, "DE");
        await payee.SubmitAsync(await payee.LinkAsync(), Foreign());
        var submitted = await payee.PartnerAsync();

        Assert.Equal(new PartnerTax("w8bene", "verified", EndOf2029), Patched(new PartnerTax("w8bene", "verified")));
        Assert.Equal(new PartnerTax("vat", "verified"), Patched(new PartnerTax("vat", "verified")));

        PartnerTax Patched(PartnerTax tax) =>
            new PatchPartner.Body(Tax: tax)
                .Apply(submitted, host.Get<PayeeAccounts>(), host.Clock.GetUtcNow())
                .Value!.Partner.Tax;
    }

    private static async Task RefusedAsync(
        PayeeSteps payee,
        Dictionary<string, string> form,
        string pointer,
        string fix
    )
    {
        var refused = Assert.IsType<PayeeLinkResult.Refused>(await payee.SubmitAsync(await payee.LinkAsync(), form));

        var (key, sentences) = Assert.Single(refused.Problem.Errors);
        Assert.Equal($"/{pointer}", key);
        Assert.Contains(fix, Assert.Single(sentences), StringComparison.Ordinal);
        Assert.Equal("missing", (await payee.PartnerAsync()).Tax.Status);
    }

    private static Dictionary<string, string> American() =>
        new()
        {
            ["form"] = "w9",
            ["name"] = "Partner Agency",
            ["tin"] = "12-3456789",
            ["signed_by"] = "Pat Partner",
            ["certified"] = "true",
        };

    private static Dictionary<string, string> Foreign() =>
        new()
        {
            ["form"] = "w8bene",
            ["name"] = "Partner Agency GmbH",
            ["country"] = "de",
            ["foreign_tin"] = "12/345/67890",
            ["tin"] = "",
            ["vat_id"] = "de123456789",
            ["signed_by"] = "Pat Partner",
            ["certified"] = "true",
        };
}

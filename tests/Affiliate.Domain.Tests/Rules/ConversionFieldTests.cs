using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>What every field of the conversions holds.</summary>
public sealed class ConversionFieldTests
{
    private static readonly ConversionFacts Sale = new()
    {
        Type = ConversionType.Sale,
        EventId = EventId.Parse("e1"),
        OccurredAt = Sales.Day0,
        Amount = 12_000,
        Tax = 2_000,
        Fee = 500,
        ProductId = "pro",
        Plan = "yearly",
        Quantity = 3,
        SaleType = "renewal",
        Metadata = new Dictionary<string, string> { ["seats"] = "12", ["a.b"] = "c" },
    };

    private static readonly EvaluationInput Input = Sales.Of(0) with
    {
        Conversion = Sale,
        Customer = new CustomerFacts
        {
            Country = "DE",
            Source = "fair",
            SignupDate = Written("2026-11-01"),
            SubscriptionStart = Written("2026-11-02T10:00:00+02:00"),
            SubscriptionMonths = 4,
            Email = "buyer@Example.com",
            SaleAmount = 70_000,
            Sales = 7,
        },
        Partner = new PartnerFacts
        {
            Id = Sales.Partner(1),
            Country = "FR",
            Group = "gold",
            Certifications = ["cloud-expert"],
            Stats = new PartnerStats
            {
                Clicks = new MetricCounts(14, 11, 12, 13),
                Leads = new MetricCounts(24, 21, 22, 23),
                Sales = new MetricCounts(34, 31, 32, 33),
                Customers = new MetricCounts(44, 41, 42, 43),
                SaleAmount = new MetricCounts(54, 51, 52, 53),
                CommissionAmount = new MetricCounts(64, 61, 62, 63),
            },
        },
    };

    [Theory]
    [InlineData("sale.amount", "12000")]
    [InlineData("sale.net", "9500")]
    [InlineData("sale.product_id", "\"pro\"")]
    [InlineData("sale.plan", "\"yearly\"")]
    [InlineData("sale.quantity", "3")]
    [InlineData("sale.type", "\"renewal\"")]
    [InlineData("sale.currency", "\"USD\"")]
    [InlineData("sale.metadata.seats", "12")]
    [InlineData("sale.metadata.a.b", "\"c\"")]
    [InlineData("customer.country", "\"DE\"")]
    [InlineData("customer.source", "\"fair\"")]
    [InlineData("customer.signup_date", "\"2026-11-01\"")]
    [InlineData("customer.subscription_start", "\"2026-11-02T10:00:00+02:00\"")]
    [InlineData("customer.subscription_months", "4")]
    [InlineData("customer.email_domain", "\"example.com\"")]
    [InlineData("customer.sale_amount", "70000")]
    [InlineData("customer.sales", "7")]
    [InlineData("partner.country", "\"FR\"")]
    [InlineData("partner.group", "\"gold\"")]
    [InlineData("partner.certifications.cloud-expert", "true")]
    [InlineData("partner.certifications.cloud-expert", "\"true\"")]
    [InlineData("partner.clicks", "14")]
    [InlineData("partner.clicks.month", "11")]
    [InlineData("partner.leads.quarter", "22")]
    [InlineData("partner.sales.year", "33")]
    [InlineData("partner.customers", "44")]
    [InlineData("partner.sale_amount.month", "51")]
    [InlineData("partner.commission_amount.quarter", "62")]
    public void A_sale_has_the_field(string field, string value) => Assert.True(IsMet(Input, "sale", field, value));

    [Theory]
    [InlineData("stage.name")]
    [InlineData("click.country")]
    [InlineData("lead.metadata.seats")]
    [InlineData("sale.metadata.other")]
    [InlineData("partner.certifications.other")]
    public void A_sale_has_no_field_of_another_event(string field) => Assert.False(Exists(Input, "sale", field));

    [Fact]
    public void A_lead_a_stage_and_a_click_have_their_own()
    {
        var lead = Input with { Conversion = Sale with { Type = ConversionType.Lead } };
        var stage = Input with { Conversion = Sale with { Type = ConversionType.Stage, StageName = "won" } };
        var click = Input with { Conversion = Sale with { Type = ConversionType.Click, ClickCountry = "IT" } };
        Assert.True(IsMet(lead, "lead", "lead.metadata.seats", "12"));
        Assert.True(IsMet(stage, "stage", "stage.name", "\"won\""));
        Assert.True(IsMet(click, "click", "click.country", "\"IT\""));
        Assert.False(Exists(lead, "lead", "sale.amount"));
        Assert.False(Exists(stage, "stage", "lead.metadata.seats"));
        Assert.False(Exists(click, "click", "sale.metadata.seats"));
    }

    [Fact]
    public void Amounts_are_seen_in_the_rule_books_currency_and_the_currency_as_it_was()
    {
        var foreign = Input with { Conversion = Sale with { Currency = Currency.Parse("EUR"), FxRate = 1.1m } };
        Assert.True(IsMet(foreign, "sale", "sale.amount", "13200"));
        Assert.True(IsMet(foreign, "sale", "sale.currency", "\"EUR\""));
    }

    [Theory]
    [InlineData("customer.signup_date", "lte", "2026-11-01T00:00:00Z", true)]
    [InlineData("customer.signup_date", "lt", "2026-11-01", false)]
    [InlineData("customer.subscription_start", "gte", "2026-11-02T08:00:00Z", true)]
    [InlineData("customer.subscription_start", "gt", "2026-11-02T08:00:00Z", false)]
    public void A_date_is_compared_as_the_instant_that_it_is(string field, string op, string value, bool met) =>
        Assert.Equal(met, Pays(Input, "sale", $$"""{"field": "{{field}}", "op": "{{op}}", "value": "{{value}}"}"""));

    [Theory]
    [InlineData("sale.metadata. ")]
    [InlineData("sale.metadata.\t")]
    [InlineData("lead.metadata.  ")]
    [InlineData("application.answers. ")]
    public void A_name_of_blanks_only_is_no_field(string name) => Assert.False(Field.TryParse(name, out _));

    [Fact]
    public void What_nobody_has_told_of_a_customer_is_missing()
    {
        var unknown = Input with
        {
            Customer = new CustomerFacts(),
            History = new CustomerHistory(2, Sales.Day0.AddDays(-9)),
        };
        Assert.All(
            new[]
            {
                "sales",
                "sale_amount",
                "signup_date",
                "subscription_start",
                "subscription_months",
                "email_domain",
            },
            name => Assert.False(Exists(unknown, "sale", $"customer.{name}"))
        );
    }

    private static WrittenTime Written(string text) =>
        WrittenTime.TryParse(text, out var time) ? time : throw new FormatException(text);

    private static bool IsMet(EvaluationInput input, string on, string field, string value) =>
        Pays(input, on, $$"""{"field": "{{field}}", "op": "equals", "value": {{value}} }""");

    private static bool Exists(EvaluationInput input, string on, string field) =>
        Pays(input, on, $$"""{"field": "{{field}}", "op": "exists", "value": true}""");

    private static bool Pays(EvaluationInput input, string on, string condition) =>
        Books
            .Of(
                $$"""
                "commissions": [{"id": "rule", "on": "{{on}}", "when": {{condition}}, "pay": {"flat": 1} }]
                """
            )
            .Evaluate(input)
            .Decision == Decision.Pay;
}

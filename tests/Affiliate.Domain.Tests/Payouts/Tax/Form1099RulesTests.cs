using Affiliate.Domain.Payouts.Tax;

namespace Affiliate.Domain.Tests.Payouts.Tax;

public sealed class Form1099RulesTests
{
    [Theory]
    [InlineData(2024, 600_00, false)]
    [InlineData(2025, 600_00, false)]
    [InlineData(2026, 2_000_00, false)]
    [InlineData(2027, 2_000_00, true)]
    public void The_threshold_is_600_dollars_until_2025_and_2000_dollars_from_2026(
        int year,
        long threshold,
        bool isAdjusted
    ) => Assert.Equal((threshold, isAdjusted), (Form1099Rules.ThresholdOf(year), Form1099Rules.IsAdjusted(year)));

    [Theory]
    [InlineData("w9", true, "US", 2_000_00, Form1099Status.Required)]
    [InlineData("w9", true, "US", 1_999_99, Form1099Status.BelowThreshold)]
    [InlineData("w9", true, "DE", 2_000_00, Form1099Status.Required)]
    [InlineData("w9", false, "US", 2_000_00, Form1099Status.RequiredFormMissing)]
    [InlineData(null, false, "US", 2_000_00, Form1099Status.RequiredFormMissing)]
    [InlineData("vat", true, "US", 2_000_00, Form1099Status.RequiredFormMissing)]
    [InlineData(null, false, "DE", 2_000_00, Form1099Status.FormMissing)]
    [InlineData("w8ben", false, "DE", 2_000_00, Form1099Status.FormMissing)]
    [InlineData("w8bene", true, "DE", 900_000_00, Form1099Status.NotRequired)]
    [InlineData("vat", true, "DE", 2_000_00, Form1099Status.NotRequired)]
    public void A_partner_is_reported_by_its_form_and_by_what_it_was_paid(
        string? form,
        bool hasForm,
        string country,
        long paid,
        Form1099Status status
    ) => Assert.Equal(status, Form1099Rules.StatusOf(new TaxPayee(form, hasForm, country), paid, 2026));

    [Fact]
    public void The_lower_threshold_applies_to_2025() =>
        Assert.Equal(
            Form1099Status.Required,
            Form1099Rules.StatusOf(new TaxPayee("w9", HasForm: true, "US"), 600_00, 2025)
        );

    [Theory]
    [InlineData("ach", true)]
    [InlineData("wise", true)]
    [InlineData("paypal", false)]
    public void PayPal_reports_its_payments_itself(string method, bool counts) =>
        Assert.Equal(counts, Form1099Rules.Counts(method));
}

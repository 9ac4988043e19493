using Affiliate.Domain.Payouts;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Tests.Payouts;

public sealed class PayoutGateTests
{
    private static readonly PayoutRules Rules = new(1_000, null, null, ["ach", "sepa"], ["tax_form", "payout_details"]);
    private static readonly PayoutCandidate Paid = new(IsPaid: true, "ach", HasTaxForm: true, Due: 1_000, "USD");

    public static TheoryData<PayoutCandidate, string?> Candidates =>
        new()
        {
            { Paid, null },
            { Paid with { Due = 999 }, "below_minimum" },
            { Paid with { Due = 999, IsLast = true }, null },
            { Paid with { Due = 0, IsLast = true }, "nothing_due" },
            { Paid with { Due = 0 }, "nothing_due" },
            { Paid with { Due = -5 }, "nothing_due" },
            { Paid with { IsPaid = false }, "partner_not_active" },
            { Paid with { HasTaxForm = false }, "tax_form_missing" },
            { Paid with { Method = null }, "payout_details_missing" },
            { Paid with { Method = "paypal" }, "method_not_offered" },
            { Paid with { Method = "sepa" }, "method_currency" },
            { Paid with { Currency = "EUR" }, "method_currency" },
            { Paid with { Method = "sepa", Currency = "EUR" }, null },
            { Paid with { IsHeld = true }, "payout_details_changed" },
            { Paid with { IsHeld = true, Due = 0 }, "nothing_due" },
        };

    [Theory]
    [MemberData(nameof(Candidates))]
    public void A_partner_is_paid_when_nothing_stands_against_it(PayoutCandidate candidate, string? refusal) =>
        Assert.Equal(refusal, PayoutGate.Refusal(candidate, Rules));

    [Fact]
    public void A_partner_is_told_everything_that_is_missing_also_while_nothing_is_due()
    {
        var candidate = Paid with { IsPaid = false, HasTaxForm = false, Method = "sepa", IsHeld = true, Due = 0 };
        Assert.Equal(
            ["partner_not_active", "tax_form_missing", "method_currency", "below_minimum"],
            PayoutGate.Missing(candidate, Rules)
        );
        Assert.Empty(PayoutGate.Missing(Paid, Rules));
        Assert.Empty(PayoutGate.Missing(Paid with { Due = 0, IsLast = true }, Rules));
    }

    [Theory]
    [InlineData(null, new[] { true, true, true })]
    [InlineData(60L, new[] { true, false, true })]
    [InlineData(0L, new[] { false, false, false })]
    public void What_does_not_fit_below_the_limit_is_passed_over(long? most, bool[] expected) =>
        Assert.Equal(expected, PayoutGate.Fit([50, 20, 10], most));
}

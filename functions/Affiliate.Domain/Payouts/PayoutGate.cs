using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Payouts;

/// <summary>What a partner's payout depends on.</summary>
/// <param name="IsActive">Whether the partner is active.</param>
/// <param name="Method">How the partner is paid, or null.</param>
/// <param name="HasTaxForm">Whether the partner has given a tax form.</param>
/// <param name="Due">What is payable after what is taken back, in minor units.</param>
public sealed record PayoutCandidate(bool IsActive, string? Method, bool HasTaxForm, long Due);

/// <summary>
/// Whether a partner is paid in a cycle. What is not paid stays payable, and is looked at again in the next.
/// </summary>
public static class PayoutGate
{
    /// <summary>Why the partner is not paid, or null.</summary>
    public static string? Refusal(PayoutCandidate candidate, PayoutRules rules) =>
        candidate.Due <= 0 ? "nothing_due"
        : !candidate.IsActive ? "partner_not_active"
        : rules.Require.Contains("tax_form") && !candidate.HasTaxForm ? "tax_form_missing"
        : candidate.Method is null ? "payout_details_missing"
        : !rules.Methods.Contains(candidate.Method) ? "method_not_offered"
        : candidate.Due < rules.Minimum ? "below_minimum"
        : null;

    /// <summary>
    /// Which payouts fit below the most that a cycle pays: in their order, and one that does not fit is passed over for
    /// smaller ones after it, so that as many as possible are paid.
    /// </summary>
    /// <param name="amounts">The amounts, in minor units.</param>
    /// <param name="most">The most, or null.</param>
    public static IReadOnlyList<bool> Fit(IReadOnlyList<long> amounts, long? most)
    {
        var left = most ?? long.MaxValue;
        var fits = new bool[amounts.Count];
        for (var i = 0; i < amounts.Count; i++)
        {
            fits[i] = amounts[i] <= left;
            left -= fits[i] ? amounts[i] : 0;
        }

        return fits;
    }
}

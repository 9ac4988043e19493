using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Payouts;

/// <summary>The facts that decide whether a partner is paid.</summary>
/// <param name="IsPaid">Whether the partner is active, or has left and is paid what it has earned.</param>
/// <param name="Method">The payout method of the partner, or null.</param>
/// <param name="HasTaxForm">Whether the partner has submitted a tax form.</param>
/// <param name="Due">The payable amount less reversals, in minor units.</param>
/// <param name="Currency">The program's currency, ISO 4217.</param>
/// <param name="IsHeld">Whether the payout details have changed so recently that nothing is paid to them.</param>
/// <param name="IsLast">Whether the partner has left, so that an amount below the minimum is not carried over.</param>
public sealed record PayoutCandidate(
    bool IsPaid,
    string? Method,
    bool HasTaxForm,
    long Due,
    string Currency,
    bool IsHeld = false,
    bool IsLast = false
);

/// <summary>
/// Decides whether a partner is paid in a cycle. An amount that is not paid stays payable, and the next cycle checks it
/// again.
/// </summary>
public static class PayoutGate
{
    /// <summary>Returns the first reason why the partner is not paid, or null.</summary>
    public static string? Refusal(PayoutCandidate candidate, PayoutRules rules) =>
        candidate.Due <= 0 ? SkipReasons.NothingDue : Missing(candidate, rules).FirstOrDefault();

    /// <summary>Returns everything that is missing for a payout, also while nothing is due.</summary>
    public static IEnumerable<string> Missing(PayoutCandidate candidate, PayoutRules rules)
    {
        if (!candidate.IsPaid)
        {
            yield return SkipReasons.PartnerNotActive;
        }

        if (rules.Require.Contains("tax_form") && !candidate.HasTaxForm)
        {
            yield return SkipReasons.TaxFormMissing;
        }

        if (MissingOfDetails(candidate, rules) is { } details)
        {
            yield return details;
        }

        if (IsBelowMinimum(candidate.Due, candidate.IsLast, rules))
        {
            yield return SkipReasons.BelowMinimum;
        }
    }

    /// <summary>
    /// Returns whether an amount is too small to be paid, so that it is carried over. The last payout of a partner that
    /// has left is paid, however small it is.
    /// </summary>
    /// <param name="amount">The amount, in minor units.</param>
    /// <param name="isLast">Whether the partner has left.</param>
    /// <param name="rules">The rules.</param>
    public static bool IsBelowMinimum(long amount, bool isLast, PayoutRules rules) => !isLast && amount < rules.Minimum;

    private static string? MissingOfDetails(PayoutCandidate candidate, PayoutRules rules) =>
        candidate.Method is not { } method ? SkipReasons.DetailsMissing
        : !rules.Methods.Contains(method) ? SkipReasons.MethodNotOffered
        : !PayoutMethods.Carries(method, candidate.Currency) ? SkipReasons.MethodCurrency
        : candidate.IsHeld ? SkipReasons.DetailsChanged
        : null;

    /// <summary>
    /// Selects the payouts that fit within the maximum of a cycle. The payouts are checked in order. A payout that does
    /// not fit is skipped in favour of smaller payouts after it, so that as many as possible are paid.
    /// </summary>
    /// <param name="amounts">The amounts, in minor units.</param>
    /// <param name="most">The maximum, in minor units, or null.</param>
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

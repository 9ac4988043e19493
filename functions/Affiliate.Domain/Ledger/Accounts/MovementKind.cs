namespace Affiliate.Domain.Ledger.Accounts;

/// <summary>What a transaction does with the money of one commission.</summary>
public enum MovementKind
{
    /// <summary>A rule granted the commission.</summary>
    Commission,

    /// <summary>A refund, a changed sale or a decision took an amount back, or put it back.</summary>
    Reversal,

    /// <summary>Any other change of what is granted.</summary>
    Adjustment,

    /// <summary>A payout was paid.</summary>
    Payout,

    /// <summary>The bank has sent a payout back.</summary>
    PayoutReturned,

    /// <summary>A hold began or ended.</summary>
    Hold,

    /// <summary>
    /// The amount moved between accounts of the owed balance: it matured, or was reserved or put back.
    /// </summary>
    Transfer,
}

/// <summary>
/// Classifies transactions. The accounts decide whether money is granted, paid or only moved. The cause then tells a
/// grant from a reversal; a grant with an unknown cause is an adjustment.
/// </summary>
public static class MovementKinds
{
    /// <summary>Returns the kind of the postings of one commission in a transaction.</summary>
    /// <param name="cause">The cause of the transaction.</param>
    /// <param name="postings">The postings of one commission; at least one.</param>
    public static MovementKind Of(string cause, IReadOnlyCollection<Posting> postings)
    {
        var commission = postings.First().Commission;
        if (Changes(postings, Account.CommissionExpense))
        {
            return cause.StartsWith("event:", StringComparison.Ordinal) ? MovementKind.Commission
                : cause.StartsWith("refund:", StringComparison.Ordinal) || IsStep(cause, commission.Value, "decided")
                    ? MovementKind.Reversal
                : MovementKind.Adjustment;
        }

        return Changes(postings, Account.Paid)
            ? IsStep(cause, commission.Value, "returned")
                ? MovementKind.PayoutReturned
                : MovementKind.Payout
            : Changes(postings, Account.Held)
                ? MovementKind.Hold
                : MovementKind.Transfer;
    }

    /// <summary>
    /// Returns what follows the name of the commission's step in the cause, such as the payout's period.
    /// </summary>
    /// <param name="cause">A cause such as <c>com_…:paid:2026-10</c>.</param>
    public static string DetailOf(string cause) => cause.Split(':', 3) is [_, _, var detail] ? detail : string.Empty;

    private static bool Changes(IEnumerable<Posting> postings, Account account) =>
        postings.Where(posting => posting.Account == account).Sum(posting => posting.Amount) != 0;

    private static bool IsStep(string cause, string commission, string step) =>
        cause.StartsWith($"{commission}:{step}", StringComparison.Ordinal);
}

using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Ledger.Accounts;

namespace Affiliate.Domain.Payouts.Statements;

/// <summary>
/// Turns the transactions of a period into the lines of a statement. Each commission of a transaction is a line if it
/// changes the balance; the commissions of one payout are one line. The amounts therefore sum to the difference of the
/// closing and the opening balance. A transaction of an unknown kind is shown with the text of its commission, or with
/// its cause.
/// </summary>
public static class StatementLines
{
    /// <summary>Returns the lines, in the order of the transactions.</summary>
    /// <param name="transactions">The transactions.</param>
    /// <param name="labels">The texts of the commissions.</param>
    public static IReadOnlyList<StatementLine> Of(
        IEnumerable<LedgerTransaction> transactions,
        IReadOnlyDictionary<CommissionId, CommissionLabel> labels
    )
    {
        var lines = new List<StatementLine>();
        var payouts = new Dictionary<(MovementKind Kind, string Payout), int>();
        foreach (var transaction in transactions)
        {
            foreach (var postings in transaction.Postings.GroupBy(posting => posting.Commission))
            {
                var own = postings.ToList();
                var amount = OwedBalance.OwedBy(own);
                if (amount == 0)
                {
                    continue;
                }

                var kind = MovementKinds.Of(transaction.Cause, own);
                if (kind is not (MovementKind.Payout or MovementKind.PayoutReturned))
                {
                    var text = TextOf(kind, transaction.Cause, amount, labels.GetValueOrDefault(postings.Key));
                    lines.Add(new StatementLine(transaction.At, kind, text, amount) { Commission = postings.Key });
                    continue;
                }

                var payout = MovementKinds.DetailOf(transaction.Cause);
                if (payouts.TryGetValue((kind, payout), out var line))
                {
                    lines[line] = lines[line] with { Amount = checked(lines[line].Amount + amount) };
                    continue;
                }

                payouts.Add((kind, payout), lines.Count);
                lines.Add(new StatementLine(transaction.At, kind, PayoutText(kind, payout), amount));
            }
        }

        return lines;
    }

    /// <summary>The commissions that the lines name.</summary>
    public static IReadOnlyCollection<CommissionId> CommissionsOf(IEnumerable<LedgerTransaction> transactions) =>
        [
            .. transactions
                .SelectMany(transaction =>
                    transaction
                        .Postings.GroupBy(posting => posting.Commission)
                        .Where(own =>
                            OwedBalance.OwedBy(own) != 0
                            && MovementKinds.Of(transaction.Cause, [.. own])
                                is not (MovementKind.Payout or MovementKind.PayoutReturned)
                        )
                        .Select(own => own.Key)
                )
                .Distinct(),
        ];

    private static string TextOf(MovementKind kind, string cause, long amount, CommissionLabel? label)
    {
        var text = label?.Text ?? cause;
        return kind switch
        {
            MovementKind.Reversal when label is { IsCorrection: false } => $"{ReversalText(cause)}: {text}",
            MovementKind.Hold => amount > 0 ? $"Released: {text}" : $"Held for a decision: {text}",
            _ => text,
        };
    }

    // The cause of a reversal is refund:{event}:{commission}; a void has the adjustment in place of the event.
    private static string ReversalText(string cause) =>
        cause.Split(':') switch
        {
            ["refund", var id, _] when AdjustmentId.TryParse(id, out var adjustment) => $"Voided by {adjustment}",
            ["refund", .. var id, _] => $"Changed by {string.Join(':', id)}",
            _ => "Changed by a decision",
        };

    // The attempt of the payout follows its period.
    private static string PayoutText(MovementKind kind, string payout) =>
        kind == MovementKind.Payout
            ? $"Payout of {payout.Split(':')[0]}"
            : $"Payout of {payout.Split(':')[0]}, sent back by the bank";
}

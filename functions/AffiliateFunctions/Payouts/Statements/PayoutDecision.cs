using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>What a cycle has decided about a partner.</summary>
/// <param name="Payout">The payout, or null.</param>
/// <param name="Skipped">Why the partner is not paid, or null.</param>
public sealed record PayoutDecision(StoredPayout? Payout, SkippedPartner? Skipped)
{
    /// <summary>The payout as the partner's statement shows it.</summary>
    internal StatementPayout ToStatement() =>
        new(
            Payout?.Status is PayoutStatus.Reserved or PayoutStatus.Paid ? Payout.Amount : 0,
            Payout is null ? "none" : StoredJson.NameOf(Payout.Status),
            Payout?.Reason ?? Skipped?.Reason,
            Payout?.SettledAt,
            Payout?.Lines ?? []
        )
        {
            ReasonDetail = Payout?.Reason is null ? Skipped?.Detail : Payout.ReasonDetail,
        };
}

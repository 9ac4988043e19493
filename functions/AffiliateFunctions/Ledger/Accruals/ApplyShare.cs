using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>What another credited partner than the first gets of a conversion, as it was computed with the first's.</summary>
/// <param name="Event">The conversion.</param>
/// <param name="At">When it happened.</param>
/// <param name="Commissions">The partner's shares of the commissions.</param>
internal sealed record ShareEffect(Affiliate.Domain.Identity.EventId Event, DateTimeOffset At, IReadOnlyList<NewCommission> Commissions)
    : LedgerEffect(Event, At);

/// <summary>Stores shares in the ledger of their partner.</summary>
internal static class ApplyShare
{
    public static async Task<StoredOutcome> ApplyAsync(AccrualTurn turn, ShareEffect share)
    {
        await turn.Edit.MakeRoomAsync(1 + share.Commissions.Count);
        turn.Counters = turn.Counters.Counting(share.At, Counts.None with { CommissionAmount = share.Commissions.Sum(c => c.Commission.Amount) });
        var outcome = Grants.Outcome(share.Commissions, [], EffectStatus.Applied);
        Grants.Store(turn, share.Event, share.Commissions, outcome);
        return outcome;
    }
}

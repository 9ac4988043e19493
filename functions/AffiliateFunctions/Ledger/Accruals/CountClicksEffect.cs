using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>Counts clicks that no rule pays for.</summary>
internal static class CountClicksEffect
{
    public static async Task<StoredOutcome> ApplyAsync(AccrualContext turn, ClickCountEffect clicks)
    {
        await turn.Edit.MakeRoomAsync(1);
        var outcome = StoredOutcome.Of(EffectStatus.Applied) with
        {
            Counted = new Counted(clicks.At, Counts.None with { Clicks = clicks.Count })
            {
                Links = LinkCounts.OfClicks(clicks.ByLink),
            },
        };
        turn.Edit.Batch.Mark(clicks.Event, outcome);
        return outcome;
    }
}

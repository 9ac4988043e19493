using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>
/// The shares of a conversion for a credited partner other than the first, as computed together with the first
/// partner's grants.
/// </summary>
/// <param name="Event">The conversion.</param>
/// <param name="At">The time of the conversion.</param>
/// <param name="Commissions">The partner's shares of the commissions.</param>
/// <param name="Caps">The caps that limit the shares.</param>
internal sealed record ShareEffect(
    EventId Event,
    DateTimeOffset At,
    IReadOnlyList<NewCommission> Commissions,
    IReadOnlyList<ShareCap> Caps
) : LedgerEffect(Event, At)
{
    /// <summary>Whether an earlier call has probably stored the shares.</summary>
    public bool IsRepeat { get; init; }
}

/// <summary>Stores shares in the ledger of their partner.</summary>
internal static class ApplyShare
{
    public static async Task<StoredOutcome> ApplyAsync(AccrualContext turn, ShareEffect share)
    {
        await turn.Edit.MakeRoomAsync(1 + share.Commissions.Count);
        var capped = CappedShares.Of(share.Caps, turn.Counters, share.Commissions);
        var outcome = StoredOutcome.Of(EffectStatus.Applied, own: capped.Commissions.Select(c => c.Commission.Id)) with
        {
            Counted = new Counted(
                share.At,
                Counts.None with
                {
                    CommissionAmount = capped.Commissions.Sum(c => c.Commission.Amount),
                }
            )
            {
                Caps = capped.Used.IsEmpty ? null : capped.Used,
            },
        };
        Grants.Store(turn, share.Event, capped.Commissions, outcome);
        return outcome;
    }
}

using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>
/// Finishes a held event again once its last commission is decided: as applied if a commission was released, as
/// rejected if all were reversed. The list of held events therefore shows only events that need a decision.
/// </summary>
internal sealed class SettleHeldEvents(EventStore events, ILedger ledger) : IHeldEvents
{
    private const string Held = "held";
    private const string Reversed = "reversed";
    private const string HoldReversed = "hold_reversed";

    public async Task DecidedAsync(ProgramSlug program, EventId held, CancellationToken cancellationToken)
    {
        if (
            await events.FindAsync(program, held, cancellationToken)
            is not { Status: EventStatus.Held, Commissions.Count: > 0 } stored
        )
        {
            return;
        }

        var commissions = await Task.WhenAll(
            stored.Commissions.Select(id => ledger.FindAsync(program, id, cancellationToken))
        );
        if (commissions.All(commission => commission?.Status != Held))
        {
            var isReversed = commissions.All(commission => commission?.Status == Reversed);
            await events.FinishAsync(
                [
                    stored with
                    {
                        Status = isReversed ? EventStatus.Rejected : EventStatus.Applied,
                        Reason = isReversed ? HoldReversed : null,
                    },
                ],
                cancellationToken
            );
        }
    }
}

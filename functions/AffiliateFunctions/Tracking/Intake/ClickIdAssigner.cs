using AffiliateFunctions.Attribution;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Links;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>
/// Gives a click that a caller tells its click id, which says whose it is: so its partner must be known at once.
/// </summary>
public sealed class ClickIdAssigner(ClickIds ids, ClickScreening notes)
{
    /// <summary>The click with its id, or why there is none.</summary>
    /// <param name="click">The click.</param>
    /// <param name="sent">What was sent, with the visitor's address.</param>
    /// <param name="partners">The partners of the program.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<TrackingEvent>> NameAsync(
        TrackingEvent click,
        EventBody sent,
        PartnerLookup partners,
        CancellationToken cancellationToken
    ) =>
        await partners.FindByCodeAsync(click.Body.Code!, cancellationToken) is { } partner
            ? click with
            {
                Body = click.Body with
                {
                    ClickId = ids.Of(
                        click.Program,
                        partner,
                        click.Id,
                        click.At,
                        await notes.OfAsync(click.Program, partner, sent, cancellationToken)
                    ),
                },
            }
            : Problem.Invalid("/code", "No partner of the program has this code.");
}

using AffiliateFunctions.Attribution;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Links;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>
/// Assigns a click id to a click that a caller reports. The click id contains the partner, so the partner has to be
/// known when the click is received.
/// </summary>
public sealed class ClickIdAssigner(ClickIds ids, ClickScreening notes)
{
    /// <summary>Returns the click with its id, or the reason why it gets none.</summary>
    /// <param name="click">The click.</param>
    /// <param name="sent">The event as it was sent, with the visitor's IP address.</param>
    /// <param name="partners">The partners of the program.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<TrackingEvent>> NameAsync(
        TrackingEvent click,
        EventBody sent,
        PartnerLookup partners,
        CancellationToken cancellationToken
    ) =>
        await partners.FindByLinkAsync(click.Body.Code!, click.Body.SubId, cancellationToken) is { } link
            ? click with
            {
                Body = click.Body with
                {
                    ClickId = ids.Of(
                        click.Program,
                        link.Partner,
                        click.Id,
                        click.At,
                        await notes.OfAsync(click.Program, link.Partner, sent, cancellationToken),
                        link.Origin
                    ),
                },
            }
            : Problem.Invalid("/code", "No partner of the program has this code.");
}

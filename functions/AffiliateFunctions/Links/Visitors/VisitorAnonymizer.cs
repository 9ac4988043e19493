using AffiliateFunctions.Events;

namespace AffiliateFunctions.Links.Visitors;

/// <summary>
/// Takes out of events what says who a visitor is, before anything is stored: an address becomes the name of its
/// network, and of a visitor who has not consented neither that nor the browser nor the page before is kept.
/// </summary>
public sealed class VisitorAnonymizer(NetworkPseudonyms networks)
{
    /// <summary>The event without its visitor.</summary>
    public async ValueTask<TrackingEvent> InAsync(TrackingEvent trackingEvent, CancellationToken cancellationToken)
    {
        var body = trackingEvent.Body;
        if (body.Consent == false)
        {
            return trackingEvent with { Body = body with { Ip = null, UserAgent = null, Referrer = null } };
        }

        return body.Ip is null || body.Ip.StartsWith(NetworkPseudonyms.Prefix, StringComparison.Ordinal)
            ? trackingEvent
            : trackingEvent with
            {
                Body = body with { Ip = await networks.OfAsync(body.Ip, cancellationToken) },
            };
    }
}

using AffiliateFunctions.Events;

namespace AffiliateFunctions.Links.Visitors;

/// <summary>
/// Removes what identifies a visitor from events before they are stored. An IP address is replaced by the pseudonym of
/// its network. For a visitor who has declined consent, the network, the browser and the referrer are removed.
/// </summary>
public sealed class VisitorAnonymizer(NetworkPseudonyms networks)
{
    /// <summary>Returns the event without data that identifies its visitor.</summary>
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

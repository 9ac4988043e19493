using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;

namespace AffiliateFunctions.Attribution.Screens;

/// <summary>
/// Looks at leads as they come in: one of very many of a partner's from one network is marked for a person to look at.
/// </summary>
public sealed class LeadScreening(BurstDetector bursts, ClickIds clicks)
{
    /// <summary>The event, marked if it is such a lead.</summary>
    public TrackingEvent In(TrackingEvent trackingEvent) =>
        trackingEvent.Type == EventType.Lead
        && bursts.Notice(trackingEvent.Program, trackingEvent.Type, NamedBy(trackingEvent), trackingEvent.Body.Ip)
            ? trackingEvent with
            {
                IsBurst = true,
            }
            : trackingEvent;

    private string NamedBy(TrackingEvent trackingEvent) =>
        (trackingEvent.Body.ClickId is { } click ? clicks.Read(trackingEvent.Program, click)?.Partner.Value : null)
        ?? trackingEvent.Body.Code
        ?? trackingEvent.Body.Coupon
        ?? trackingEvent.Body.Deal
        ?? string.Empty;
}

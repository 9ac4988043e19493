using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;

namespace AffiliateFunctions.Attribution.Screens;

/// <summary>
/// Screens leads on receipt: a lead that is one of unusually many of a partner from one network is marked for a check
/// by a person.
/// </summary>
public sealed class LeadScreening(BurstDetector bursts, ClickIds clicks)
{
    /// <summary>Returns the event, marked if it is such a lead.</summary>
    public TrackingEvent In(TrackingEvent trackingEvent) =>
        trackingEvent.Type == EventType.Lead
        && bursts.Observe(trackingEvent.Program, trackingEvent.Type, NamedBy(trackingEvent), trackingEvent.Body.Ip)
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

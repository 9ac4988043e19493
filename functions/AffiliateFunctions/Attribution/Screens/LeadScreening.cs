using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;

namespace AffiliateFunctions.Attribution.Screens;

/// <summary>Looks at leads as they come in: one of very many of a partner's from one network is marked for a person to look at.</summary>
public sealed class LeadScreening(BurstDetector bursts, ClickIds clicks)
{
    /// <summary>The event, marked if it is such a lead.</summary>
    public TrackingEvent In(TrackingEvent one) => one.Type == EventType.Lead && bursts.Notice(one.Program, one.Type, NamedBy(one), one.Body.Ip) ? one with { IsBurst = true } : one;

    private string NamedBy(TrackingEvent one)
        => (one.Body.ClickId is { } click ? clicks.Read(one.Program, click)?.Partner.Value : null) ?? one.Body.Code ?? one.Body.Coupon ?? one.Body.Deal ?? string.Empty;
}

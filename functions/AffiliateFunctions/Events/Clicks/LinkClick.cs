using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Events.Clicks;

/// <summary>A click on a partner link.</summary>
/// <param name="Id">The click id.</param>
/// <param name="Program">The program.</param>
/// <param name="Partner">The partner of the link.</param>
/// <param name="Code">The link's code.</param>
/// <param name="Visit">The stored data of the visit.</param>
public sealed record LinkClick(string Id, ProgramSlug Program, PartnerId Partner, string Code, Visit Visit)
{
    /// <summary>The link and the sub-id of the click, or null.</summary>
    public LinkOrigin? Origin { get; init; }

    /// <summary>Returns the click as an event.</summary>
    public TrackingEvent ToEvent()
    {
        var body = new EventBody
        {
            EventId = Id,
            OccurredAt = Visit.At,
            Code = Code,
            SubId = Origin?.SubId,
            Url = Visit.Url,
            Referrer = Visit.Referrer,
            UserAgent = Visit.UserAgent,
            Ip = Visit.Network,
            Country = Visit.Country,
            Consent = Visit.Consent,
        };
        return new TrackingEvent(Program, EventType.Click, body, Visit.At);
    }
}

using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution.Screens;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Links.Visitors;

namespace AffiliateFunctions.Links;

/// <summary>Screens a click before it gets its id. The id carries the notes to the click's conversions.</summary>
public sealed class ClickScreening(NetworkPseudonyms networks, BurstDetector bursts)
{
    /// <summary>Returns the notes about a click that a caller reports.</summary>
    public async ValueTask<TouchNotes> OfAsync(
        ProgramSlug program,
        PartnerId partner,
        EventBody click,
        CancellationToken cancellationToken
    ) => Of(program, partner, click.Url, await networks.OfAsync(click.Ip, cancellationToken));

    /// <summary>Returns the notes about a click.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner of the link.</param>
    /// <param name="address">The destination of the link.</param>
    /// <param name="network">The pseudonym of the visitor's network, or null.</param>
    public TouchNotes Of(ProgramSlug program, PartnerId partner, string? address, string? network) =>
        (bursts.Observe(program, EventType.Click, partner.Value, network) ? TouchNotes.Burst : TouchNotes.None)
        | (PaidSearch.Sent(address) ? TouchNotes.PaidSearch : TouchNotes.None);
}

using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution.Screens;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Links.Visitors;

namespace AffiliateFunctions.Links;

/// <summary>
/// Looks at a click before it gets its id: what is noted is carried by the id to what the click brings.
/// </summary>
public sealed class ClickScreening(NetworkPseudonyms networks, BurstDetector bursts)
{
    /// <summary>What is to be noted about a click that a caller tells.</summary>
    public async ValueTask<TouchNotes> OfAsync(
        ProgramSlug program,
        PartnerId partner,
        EventBody click,
        CancellationToken cancellationToken
    ) => Of(program, partner, click.Url, await networks.OfAsync(click.Ip, cancellationToken));

    /// <summary>What is to be noted about a click.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">Whose it is.</param>
    /// <param name="address">Where it leads.</param>
    /// <param name="network">The name of the visitor's network, or null.</param>
    public TouchNotes Of(ProgramSlug program, PartnerId partner, string? address, string? network) =>
        (bursts.Notice(program, EventType.Click, partner.Value, network) ? TouchNotes.Burst : TouchNotes.None)
        | (PaidSearch.Sent(address) ? TouchNotes.PaidSearch : TouchNotes.None);
}

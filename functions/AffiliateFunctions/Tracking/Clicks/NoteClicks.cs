using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Screens;
using AffiliateFunctions.Tracking.Visitors;

namespace AffiliateFunctions.Tracking.Clicks;

/// <summary>Looks at a click before it gets its id: what is noted is carried by the id to what the click brings.</summary>
internal sealed class NoteClicks(NetworkNames networks, Bursts bursts)
{
    /// <summary>What is to be noted about a click.</summary>
    public async ValueTask<TouchNotes> OfAsync(ProgramSlug program, PartnerId partner, EventBody click, CancellationToken cancellationToken)
    {
        var network = await networks.OfAsync(click.Ip, cancellationToken);
        return (bursts.Notice(program, EventType.Click, partner.Value, network) ? TouchNotes.Burst : TouchNotes.None)
            | OfAddress(click);
    }

    /// <summary>The same for a visitor who waits: where storage does not tell how networks are named today, the network is not looked at.</summary>
    public async ValueTask<TouchNotes> OfVisitAsync(ProgramSlug program, PartnerId partner, EventBody click, CancellationToken patience)
    {
        try
        {
            return await OfAsync(program, partner, click, patience);
        }
        catch (Exception fault) when (StorageFaults.IsAway(fault))
        {
            return OfAddress(click);
        }
    }

    private static TouchNotes OfAddress(EventBody click) => PaidSearch.Sent(click.Url) ? TouchNotes.PaidSearch : TouchNotes.None;
}

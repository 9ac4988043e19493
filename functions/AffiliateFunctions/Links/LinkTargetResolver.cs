using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Links.Visitors;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Links;

/// <summary>Finds what a visitor's link stands for.</summary>
public sealed class LinkTargetResolver(LinkCache links, ProgramCache programs)
{
    /// <summary>The link and its program. An unknown code has the program where there is but one.</summary>
    /// <param name="code">The code.</param>
    /// <param name="patience">Ends the waiting for storage; what was known before is the answer then.</param>
    public async ValueTask<LinkTarget> FindAsync(string code, WaitBudget patience)
    {
        try
        {
            var link = await links.FindAsync(code, patience);
            return new LinkTarget(
                link,
                await (link is null ? programs.OnlyAsync(patience) : programs.FindAsync(link.Program, patience)),
                IsKnown: true
            );
        }
        catch (Exception fault) when (StorageFaults.IsAway(fault))
        {
            return new LinkTarget(null, null, IsKnown: false);
        }
    }
}

/// <summary>What a link stands for.</summary>
/// <param name="Link">The link, or null for an unknown code.</param>
/// <param name="Program">The program, or null where none can be told.</param>
/// <param name="IsKnown">Whether that is so; false where storage did not answer.</param>
public readonly record struct LinkTarget(PartnerLink? Link, CachedProgram? Program, bool IsKnown);

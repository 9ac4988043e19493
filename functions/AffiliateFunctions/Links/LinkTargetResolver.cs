using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Links.Visitors;
using AffiliateFunctions.Onboarding;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Links;

/// <summary>Finds the link and the program of a visitor's request.</summary>
public sealed class LinkTargetResolver(LinkCache links, ProgramCache programs)
{
    // A link has few parameters; whoever tries codes tries one at a time.
    private const int MaxParameters = 10;

    /// <summary>
    /// Returns the link and its program. An unknown code resolves to the program if there is only one.
    /// </summary>
    /// <param name="code">The code.</param>
    /// <param name="budget">Limits the wait for storage; after that the last known values are returned.</param>
    public async ValueTask<LinkTarget> FindAsync(string code, WaitBudget budget)
    {
        try
        {
            var link = await links.FindAsync(code, budget);
            return new LinkTarget(
                link,
                await (link is null ? programs.OnlyAsync(budget) : programs.FindAsync(link.Program, budget)),
                IsKnown: true
            );
        }
        catch (Exception fault) when (StorageFaults.IsAway(fault))
        {
            return new LinkTarget(null, null, IsKnown: false);
        }
    }

    /// <summary>
    /// Returns the link whose code is in one of the parameters that its program names, as links of other products have
    /// it. Without such a parameter the target is that of an unknown code.
    /// </summary>
    /// <param name="query">The parameters.</param>
    /// <param name="budget">Limits the wait for storage.</param>
    public async ValueTask<LinkTarget> FindOldAsync(IQueryCollection query, WaitBudget budget)
    {
        foreach (var (name, value) in query.Take(MaxParameters))
        {
            var target = await FindAsync(value.ToString(), budget);
            if (
                !target.IsKnown
                || (
                    target.Link is not null
                    && target.Program?.Program.LinkParameters.Contains(name, StringComparer.OrdinalIgnoreCase) == true
                )
            )
            {
                return target;
            }
        }

        return await FindAsync(string.Empty, budget);
    }
}

/// <summary>The link and program of a code.</summary>
/// <param name="Link">The link, or null for an unknown code.</param>
/// <param name="Program">The program, or null if it cannot be determined.</param>
/// <param name="IsKnown">Whether the result is certain; false if storage did not respond.</param>
public readonly record struct LinkTarget(PartnerLink? Link, CachedProgram? Program, bool IsKnown);

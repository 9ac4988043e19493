using AffiliateFunctions.Links.Visitors;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Links;

/// <summary>
/// Caches the links of codes. Concurrent visitors of a link that is not in memory share one read. While storage does
/// not respond, a link keeps its last known destination.
/// </summary>
public sealed class LinkCache(IPartnerLinks links, TimeProvider clock)
{
    // The links themselves are cached where they are stored. Codes are compared without regard to case.
    private readonly StaleWhileUnavailableCache<string, PartnerLink> last = new(
        code => links.ResolveAsync(code, CancellationToken.None).AsTask(),
        TimeSpan.Zero,
        clock,
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Returns the link of the code, or null for an unknown code.</summary>
    public ValueTask<PartnerLink?> FindAsync(string code, WaitBudget budget) =>
        links.TryRecall(code, out var link) ? ValueTask.FromResult(link) : last.FindAsync(code, budget);
}

using AffiliateFunctions.Links.Visitors;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Links;

/// <summary>
/// What the codes of links stand for: visitors who come at once for a link that is not in memory wait for one read, and
/// where storage does not answer a link leads where it led last.
/// </summary>
public sealed class LinkCache(IPartnerLinks links, TimeProvider clock)
{
    // The links themselves are kept in memory where they are stored; of codes no case matters.
    private readonly StaleWhileUnavailableCache<string, PartnerLink> last = new(
        code => links.ResolveAsync(code, CancellationToken.None).AsTask(),
        TimeSpan.Zero,
        clock,
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Where the code leads, or null for an unknown one.</summary>
    public ValueTask<PartnerLink?> FindAsync(string code, WaitBudget patience) =>
        links.TryRecall(code, out var link) ? ValueTask.FromResult(link) : last.FindAsync(code, patience);
}

using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Tracking.Clicks;

/// <summary>What the codes of links stand for: visitors who come at once for a link that is not in memory wait for one read.</summary>
internal sealed class KnownLinks(IPartnerLinks links)
{
    private readonly SharedReads<string, PartnerLink?> reads = new();

    /// <summary>Where the code leads, or null for an unknown one.</summary>
    public async ValueTask<PartnerLink?> FindAsync(string code, CancellationToken cancellationToken)
        => await reads.ReadAsync(code, one => links.ResolveAsync(one, CancellationToken.None).AsTask(), cancellationToken);
}

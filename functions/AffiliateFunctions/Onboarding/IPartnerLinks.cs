using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Onboarding;

/// <summary>The links of partners, for the click redirect; cached in memory.</summary>
public interface IPartnerLinks
{
    /// <summary>Whether the code is in the cache. <paramref name="link"/> is null for an unknown code.</summary>
    bool TryRecall(string code, out PartnerLink? link);

    /// <summary>The link of the code, or null for an unknown code.</summary>
    ValueTask<PartnerLink?> ResolveAsync(string code, CancellationToken cancellationToken);
}

/// <summary>The program and partner of a code.</summary>
/// <param name="Code">The code as written in links.</param>
/// <param name="Program">The program.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Active">Whether the partner is active.</param>
public sealed record PartnerLink(string Code, ProgramSlug Program, PartnerId Partner, bool Active)
{
    /// <summary>Whether the code is that of a named link, not the partner's own.</summary>
    public bool IsNamed { get; init; }

    /// <summary>The sub-id of the link, or null.</summary>
    public string? SubId { get; init; }

    /// <summary>The destination of the link; null for the program's site.</summary>
    public string? To { get; init; }

    /// <summary>Returns the origin of a visit by the link; null if the visit has neither a named link nor a sub-id.</summary>
    /// <param name="subId">The sub-id of the visit's address, which precedes the link's if it is valid.</param>
    public LinkOrigin? OriginOf(string? subId)
    {
        var sub = LinkOrigin.IsSubId(subId) ? subId : SubId;
        return IsNamed || sub is not null ? new LinkOrigin(IsNamed ? Code : null, sub) : null;
    }
}

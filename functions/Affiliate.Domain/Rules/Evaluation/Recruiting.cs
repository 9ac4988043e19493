using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Rules;

/// <summary>Says which partners recruited which others.</summary>
public static class Recruiting
{
    /// <summary>Returns the recruiters by the partners that they recruited.</summary>
    public static IReadOnlyDictionary<PartnerId, PartnerId> Of(IEnumerable<PartnerFacts> partners)
    {
        var recruiters = new Dictionary<PartnerId, PartnerId>();
        foreach (var partner in partners)
        {
            if (partner.ReferredBy is { } recruiter && recruiter != partner.Id)
            {
                recruiters[partner.Id] = recruiter;
            }
        }

        return recruiters;
    }
}

using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Tracking.Deals;

/// <summary>The deals that the events of one message name or whose domains their customers have; each is read once, many in a request.</summary>
public sealed class DealLookup(DealStore store, ProgramSlug program)
{
    private readonly Dictionary<EventId, Deal?> byId = [];
    private readonly Dictionary<string, DomainHolds?> byDomain = new(StringComparer.Ordinal);

    /// <summary>Reads what was not read before.</summary>
    /// <param name="ids">Deals.</param>
    /// <param name="emails">Addresses of customers, whose domains count.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task PrepareAsync(IEnumerable<EventId> ids, IEnumerable<string?> emails, CancellationToken cancellationToken)
    {
        var newIds = ids.Where(id => !byId.ContainsKey(id)).Distinct().ToList();
        var newDomains = emails.Select(CompanyDomain.OfEmail).OfType<string>().Where(domain => !byDomain.ContainsKey(domain)).Distinct().ToList();
        foreach (var id in newIds)
        {
            byId[id] = null;
        }

        foreach (var deal in newIds.Count == 0 ? [] : await store.FindAsync(program, newIds, cancellationToken))
        {
            byId[deal.Id] = deal;
        }

        var holds = newDomains.Count == 0 ? null : await store.HoldsAsync(program, newDomains, cancellationToken);
        foreach (var domain in newDomains)
        {
            byDomain[domain] = holds!.GetValueOrDefault(domain);
        }
    }

    /// <summary>The deal, or null; it was prepared.</summary>
    public Deal? Find(EventId id) => byId.GetValueOrDefault(id);

    /// <summary>The deal that held the domain of the address then, or null; it was prepared.</summary>
    public Deal? Holding(string? email, DateTimeOffset at) => CompanyDomain.OfEmail(email) is { } domain ? byDomain.GetValueOrDefault(domain)?.At(at) : null;
}

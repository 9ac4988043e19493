using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Attribution.Deals;

/// <summary>
/// Looks up the deals that the events of one message name, and those that hold the domains of their customers. Each
/// deal is read once. Safe for concurrent use.
/// </summary>
public sealed class DealLookup(DealStore store, ProgramSlug program)
{
    private readonly GatheredReads<EventId, Deal> byId = new(
        async (ids, cancellationToken) =>
            (await store.FindAsync(program, ids, cancellationToken)).ToDictionary(deal => deal.Id)
    );

    private readonly GatheredReads<string, DomainHolds> byDomain = new(
        (domains, cancellationToken) => store.HoldsAsync(program, domains, cancellationToken)
    );

    /// <summary>Reads deals together. Other deals are read on demand.</summary>
    /// <param name="ids">The ids of the deals.</param>
    /// <param name="emails">The e-mail addresses of customers, whose domains are looked up.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task PrepareAsync(
        IEnumerable<EventId> ids,
        IEnumerable<string?> emails,
        CancellationToken cancellationToken
    ) =>
        Task.WhenAll(
            byId.PrepareAsync(ids, cancellationToken),
            byDomain.PrepareAsync(emails.Select(CompanyDomain.OfEmail).OfType<string>(), cancellationToken)
        );

    /// <summary>Finds the deal; null if there is none.</summary>
    public ValueTask<Deal?> FindAsync(EventId id, CancellationToken cancellationToken) =>
        byId.FindAsync(id, cancellationToken);

    /// <summary>Finds the deal that held the domain of the address at the time; null if there was none.</summary>
    public async ValueTask<Deal?> HoldingAsync(string? email, DateTimeOffset at, CancellationToken cancellationToken) =>
        CompanyDomain.OfEmail(email) is { } domain
            ? (await byDomain.FindAsync(domain, cancellationToken))?.At(at)
            : null;
}

using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Attribution.Deals;

/// <summary>
/// The deals that the events of one message name, and those that hold the domains of their customers. Each is read
/// once. Safe for concurrent use.
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

    /// <summary>Reads deals together. Others are read when they are asked for.</summary>
    /// <param name="ids">Deals.</param>
    /// <param name="emails">Addresses of customers, whose domains count.</param>
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

    /// <summary>The deal, or null.</summary>
    public ValueTask<Deal?> FindAsync(EventId id, CancellationToken cancellationToken) =>
        byId.FindAsync(id, cancellationToken);

    /// <summary>The deal that held the domain of the address at the time, or null.</summary>
    public async ValueTask<Deal?> HoldingAsync(string? email, DateTimeOffset at, CancellationToken cancellationToken) =>
        CompanyDomain.OfEmail(email) is { } domain
            ? (await byDomain.FindAsync(domain, cancellationToken))?.At(at)
            : null;
}

using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Attribution.Deals;

/// <summary>
/// A registered deal. While the deal is in force, customers with the company's domain are attributed to its partner.
/// </summary>
public sealed record Deal
{
    /// <summary>The deal's id: the event id of its registration.</summary>
    public required EventId Id { get; init; }

    /// <summary>The partner that registered it.</summary>
    public required PartnerId Partner { get; init; }

    /// <summary>The company's name.</summary>
    public required string Company { get; init; }

    /// <summary>The company's registered domain, in lower case and in ASCII form.</summary>
    public required string Domain { get; init; }

    /// <summary>The partner's contact at the company, as sent.</summary>
    public string? Contact { get; init; }

    /// <summary>The amount that the partner expects, in minor units of the program's currency.</summary>
    public long? ExpectedAmount { get; init; }

    /// <summary>When the deal was registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>The time at which the deal expires.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether the deal is in force at that time.</summary>
    public bool IsInForceAt(DateTimeOffset time) => RegisteredAt <= time && time < ExpiresAt;
}

/// <summary>
/// The deals that have held a domain, in the order of registration. No two of them are in force at the same time.
/// </summary>
/// <param name="Deals">The deals.</param>
public sealed record DomainHolds(IReadOnlyList<Deal> Deals)
{
    // A deal lasts at least a day, so this number covers a long enough period.
    private const int MaxDeals = 50;

    /// <summary>Returns the deal that was in force at that time, or null.</summary>
    public Deal? At(DateTimeOffset time) => Deals.LastOrDefault(deal => deal.IsInForceAt(time));

    /// <summary>
    /// Returns the deal that has not expired at that time, or null. This includes a deal that was registered after that
    /// time, by a concurrent request or on a machine whose clock is ahead.
    /// </summary>
    public Deal? Unexpired(DateTimeOffset time) => Deals.LastOrDefault(deal => time < deal.ExpiresAt);

    /// <summary>Returns the deals with another one added.</summary>
    public DomainHolds With(Deal deal) => new([.. Deals.Append(deal).TakeLast(MaxDeals)]);
}

using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Attribution.Deals;

/// <summary>A registered deal: while it is in force, customers of the company's domain are its partner's.</summary>
public sealed record Deal
{
    /// <summary>The deal's id: the event id of its registration.</summary>
    public required EventId Id { get; init; }

    /// <summary>The partner that registered it.</summary>
    public required PartnerId Partner { get; init; }

    /// <summary>The company's name.</summary>
    public required string Company { get; init; }

    /// <summary>The company's registered domain, in lower case and its ASCII form.</summary>
    public required string Domain { get; init; }

    /// <summary>Whom the partner speaks to there, as it was sent.</summary>
    public string? Contact { get; init; }

    /// <summary>What the partner expects, in minor units of the program's currency.</summary>
    public long? ExpectedAmount { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>From when on it is in force no longer.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether it is in force at that time.</summary>
    public bool IsInForceAt(DateTimeOffset time) => RegisteredAt <= time && time < ExpiresAt;
}

/// <summary>
/// Who has held a domain, and holds it: the deals in the order of their registration, of which no two are in force at
/// once.
/// </summary>
/// <param name="Deals">The deals.</param>
public sealed record DomainHolds(IReadOnlyList<Deal> Deals)
{
    // Each lasts a day at least, so this many say who held it for long enough.
    private const int MaxDeals = 50;

    /// <summary>The deal that was in force then, or null.</summary>
    public Deal? At(DateTimeOffset time) => Deals.LastOrDefault(deal => deal.IsInForceAt(time));

    /// <summary>
    /// The deal that has not expired at that time, or null: also one that was registered after it, by a request that
    /// ran at the same moment or on a machine whose clock is ahead.
    /// </summary>
    public Deal? Unexpired(DateTimeOffset time) => Deals.LastOrDefault(deal => time < deal.ExpiresAt);

    /// <summary>The deals with another one.</summary>
    public DomainHolds With(Deal deal) => new([.. Deals.Append(deal).TakeLast(MaxDeals)]);
}

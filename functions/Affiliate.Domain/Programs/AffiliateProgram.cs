using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Programs;

/// <summary>One affiliate program as other features see it.</summary>
public sealed record AffiliateProgram
{
    /// <summary>The name in addresses.</summary>
    public required ProgramSlug Slug { get; init; }

    /// <summary>The name as shown.</summary>
    public required string Name { get; init; }

    /// <summary>The currency of the program's ledger, ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>The IANA time zone in which a month begins and ends.</summary>
    public required string Timezone { get; init; }

    /// <summary>The company's site, where links lead.</summary>
    public required string Website { get; init; }

    /// <summary>The origins that may call the open API from a browser.</summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    /// <summary>The hosts that a click may be sent on to, besides the website's.</summary>
    public required IReadOnlyList<string> AllowedDestinations { get; init; }

    /// <summary>What makes commissions wait for a person, beside the rule book.</summary>
    public QualityScreens Screens { get; init; } = new();

    /// <summary>
    /// Whether customers of one e-mail address are one buyer: the touches of one count for the other.
    /// </summary>
    public bool LinksCustomersByAddress { get; init; } = true;

    /// <summary>Whether events that a provider marks as tests count as any other; else they are ignored.</summary>
    public bool AcceptTestEvents { get; init; }

    /// <summary>The stage.</summary>
    public required ProgramStage Stage { get; init; }

    /// <summary>When the program came to its stage.</summary>
    public required DateTimeOffset StageSince { get; init; }

    /// <summary>
    /// When the program's pilot began; null for a draft, and for a program that began before this was stored.
    /// </summary>
    public DateTimeOffset? PilotSince { get; init; }

    /// <summary>Since when the program runs, as far as it is known: no cycle is about an earlier month.</summary>
    [JsonIgnore]
    public DateTimeOffset RunsSince => PilotSince ?? StageSince;

    /// <summary>The pilot's limits; null where lifted.</summary>
    public required ProgramLimits Limits { get; init; }

    /// <summary>The charter, once there is one; no program starts without.</summary>
    public Charter? Charter { get; init; }

    /// <summary>When the program was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The time zone by its rules.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(Timezone);
}

/// <summary>What a pilot is limited to until a decided review lifts it.</summary>
/// <param name="MaxPartners">The most active partners, or null.</param>
/// <param name="MaxMonthlyPayout">The most that one cycle pays, in minor units of the program's currency, or
/// null.</param>
public sealed record ProgramLimits(int? MaxPartners, long? MaxMonthlyPayout);

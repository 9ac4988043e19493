using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Rules;
using Azure;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>
/// The head of one partner's ledger: the running totals and the counters that rules need. Every change of the partner's
/// partition also writes the head. Its ETag therefore admits one writer at a time and proves that data read after the
/// head is current.
/// </summary>
public sealed record LedgerHead
{
    /// <summary>The number of pages of the journal.</summary>
    public long Pages { get; init; }

    /// <summary>The number of postings in the journal.</summary>
    public long Postings { get; init; }

    /// <summary>The number of changes stored, including those without postings.</summary>
    public long Batches { get; init; }

    /// <summary>The running totals of the partner.</summary>
    public Balance Balance { get; init; } = Balance.Zero;

    /// <summary>The partner's counters for tiers, caps and bonuses.</summary>
    public PartnerCounters Counters { get; init; } = PartnerCounters.Empty;

    /// <summary>The counts of the partner's named links, by code; null before there are any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, Counts>? Links { get; init; }

    /// <summary>The period whose payout is being reserved in more than one storage transaction.</summary>
    public Period? Reserving { get; init; }

    /// <summary>The version that was read; null when there is no ledger yet.</summary>
    [JsonIgnore]
    public ETag? Version { get; init; }
}

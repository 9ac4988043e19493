using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Rules;
using Azure;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>
/// The head of one partner's ledger: the running totals and the counters that rules need. Every change of the partner's
/// partition writes the head too, so that its ETag lets one writer through at a time and what was read after the head
/// is current.
/// </summary>
public sealed record LedgerHead
{
    /// <summary>How many pages the journal has.</summary>
    public long Pages { get; init; }

    /// <summary>How many postings the journal has.</summary>
    public long Postings { get; init; }

    /// <summary>How many changes were stored, those without postings included.</summary>
    public long Batches { get; init; }

    /// <summary>The running totals of the partner.</summary>
    public Balance Balance { get; init; } = Balance.Zero;

    /// <summary>What counts for tiers, caps and bonuses of the partner.</summary>
    public PartnerCounters Counters { get; init; } = PartnerCounters.Empty;

    /// <summary>The period whose payout is being put together, over more than one storage transaction.</summary>
    public Period? Reserving { get; init; }

    /// <summary>The version that was read; null when there is no ledger yet.</summary>
    [JsonIgnore]
    public ETag? Version { get; init; }
}

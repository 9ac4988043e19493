namespace Affiliate.Domain.Review;

/// <summary>A tally as it is stored; see <see cref="EventTally"/>.</summary>
public sealed record TallyDocument
{
    /// <summary>The number of events, without clicks of bots.</summary>
    public required long Stored { get; init; }

    /// <summary>How many of them were rejected.</summary>
    public required long Rejected { get; init; }

    /// <summary>How many of them occurred before the month.</summary>
    public required long Late { get; init; }

    /// <summary>The number of clicks of bots.</summary>
    public required long BotClicks { get; init; }

    /// <summary>The number of other clicks that were not rejected.</summary>
    public required long Clicks { get; init; }

    /// <summary>The number of all clicks.</summary>
    public required long AllClicks { get; init; }

    /// <summary>The number of leads and sales.</summary>
    public required long Conversions { get; init; }

    /// <summary>How many of them credit a partner.</summary>
    public required long Attributed { get; init; }

    /// <summary>The number of sales that count.</summary>
    public required long Sales { get; init; }

    /// <summary>
    /// The number of refunds that were applied, less those that were put back; below 0 if more of earlier months were.
    /// </summary>
    public required long Refunds { get; init; }

    /// <summary>The sales less refunds, in minor units.</summary>
    public required long NetRevenue { get; init; }

    /// <summary>The payment fees, in minor units.</summary>
    public required long Fees { get; init; }

    /// <summary>The filled fields of leads, and all of them.</summary>
    public required IReadOnlyList<long> LeadFields { get; init; }

    /// <summary>The filled fields of sales, and all of them.</summary>
    public required IReadOnlyList<long> SaleFields { get; init; }

    /// <summary>How long each sale took from its receipt to its commission, in ticks of 100 nanoseconds.</summary>
    public required IReadOnlyList<long> SaleToCommission { get; init; }

    /// <summary>The customers; the value says as bits what each did.</summary>
    public required IReadOnlyDictionary<string, int> Customers { get; init; }

    /// <summary>The figures by partner.</summary>
    public required IReadOnlyDictionary<string, PartnerTally> Partners { get; init; }

    /// <summary>The customers of leads by partner; null in tallies that were stored without them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? LeadsOf { get; init; }
}

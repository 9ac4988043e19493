namespace Affiliate.Domain.Review;

/// <summary>
/// The figures of a partner in the events of some months. A tally that was stored before a figure existed does not have
/// the figure, which is then not known.
/// </summary>
public sealed record PartnerTally
{
    /// <summary>The figures of a partner without events.</summary>
    public static PartnerTally None { get; } = new() { Fees = 0, Renewals = 0 };

    /// <summary>The number of clicks, without those of bots.</summary>
    public int Clicks { get; init; }

    /// <summary>The number of leads.</summary>
    public int Leads { get; init; }

    /// <summary>The number of sales.</summary>
    public int Sales { get; init; }

    /// <summary>The net revenue less refunds, in minor units.</summary>
    public long Revenue { get; init; }

    /// <summary>The number of refunds, less those that were put back; below 0 if more of earlier months were.</summary>
    public int Refunds { get; init; }

    /// <summary>The payment fees of the sales, in minor units; null if they are not known.</summary>
    public long? Fees { get; init; }

    /// <summary>
    /// The number of sales that follow an earlier one of their customer; null if that is not known of every sale.
    /// </summary>
    public int? Renewals { get; init; }

    /// <summary>When the last lead or sale that counts occurred; null without one, and if that is not known.</summary>
    public DateTimeOffset? LastConversionAt { get; init; }

    /// <summary>When the last sale occurred; null without sales, and in tallies that were taken before it was kept.</summary>
    public DateTimeOffset? LastSaleAt { get; init; }

    /// <summary>Whether the figures were stored with all numbers of a scorecard.</summary>
    internal bool IsComplete => Fees is not null;

    /// <summary>Returns the sum of the figures. The sum with a figure that is not known is not known.</summary>
    public PartnerTally Plus(PartnerTally other) =>
        new()
        {
            Clicks = Clicks + other.Clicks,
            Leads = Leads + other.Leads,
            Sales = Sales + other.Sales,
            Revenue = Revenue + other.Revenue,
            Refunds = Refunds + other.Refunds,
            Fees = Fees + other.Fees,
            Renewals = Renewals + other.Renewals,
            LastConversionAt = Later(LastConversionAt, other.LastConversionAt),
            LastSaleAt = Later(LastSaleAt, other.LastSaleAt),
        };

    /// <summary>Returns the figures with a conversion at the time.</summary>
    internal PartnerTally Converted(DateTimeOffset? at) => this with { LastConversionAt = Later(LastConversionAt, at) };

    /// <summary>Returns the later time; of a time and null, the time.</summary>
    internal static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other > one ? other ?? one : one;
}

namespace Affiliate.Domain.Payouts.Files.Nacha;

/// <summary>The totals of a batch or of a file, as its control record contains them.</summary>
internal sealed class NachaControl
{
    private const long HashModulus = 10_000_000_000;

    /// <summary>The number of entry detail and addenda records.</summary>
    public int Records { get; private set; }

    /// <summary>The number of entry detail records.</summary>
    public int Entries { get; private set; }

    /// <summary>
    /// The entry hash: the sum of the first eight digits of the routing numbers, of which the last ten digits count.
    /// </summary>
    public long Hash { get; private set; }

    /// <summary>The sum of the credits in cents.</summary>
    public long Credits { get; private set; }

    /// <summary>Adds an entry with its addenda.</summary>
    public void Add(NachaEntry entry)
    {
        Records += entry.Records;
        Entries++;
        Hash =
            (Hash + long.Parse(entry.RoutingNumber.AsSpan(0, 8), System.Globalization.CultureInfo.InvariantCulture))
            % HashModulus;
        Credits += entry.Amount;
    }
}

/// <summary>The limits of the fields of an ACH file. A file ends before an entry that would exceed one.</summary>
/// <param name="MaxRecords">The greatest number of entry detail and addenda records: 6 digits.</param>
/// <param name="MaxCredits">The greatest sum of the credits in cents: 12 digits.</param>
internal sealed record NachaLimits(int MaxRecords = 999_999, long MaxCredits = 999_999_999_999)
{
    /// <summary>Returns whether a file with these totals has room for an entry.</summary>
    public bool HasRoom(NachaControl file, NachaEntry entry) =>
        file.Records + entry.Records <= MaxRecords && file.Credits + entry.Amount <= MaxCredits;
}

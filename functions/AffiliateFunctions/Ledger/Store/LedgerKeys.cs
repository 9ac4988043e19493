using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>
/// The keys of the table <c>ledger</c>. One partition for each partner holds all that changes together: the head, the
/// journal, the commissions with their reversals, the causes and the payouts. What customers have used of their caps,
/// whichever partner was credited, is in partitions of their own, and the partition of the program is its index of
/// partners.
/// </summary>
internal static class LedgerKeys
{
    public const string Table = "ledger";
    public const string Head = "head";

    /// <summary>What a cause has counted.</summary>
    public const string CountedColumn = "counted";

    /// <summary>Which of the ledger's changes a cause was stored with.</summary>
    public const string BatchColumn = "batch";

    /// <summary>As many pages as the journal's keys have numbers for.</summary>
    public const long LastPage = 999_999_999_999;

    // Each takes some 2,000 entities a second (https://learn.microsoft.com/azure/storage/tables/scalability-targets);
    // with fewer of them a partner's batch meets fewer.
    private const int CustomerBuckets = 4;

    public static RowRange Journal { get; } = new("journal:");

    public static RowRange Commissions { get; } = new("commission:");

    public static RowRange Causes { get; } = new("cause:");

    public static RowRange Partners { get; } = new("partner:");

    public static RowRange Claims { get; } = new("claim:");

    public static string Partition(ProgramSlug program, PartnerId partner) => $"{program}:{partner}";

    public static string JournalPage(long page) => Journal.Row(Number(page));

    /// <summary>A number, so that keys sort by it.</summary>
    public static string Number(long number) => number.ToString("000000000000", CultureInfo.InvariantCulture);

    /// <summary>The traces of what was taken back from a commission and put back, in their order.</summary>
    public static RowRange Reversals(CommissionId id) => new($"reversal:{id}:");

    public static string Commission(CommissionId id) => Commissions.Row(id.Value);

    /// <summary>The marker that an event has had its effect.</summary>
    public static string Cause(EventId id) => Causes.Row(id.Value);

    public static string Payout(Period period) => $"payout:{period}";

    /// <summary>The partition of what a customer has used of caps.</summary>
    public static string CustomerPartition(ProgramSlug program, CustomerId id) =>
        CustomerPartition(program, Bucket.Of(id.Value, CustomerBuckets));

    /// <summary>All partitions of what customers have used of caps.</summary>
    public static IEnumerable<string> CustomerPartitions(ProgramSlug program) =>
        Enumerable.Range(0, CustomerBuckets).Select(bucket => CustomerPartition(program, bucket));

    public static string Customer(CustomerId id) => $"customer:{id}";

    /// <summary>What an event has claimed of its customer's caps.</summary>
    public static string Claim(EventId id) => Claims.Row(id.Value);

    public static string Partner(PartnerId id) => Partners.Row(id.Value);

    /// <summary>The partners whose commissions' ids carry the mark.</summary>
    public static RowRange Owners(string mark) => new($"owner:{mark}:");

    private static string CustomerPartition(ProgramSlug program, int bucket) => $"{program}:customers:{bucket:x}";
}

/// <summary>The row keys that begin with one prefix.</summary>
/// <param name="First">The prefix, which ends in a colon.</param>
internal sealed record RowRange(string First)
{
    /// <summary>The first key after the range.</summary>
    public string End { get; } = First[..^1] + ';';

    public string Row(string name) => First + name;
}

using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>
/// The keys of the table <c>ledger</c>. Each partner has one partition with everything that changes together: the head,
/// the journal, the commissions with their reversals, the causes and the payouts. The customers' cap usage, across all
/// partners, has its own partitions. The partition of the program is the index of its partners.
/// </summary>
internal static class LedgerKeys
{
    public const string Table = "ledger";

    /// <summary>
    /// The row of the head. The hyphen sorts before letters: a query over several partitions returns a head before the
    /// rows whose version it proves.
    /// </summary>
    public const string Head = "-head";

    /// <summary>What a cause has counted.</summary>
    public const string CountedColumn = "counted";

    /// <summary>The number of the ledger's change that stored a cause.</summary>
    public const string BatchColumn = "batch";

    /// <summary>The time of the latest transaction on a page of the journal.</summary>
    public const string AtColumn = "at";

    /// <summary>The highest page number that the journal's keys can represent.</summary>
    public const long LastPage = 999_999_999_999;

    // Each partition handles about 2,000 entities a second
    // (https://learn.microsoft.com/azure/storage/tables/scalability-targets). Fewer partitions mean that a partner's
    // batch touches fewer of them.
    private const int CustomerBuckets = 4;

    public static RowRange Journal { get; } = new("journal:");

    public static RowRange Commissions { get; } = new("commission:");

    public static RowRange Causes { get; } = new("cause:");

    public static RowRange Partners { get; } = new("partner:");

    public static RowRange Claims { get; } = new("claim:");

    public static string Partition(ProgramSlug program, PartnerId partner) => $"{program}:{partner}";

    /// <summary>The partner of a partition.</summary>
    public static PartnerId PartnerOf(string partition) =>
        PartnerId.Parse(partition[(partition.LastIndexOf(':') + 1)..]);

    /// <summary>The first partition of a program's partners, and the first one after them.</summary>
    public static (string First, string End) Partitions(ProgramSlug program) => ($"{program}:prt_", $"{program}:prt`");

    public static string JournalPage(long page) => Journal.Row(Number(page));

    /// <summary>Formats a number so that keys sort by it.</summary>
    public static string Number(long number) => number.ToString("000000000000", CultureInfo.InvariantCulture);

    /// <summary>The traces of a commission's reversals, in their order.</summary>
    public static RowRange Reversals(CommissionId id) => new($"reversal:{id}:");

    /// <summary>
    /// The trace of a reversal. A decision about a held commission follows the change with the same number.
    /// </summary>
    public static string Reversal(Reversal reversal) =>
        Reversals(reversal.Commission)
            .Row(
                reversal.Refused is { } refused
                    ? $"{Number(reversal.Sequence)}:{refused.Commission}"
                    : Number(reversal.Sequence)
            );

    public static string Commission(CommissionId id) => Commissions.Row(id.Value);

    /// <summary>The marker of an event that was applied.</summary>
    public static string Cause(EventId id) => Causes.Row(id.Value);

    /// <summary>
    /// The marker of an effect that was applied. Each attempt of a refund or of a change has a marker of its own; an event
    /// id contains no space.
    /// </summary>
    public static string Cause(LedgerEffect effect) =>
        effect is RefundEffect { Attempt: > 0 and var attempt }
            ? string.Create(CultureInfo.InvariantCulture, $"{Cause(effect.Event)} {attempt}")
            : Cause(effect.Event);

    public static string Payout(Period period) => $"payout:{period}";

    /// <summary>The partition of a customer's cap usage.</summary>
    public static string CustomerPartition(ProgramSlug program, CustomerId id) =>
        CustomerPartition(program, Bucket.Of(id.Value, CustomerBuckets));

    /// <summary>All partitions of cap usage.</summary>
    public static IEnumerable<string> CustomerPartitions(ProgramSlug program) =>
        Enumerable.Range(0, CustomerBuckets).Select(bucket => CustomerPartition(program, bucket));

    public static string Customer(CustomerId id) => $"customer:{id}";

    /// <summary>The claim of an event on its customer's caps.</summary>
    public static string Claim(EventId id) => Claims.Row(id.Value);

    public static string Partner(PartnerId id) => Partners.Row(id.Value);

    /// <summary>The partners whose commission ids contain the mark.</summary>
    public static RowRange Owners(string mark) => new($"owner:{mark}:");

    private static string CustomerPartition(ProgramSlug program, int bucket) => $"{program}:customers:{bucket:x}";
}

/// <summary>A range of row keys with the same prefix.</summary>
/// <param name="First">The prefix, which ends in a colon.</param>
internal sealed record RowRange(string First)
{
    /// <summary>The first key after the range.</summary>
    public string End { get; } = First[..^1] + ';';

    public string Row(string name) => First + name;
}

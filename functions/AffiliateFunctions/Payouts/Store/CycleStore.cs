using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>
/// Stores cycles in the table <c>cycles</c>, one row for each period of a program, and payouts in the table
/// <c>payouts</c>, one partition for each cycle, with the partners that are not paid.
/// </summary>
public sealed class CycleStore(StorageTables tables)
{
    /// <summary>The name of the table of cycles.</summary>
    public const string CyclesTable = "cycles";

    /// <summary>The name of the table of payouts.</summary>
    public const string PayoutsTable = "payouts";

    private const string CyclePrefix = "cycle:";
    private const string AfterCycles = "cycle;";
    private const string PayoutPrefix = "payout:";
    private const string AfterPayouts = "payout;";

    private TableDocuments<StoredCycle> Cycles => new(tables[CyclesTable]);

    private TableDocuments<StoredPayout> Payouts => new(tables[PayoutsTable]);

    /// <summary>Stores a new cycle, unless it exists. Returns the stored cycle.</summary>
    public Task<StoredCycle> BeginAsync(StoredCycle cycle, CancellationToken cancellationToken) =>
        Cycles.GetOrAddAsync(CycleKey(cycle.Program, cycle.Period), cycle, cancellationToken);

    /// <summary>The cycle, or null.</summary>
    public Task<StoredCycle?> FindAsync(ProgramSlug program, Period period, CancellationToken cancellationToken) =>
        Cycles.FindAsync(CycleKey(program, period), cancellationToken);

    /// <summary>The cycle of an activity. Throws when it is absent.</summary>
    public Task<StoredCycle> RequireAsync(ProgramSlug program, Period period, CancellationToken cancellationToken) =>
        Cycles.RequireAsync(CycleKey(program, period), cancellationToken);

    /// <summary>Stores the result of <paramref name="change"/> and returns it.</summary>
    public Task<StoredCycle> ChangeAsync(
        ProgramSlug program,
        Period period,
        Func<StoredCycle, StoredCycle> change,
        CancellationToken cancellationToken
    ) => Cycles.ChangeExistingAsync(CycleKey(program, period), change, cancellationToken);

    /// <summary>The payout of a partner in a cycle, or null.</summary>
    public Task<StoredPayout?> FindPayoutAsync(
        ProgramSlug program,
        Period period,
        PartnerId partner,
        CancellationToken cancellationToken
    ) => Payouts.FindAsync(PayoutKey(program, period, partner), cancellationToken);

    /// <summary>The payout of a partner in the current attempt of a cycle, or null.</summary>
    public async Task<StoredPayout?> PayoutOfAttemptAsync(
        StoredCycle cycle,
        PartnerId partner,
        CancellationToken cancellationToken
    ) =>
        await FindPayoutAsync(cycle.Program, cycle.Period, partner, cancellationToken) is { } payout
        && payout.Attempt == cycle.Attempt
            ? payout
            : null;

    /// <summary>The payouts of some partners in the current attempt of a cycle, by partner.</summary>
    public async Task<IReadOnlyDictionary<PartnerId, StoredPayout>> FindPayoutsAsync(
        StoredCycle cycle,
        IEnumerable<PartnerId> partners,
        CancellationToken cancellationToken
    )
    {
        var payouts = await Payouts.FindAllAsync(
            PartitionOf(cycle.Program, cycle.Period),
            partners.Select(partner => PayoutPrefix + partner),
            cancellationToken
        );
        return payouts.Where(payout => payout.Attempt == cycle.Attempt).ToDictionary(payout => payout.Partner);
    }

    /// <summary>
    /// Stores the reserved payouts of an attempt, except those that are stored for this attempt or for a later one.
    /// </summary>
    public Task AddPayoutsAsync(
        ProgramSlug program,
        Period period,
        IEnumerable<StoredPayout> payouts,
        CancellationToken cancellationToken
    )
    {
        var added = payouts.ToDictionary(payout => PayoutKey(program, period, payout.Partner));
        return Payouts.ChangeAllAsync(
            added.Keys,
            (key, stored) => stored is null || stored.Attempt < added[key].Attempt ? added[key] : stored,
            cancellationToken
        );
    }

    /// <summary>
    /// Stores the current state of a payout. Until the files are handed over, only the steps of one cycle write
    /// payouts, in sequence; a step may be repeated. Later changes use <see cref="RewordPayoutAsync"/>.
    /// </summary>
    public Task PutPayoutAsync(
        ProgramSlug program,
        Period period,
        StoredPayout payout,
        CancellationToken cancellationToken
    ) => Payouts.PutAsync(PayoutKey(program, period, payout.Partner), payout, cancellationToken);

    /// <summary>Stores the result of <paramref name="change"/> on a partner's payout, if the payout exists.</summary>
    public Task RewordPayoutAsync(
        ProgramSlug program,
        Period period,
        PartnerId partner,
        Func<StoredPayout, StoredPayout> change,
        CancellationToken cancellationToken
    ) =>
        Payouts.ChangeAsync(
            PayoutKey(program, period, partner),
            stored => stored is null ? null : change(stored),
            cancellationToken
        );

    /// <summary>The cycles of a program, by period.</summary>
    public IAsyncEnumerable<StoredCycle> ListAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        Cycles.ListAsync(FilterOf(program), cancellationToken);

    /// <summary>The cycles of the periods from the first one to the last one, by period.</summary>
    public IAsyncEnumerable<StoredCycle> ListAsync(
        ProgramSlug program,
        Period first,
        Period last,
        CancellationToken cancellationToken
    )
    {
        var (from, to) = (CyclePrefix + first, CyclePrefix + last);
        return Cycles.ListAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {program.Value} and RowKey ge {from} and RowKey le {to}"),
            cancellationToken
        );
    }

    /// <summary>Stores the results of changes of some partners' payouts, if the payouts exist.</summary>
    public Task RewordPayoutsAsync(
        ProgramSlug program,
        Period period,
        IReadOnlyDictionary<PartnerId, Func<StoredPayout, StoredPayout>> changes,
        CancellationToken cancellationToken
    )
    {
        var keyed = changes.ToDictionary(change => PayoutKey(program, period, change.Key), change => change.Value);
        return Payouts.ChangeAllAsync(
            keyed.Keys,
            (key, stored) => stored is null ? null : keyed[key](stored),
            cancellationToken
        );
    }

    /// <summary>The periods of a program's cycles.</summary>
    public IAsyncEnumerable<Period> PeriodsAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        tables[CyclesTable]
            .QueryAsync<TableEntity>(
                FilterOf(program),
                select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)],
                cancellationToken: cancellationToken
            )
            .Select(row => Period.Parse(row.RowKey[CyclePrefix.Length..]));

    /// <summary>The cycles of a program before a period, the newest first.</summary>
    /// <param name="program">The program.</param>
    /// <param name="before">The period, as text; null for all cycles.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async IAsyncEnumerable<StoredCycle> NewestFirstAsync(
        ProgramSlug program,
        string? before,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var periods = await PeriodsAsync(program, cancellationToken).ToListAsync(cancellationToken);
        foreach (var period in periods.OrderDescending())
        {
            if (before is null || string.CompareOrdinal(period.Value, before) < 0)
            {
                yield return await RequireAsync(program, period, cancellationToken);
            }
        }
    }

    /// <summary>The payouts of a cycle, by partner.</summary>
    public IAsyncEnumerable<StoredPayout> PayoutsAsync(
        ProgramSlug program,
        Period period,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var (partition, from) = (PartitionOf(program, period), after ?? PayoutPrefix);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey gt {from} and RowKey lt {AfterPayouts}"
        );
        return Payouts.ListAsync(filter, cancellationToken);
    }

    /// <summary>The payouts of the current attempt of a cycle, by partner.</summary>
    public IAsyncEnumerable<StoredPayout> PayoutsAsync(StoredCycle cycle, CancellationToken cancellationToken) =>
        PayoutsAsync(cycle.Program, cycle.Period, after: null, cancellationToken)
            .Where(payout => payout.Attempt == cycle.Attempt);

    /// <summary>
    /// The payouts of the current attempt of a cycle to the partners after one of them, up to another.
    /// </summary>
    public IAsyncEnumerable<StoredPayout> PayoutsAsync(
        StoredCycle cycle,
        PartnerId? after,
        PartnerId last,
        CancellationToken cancellationToken
    )
    {
        var (from, to) = (PayoutPrefix + after, PayoutPrefix + last);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {PartitionOf(cycle.Program, cycle.Period)} and RowKey gt {from} and RowKey le {to}"
        );
        return Payouts.ListAsync(filter, cancellationToken).Where(payout => payout.Attempt == cycle.Attempt);
    }

    /// <summary>The row key of a payout, for cursors.</summary>
    public static string KeyOf(StoredPayout payout) => KeyOf(payout.Partner);

    /// <summary>The row key of the payout to a partner, for cursors.</summary>
    public static string KeyOf(PartnerId partner) => PayoutPrefix + partner;

    /// <summary>The partition of a cycle in the table of payouts.</summary>
    internal static string PartitionOf(ProgramSlug program, Period period) => $"{program}:{period}";

    private static string FilterOf(ProgramSlug program) =>
        TableClient.CreateQueryFilter(
            $"PartitionKey eq {program.Value} and RowKey gt {CyclePrefix} and RowKey lt {AfterCycles}"
        );

    private static DocumentKey CycleKey(ProgramSlug program, Period period) =>
        new(program.Value, CyclePrefix + period, $"the cycle {period} of {program}");

    private static DocumentKey PayoutKey(ProgramSlug program, Period period, PartnerId partner) =>
        new(PartitionOf(program, period), PayoutPrefix + partner, $"the payout of {partner} in {period} of {program}");
}

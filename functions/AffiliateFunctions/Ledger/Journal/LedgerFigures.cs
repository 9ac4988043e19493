using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger.Store;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Journal;

/// <summary>Reads what the review of a month needs.</summary>
internal sealed class LedgerFigures(LedgerStore store) : ILedgerFigures
{
    private const int MaxReadAlone = 20;

    public IAsyncEnumerable<ReviewedLine> LinesAsync(
        ProgramSlug program,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    )
    {
        var (first, end) = LedgerKeys.Partitions(program);
        return store
            .CommissionsAsync(
                TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey lt {end}") + RowsOf(from, to),
                cancellationToken
            )
            .Where(line => !IsOpeningBalance(line))
            .Select(line => new ReviewedLine(
                line.Partner,
                line.CurrentAmount,
                line.Status == CommissionStatus.Held,
                line.Adjustment is not null || line.Voided is not null
            ));
    }

    public IAsyncEnumerable<EndedHold> EndedHoldsAsync(
        ProgramSlug program,
        DateTimeOffset since,
        CancellationToken cancellationToken
    ) =>
        store
            .DecidedAsync(program, since, cancellationToken)
            .Select(line => new EndedHold(
                line.Decision!.At,
                line.Decision.Kind == HoldDecisionKind.Release,
                line.Kept < (line.Regranted ?? line.Granted)
            ));

    public IAsyncEnumerable<PartnerBeginning> BeginningsAsync(
        ProgramSlug program,
        CancellationToken cancellationToken
    ) =>
        store
            .HeadsAsync(program, cancellationToken)
            .Select(ledger => new PartnerBeginning(
                ledger.Partner,
                ledger.Head.Counters.Months.Values.Any(month => month.Clicks > 0),
                ledger.Head.Counters.Months.Values.Any(month => month.Sales > 0)
            ));

    public async Task<IReadOnlySet<PartnerId>> QualifiedAsync(
        ProgramSlug program,
        IReadOnlyCollection<PartnerTrial> trials,
        CancellationToken cancellationToken
    )
    {
        if (trials.Count <= MaxReadAlone)
        {
            var found = await Task.WhenAll(
                trials.Select(async trial =>
                    (trial.Partner, IsQualified: await IsQualifiedAsync(program, trial, cancellationToken))
                )
            );
            return found.Where(pair => pair.IsQualified).Select(pair => pair.Partner).ToHashSet();
        }

        // A page of 1,000 lines of all partners costs as much as the first line of one partner.
        var byPartner = trials.ToLookup(trial => trial.Partner);
        var (first, end) = LedgerKeys.Partitions(program);
        var rows = RowsOf(trials.Min(trial => trial.From), trials.Max(trial => trial.To));
        return await store
            .CommissionsAsync(
                TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey lt {end}") + rows,
                cancellationToken
            )
            .Where(IsQualified)
            .Where(line =>
                byPartner[line.Partner].Any(trial => IsIn(LedgerKeys.Commission(line.Id), trial.From, trial.To))
            )
            .Select(line => line.Partner)
            .ToHashSetAsync(cancellationToken: cancellationToken);
    }

    private async Task<bool> IsQualifiedAsync(
        ProgramSlug program,
        PartnerTrial trial,
        CancellationToken cancellationToken
    ) =>
        await store
            .CommissionsAsync(
                TableClient.CreateQueryFilter($"PartitionKey eq {LedgerKeys.Partition(program, trial.Partner)}")
                    + RowsOf(trial.From, trial.To),
                cancellationToken
            )
            .AnyAsync(IsQualified, cancellationToken);

    // What was owed before the program came here was earned in no month of it.
    private static bool IsOpeningBalance(Commission line) =>
        line is { Adjustment: not null, Rule: AdjustmentText.OpeningBalance };

    private static bool IsQualified(Commission line) => line is { Source: "sale" or "stage", CurrentAmount: > 0 };

    private static bool IsIn(string row, DateTimeOffset from, DateTimeOffset to) =>
        string.CompareOrdinal(row, RowAt(from)) >= 0 && string.CompareOrdinal(row, RowAt(to)) < 0;

    private static string RowsOf(DateTimeOffset from, DateTimeOffset to) =>
        TableClient.CreateQueryFilter($" and RowKey ge {RowAt(from)} and RowKey lt {RowAt(to)}");

    private static string RowAt(DateTimeOffset at) =>
        LedgerKeys.Commission(CommissionId.Parse(CommissionIds.LeastAt(at)));
}

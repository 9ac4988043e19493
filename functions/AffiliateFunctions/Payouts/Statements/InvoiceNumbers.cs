using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>
/// The register of self-billing invoice numbers in the table <c>statements</c>: one partition for each program and year
/// of the invoiced month, with the last number and one row for each assigned number. Both are written in one
/// transaction. The numbers therefore have no gap, none is used twice, and a repeated step finds its number.
/// </summary>
public sealed class InvoiceNumbers(StorageTables tables)
{
    private const string Last = "last";
    private const string Number = "number";

    // An entity group transaction is limited to 100 entities. The counter is one of them.
    private const int MaxInTransaction = 99;

    private TableClient Rows => tables[StatementStore.Table];

    /// <summary>
    /// Assigns the next numbers of the year to partners' statements, except to those that have one. Returns the numbers
    /// of all known partners that have one, such as <c>acme-2026-000012</c>.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="period">The month of the statements.</param>
    /// <param name="assigned">The partners whose statements get a number.</param>
    /// <param name="known">Partners whose statements may have a number.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ContendedException">Other statements took a number at every attempt.</exception>
    public async Task<IReadOnlyDictionary<PartnerId, string>> AssignAsync(
        ProgramSlug program,
        Period period,
        IReadOnlyCollection<PartnerId> assigned,
        IReadOnlyCollection<PartnerId> known,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the invoice numbers of {period.Year} of {program}");
        while (true)
        {
            var numbers = await FindAsync(program, period, [.. assigned, .. known], cancellationToken);
            PartnerId[] next = [.. assigned.Where(partner => !numbers.ContainsKey(partner)).Take(MaxInTransaction)];
            if (next.Length == 0)
            {
                return numbers;
            }

            if (!await TryStoreAsync(program, next, period, cancellationToken))
            {
                await retries.NextAsync(cancellationToken);
            }
        }
    }

    private async Task<IReadOnlyDictionary<PartnerId, string>> FindAsync(
        ProgramSlug program,
        Period period,
        IReadOnlyCollection<PartnerId> partners,
        CancellationToken cancellationToken
    )
    {
        if (partners.Count == 0)
        {
            return new Dictionary<PartnerId, string>();
        }

        var rows = await Rows.ReadRangeAsync(
            PartitionOf(program, period),
            partners.Select(partner => RowOf(partner, period)),
            cancellationToken
        );
        return rows.ToDictionary(
            row => PartnerId.Parse(row.RowKey[(row.RowKey.LastIndexOf(':') + 1)..]),
            row => TextOf(program, period, row.GetInt64(Number)!.Value)
        );
    }

    // Storage refuses the transaction if another statement took a number, or if one of these statements has one.
    private async Task<bool> TryStoreAsync(
        ProgramSlug program,
        PartnerId[] partners,
        Period period,
        CancellationToken cancellationToken
    )
    {
        var last = await RowAsync(program, period, Last, cancellationToken);
        var number = last?.GetInt64(Number) ?? 0;
        var partition = PartitionOf(program, period);
        var actions = partners
            .Select(partner => new TableEntity(partition, RowOf(partner, period)) { [Number] = ++number })
            .Select(row => new TableTransactionAction(TableTransactionActionType.Add, row))
            .ToList();
        var counter = new TableEntity(partition, Last) { [Number] = number };
        actions.Add(
            last is null
                ? new TableTransactionAction(TableTransactionActionType.Add, counter)
                : new TableTransactionAction(TableTransactionActionType.UpdateReplace, counter, last.ETag)
        );
        try
        {
            await Rows.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return false;
        }
    }

    private async Task<TableEntity?> RowAsync(
        ProgramSlug program,
        Period period,
        string row,
        CancellationToken cancellationToken
    )
    {
        var found = await Rows.GetEntityIfExistsAsync<TableEntity>(
            PartitionOf(program, period),
            row,
            cancellationToken: cancellationToken
        );
        return found.HasValue ? found.Value : null;
    }

    private static string TextOf(ProgramSlug program, Period period, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{program}-{period.Year}-{number:D6}");

    private static string PartitionOf(ProgramSlug program, Period period) =>
        string.Create(CultureInfo.InvariantCulture, $"{program}:invoices:{period.Year}");

    private static string RowOf(PartnerId partner, Period period) => $"statement:{period}:{partner}";
}

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

    private TableClient Rows => tables[StatementStore.Table];

    /// <summary>The number that was assigned to a partner's statement, or null.</summary>
    public async Task<string?> FindAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        CancellationToken cancellationToken
    ) =>
        await RowAsync(program, period, RowOf(partner, period), cancellationToken) is { } row
            ? TextOf(program, period, row.GetInt64(Number)!.Value)
            : null;

    /// <summary>Assigns the next number of the year to a partner's statement, unless it has one.</summary>
    /// <returns>The number, such as <c>acme-2026-000012</c>.</returns>
    /// <exception cref="ContendedException">Other statements took a number at every attempt.</exception>
    public async Task<string> AssignAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the invoice numbers of {period.Year} of {program}");
        while (true)
        {
            if (await FindAsync(program, partner, period, cancellationToken) is { } assigned)
            {
                return assigned;
            }

            var last = await RowAsync(program, period, Last, cancellationToken);
            var next = (last?.GetInt64(Number) ?? 0) + 1;
            if (await TryStoreAsync(program, partner, period, last, next, cancellationToken))
            {
                return TextOf(program, period, next);
            }

            await retries.NextAsync(cancellationToken);
        }
    }

    // Storage refuses the transaction if another statement took the number, or if this statement has one already.
    private async Task<bool> TryStoreAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        TableEntity? last,
        long next,
        CancellationToken cancellationToken
    )
    {
        var counter = new TableEntity(PartitionOf(program, period), Last) { [Number] = next };
        var assigned = new TableEntity(PartitionOf(program, period), RowOf(partner, period)) { [Number] = next };
        TableTransactionAction[] actions =
        [
            last is null
                ? new TableTransactionAction(TableTransactionActionType.Add, counter)
                : new TableTransactionAction(TableTransactionActionType.UpdateReplace, counter, last.ETag),
            new TableTransactionAction(TableTransactionActionType.Add, assigned),
        ];
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

using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger.Accounts;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>
/// Stores the frozen statements in the table <c>statements</c>, one partition for each partner. The totals have a
/// column of their own, so that the balance before a period is read without the lines of earlier statements.
/// </summary>
public sealed class StatementStore(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "statements";

    private const string Prefix = "statement:";
    private const string AfterStatements = "statement;";
    private const string Span = "span";

    private TableDocuments<StoredStatement> Statements =>
        new(tables[Table]) { WriteColumns = (row, statement) => row.SetJson(Span, statement.Span) };

    /// <summary>The statement of a partner, or null.</summary>
    public Task<StoredStatement?> FindAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        CancellationToken cancellationToken
    ) => Statements.FindAsync(KeyOf(program, partner, period), cancellationToken);

    /// <summary>Stores a statement, unless the partner has one of the period. Returns the stored one.</summary>
    public Task<StoredStatement> FreezeAsync(StoredStatement statement, CancellationToken cancellationToken) =>
        Statements.GetOrAddAsync(
            KeyOf(statement.Program, statement.Partner, statement.Period),
            statement,
            cancellationToken
        );

    /// <summary>The totals of a partner's statements, by period.</summary>
    public async Task<SortedDictionary<Period, AccountSpan>> SpansAsync(
        ProgramSlug program,
        PartnerId partner,
        CancellationToken cancellationToken
    )
    {
        var spans = new SortedDictionary<Period, AccountSpan>();
        var rows = tables[Table]
            .QueryAsync<TableEntity>(
                FilterOf(program, partner),
                select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey), Span],
                cancellationToken: cancellationToken
            );
        await foreach (var row in rows)
        {
            spans.Add(Period.Parse(row.RowKey[Prefix.Length..]), row.GetJson<AccountSpan>(Span));
        }

        return spans;
    }

    /// <summary>Stores the result of <paramref name="change"/> on each of a partner's statements.</summary>
    public async Task RewordAsync(
        ProgramSlug program,
        PartnerId partner,
        Func<StoredStatement, StoredStatement> change,
        CancellationToken cancellationToken
    )
    {
        foreach (var period in (await SpansAsync(program, partner, cancellationToken)).Keys)
        {
            await Statements.ChangeExistingAsync(KeyOf(program, partner, period), change, cancellationToken);
        }
    }

    private static string FilterOf(ProgramSlug program, PartnerId partner) =>
        TableClient.CreateQueryFilter(
            $"PartitionKey eq {PartitionOf(program, partner)} and RowKey gt {Prefix} and RowKey lt {AfterStatements}"
        );

    private static DocumentKey KeyOf(ProgramSlug program, PartnerId partner, Period period) =>
        new(PartitionOf(program, partner), Prefix + period, $"the statement {period} of {partner} of {program}");

    private static string PartitionOf(ProgramSlug program, PartnerId partner) => $"{program}:{partner}";
}

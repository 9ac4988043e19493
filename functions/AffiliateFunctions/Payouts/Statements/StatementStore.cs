using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger.Accounts;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>
/// Stores the frozen statements in the table <c>statements</c>, one partition for each cycle, so that many are stored
/// in one transaction. The totals have a column of their own, so that they are read without the lines.
/// </summary>
public sealed class StatementStore(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "statements";

    private const string Prefix = "statement:";
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

    /// <summary>The statements of some partners. Partners without a statement are left out.</summary>
    public async Task<IReadOnlyDictionary<PartnerId, StoredStatement>> FindAllAsync(
        ProgramSlug program,
        Period period,
        IEnumerable<PartnerId> partners,
        CancellationToken cancellationToken
    )
    {
        var found = await Statements.FindAllAsync(
            PartitionOf(program, period),
            partners.Select(partner => Prefix + partner),
            cancellationToken
        );
        return found.ToDictionary(statement => statement.Partner);
    }

    /// <summary>
    /// Stores statements of one period, except those that partners have already. Returns the stored ones.
    /// </summary>
    public async Task<IReadOnlyList<StoredStatement>> FreezeAsync(
        IReadOnlyCollection<StoredStatement> statements,
        CancellationToken cancellationToken
    )
    {
        var frozen = statements.ToDictionary(statement =>
            KeyOf(statement.Program, statement.Partner, statement.Period)
        );
        var stored = await Statements.ChangeAllAsync(
            frozen.Keys,
            (key, before) => before ?? frozen[key],
            cancellationToken
        );
        return [.. stored.Values];
    }

    /// <summary>
    /// The totals of the partners' statements of a period, of the period before and of the one after it, by partner and
    /// period.
    /// </summary>
    public async Task<IReadOnlyDictionary<PartnerId, Dictionary<Period, AccountSpan>>> SpansAsync(
        ProgramSlug program,
        IReadOnlyCollection<PartnerId> partners,
        Period period,
        CancellationToken cancellationToken
    )
    {
        var spans = new Dictionary<PartnerId, Dictionary<Period, AccountSpan>>();
        foreach (var one in (Period[])[period.Previous, period, period.Next])
        {
            var rows = await tables[Table]
                .ReadRangeAsync(
                    PartitionOf(program, one),
                    partners.Select(partner => Prefix + partner),
                    cancellationToken,
                    [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey), Span]
                );
            foreach (var row in rows)
            {
                var partner = PartnerId.Parse(row.RowKey[Prefix.Length..]);
                spans.TryAdd(partner, []);
                spans[partner].Add(one, row.GetJson<AccountSpan>(Span));
            }
        }

        return spans;
    }

    /// <summary>Stores the result of <paramref name="change"/> on a partner's statement, if it exists.</summary>
    public Task RewordAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        Func<StoredStatement, StoredStatement> change,
        CancellationToken cancellationToken
    ) =>
        Statements.ChangeAsync(
            KeyOf(program, partner, period),
            stored => stored is null ? null : change(stored),
            cancellationToken
        );

    /// <summary>Notes that the e-mail about a statement is sent in an attempt of the cycle.</summary>
    public Task MarkMailedAsync(StoredStatement statement, int attempt, CancellationToken cancellationToken) =>
        RewordAsync(
            statement.Program,
            statement.Partner,
            statement.Period,
            stored => stored with { MailedAttempt = Math.Max(attempt, stored.MailedAttempt ?? 0) },
            cancellationToken
        );

    private static DocumentKey KeyOf(ProgramSlug program, PartnerId partner, Period period) =>
        new(PartitionOf(program, period), Prefix + partner, $"the statement {period} of {partner} of {program}");

    private static string PartitionOf(ProgramSlug program, Period period) => $"{program}:{period}";
}

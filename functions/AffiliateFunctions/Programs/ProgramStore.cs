using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Programs;

/// <summary>
/// Stores programs in the table <c>programs</c>: one partition per program with the rows <c>program</c>, <c>charter</c>
/// and <c>component:…</c>. The same partition holds the rule books.
/// </summary>
public sealed class ProgramStore(StorageTables tables) : IPrograms, IComponents, IDisposable
{
    /// <summary>The name of the table.</summary>
    public const string Table = "programs";

    private const string ProgramRow = "program";
    private const string CharterRow = "charter";
    private const string ComponentRows = "component:";
    private const string Data = "data";
    private const string WrittenAt = "written_at";
    private const string Schedule = "review_schedule";
    private const int MaxRecent = 1000;

    private readonly RecentReads<ProgramSlug, AffiliateProgram> recent = new(MaxRecent);

    private TableClient Rows => tables[Table];

    private TableDocuments<OperatingComponent> Components => new(Rows);

    /// <summary>The program with its charter, or null.</summary>
    public async Task<AffiliateProgram?> FindAsync(ProgramSlug slug, CancellationToken cancellationToken) =>
        (await ReadAsync(slug, cancellationToken))?.Program;

    /// <inheritdoc/>
    public ValueTask<AffiliateProgram?> FindRecentAsync(ProgramSlug slug, CancellationToken cancellationToken) =>
        recent.GetAsync(slug, () => FindAsync(slug, cancellationToken));

    /// <summary>The program and the ETag of its row.</summary>
    public async Task<(AffiliateProgram Program, ETag Version)?> ReadAsync(
        ProgramSlug slug,
        CancellationToken cancellationToken
    )
    {
        TableEntity? program = null;
        TableEntity? charter = null;
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {slug.Value} and (RowKey eq {ProgramRow} or RowKey eq {CharterRow})"
        );
        await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (row.RowKey == ProgramRow)
            {
                program = row;
            }
            else
            {
                charter = row;
            }
        }

        return program is null ? null : (ReadProgram(program, charter), program.ETag);
    }

    /// <summary>All programs, by slug.</summary>
    public async IAsyncEnumerable<AffiliateProgram> ListAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var program in ListAfterAsync(null, cancellationToken))
        {
            yield return program;
        }
    }

    /// <summary>The programs after the given slug, by slug.</summary>
    public async IAsyncEnumerable<AffiliateProgram> ListAfterAsync(
        string? after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var from = after ?? string.Empty;
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey gt {from} and (RowKey eq {ProgramRow} or RowKey eq {CharterRow})"
        );
        TableEntity? charter = null;

        // The charter row sorts directly before the program row.
        await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (row.RowKey == CharterRow)
            {
                charter = row;
                continue;
            }

            yield return ReadProgram(row, charter?.PartitionKey == row.PartitionKey ? charter : null);
        }
    }

    /// <summary>Adds the program. Returns false when its slug is taken.</summary>
    public async Task<bool> AddAsync(AffiliateProgram program, CancellationToken cancellationToken)
    {
        try
        {
            await Rows.AddEntityAsync(RowOf(program), cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => recent.Dispose();

    /// <summary>Replaces the program. Returns false when the stored version is not the version that was read.</summary>
    public async Task<bool> ReplaceAsync(AffiliateProgram program, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            await Rows.UpdateEntityAsync(RowOf(program), version, TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return false;
        }
        finally
        {
            recent.Forget(program.Slug);
        }
    }

    /// <summary>
    /// Stores the charter and returns the time of writing with the charter before. An unchanged charter keeps its earlier
    /// time. Another cadence of reviews applies from the next month, or at once for a program that does not run yet.
    /// </summary>
    public async Task<(DateTimeOffset WrittenAt, Charter? Before)> PutCharterAsync(
        ProgramSlug slug,
        Charter charter,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var row = new TableEntity(slug.Value, CharterRow) { [WrittenAt] = now };
        row.SetJson(Data, charter);
        row.SetJson(
            Schedule,
            await FindAsync(slug, cancellationToken) is { Charter: not null, Stage: not ProgramStage.Draft } running
                ? running.Reviews.Changed(charter.ReviewCadence, Period.Of(now, running.Zone))
                : ReviewSchedule.Of(charter.ReviewCadence)
        );
        var stored = await Rows.GetEntityIfExistsAsync<TableEntity>(
            slug.Value,
            CharterRow,
            cancellationToken: cancellationToken
        );
        if (stored.HasValue && stored.Value!.GetString(Data) == row.GetString(Data))
        {
            return (stored.Value.GetDateTimeOffset(WrittenAt)!.Value, null);
        }

        try
        {
            await Rows.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
            return (now, stored.HasValue ? stored.Value!.GetJson<Charter>(Data) : null);
        }
        finally
        {
            recent.Forget(slug);
        }
    }

    /// <summary>The operating components of a program.</summary>
    public async Task<IReadOnlyList<OperatingComponent>> ComponentsAsync(
        ProgramSlug slug,
        CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {slug.Value} and RowKey ge {ComponentRows} and RowKey lt {"component;"}"
        );
        return await Components.ListAsync(filter, cancellationToken).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Stores the result of <paramref name="change"/> on the stored component, or on null when the program has none.
    /// When the result is null, nothing is stored.
    /// </summary>
    public Task<OperatingComponent?> ChangeComponentAsync(
        ProgramSlug slug,
        ComponentName name,
        Func<OperatingComponent?, OperatingComponent?> change,
        CancellationToken cancellationToken
    ) =>
        Components.ChangeAsync(
            new DocumentKey(slug.Value, ComponentRows + name, $"the component {name} of {slug}"),
            change,
            cancellationToken
        );

    // Charters that were stored earlier have no schedule: their cadence has not changed.
    private static AffiliateProgram ReadProgram(TableEntity program, TableEntity? charter)
    {
        var read = program.GetJson<AffiliateProgram>(Data);
        if (charter is null)
        {
            return read;
        }

        var written = charter.GetJson<Charter>(Data);
        return read with
        {
            Charter = written,
            Reviews = charter.ContainsKey(Schedule)
                ? charter.GetJson<ReviewSchedule>(Schedule)
                : ReviewSchedule.Of(written.ReviewCadence),
        };
    }

    private static TableEntity RowOf(AffiliateProgram program)
    {
        var row = new TableEntity(program.Slug.Value, ProgramRow);
        row.SetJson(Data, program with { Charter = null });
        return row;
    }
}

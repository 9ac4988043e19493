using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.RuleBooks;

/// <summary>
/// Stores rule books in the table <c>programs</c>: rows <c>rules:000001</c> and so on in the partition of their
/// program. A row <c>rules-hash:…</c> records the newest version of each document, so that a repeated request stores
/// nothing.
/// </summary>
public sealed class RuleBookStore(StorageTables tables) : IRuleBooks, IDisposable
{
    /// <summary>The name of the table.</summary>
    public const string Table = "programs";

    private const string State = "state";
    private const string Document = "document";
    private const string Version = "version";
    private const string Rows = "rules:";
    private const string RowsEnd = "rules;";
    private const string HashRows = "rules-hash:";
    private const int MaxRecent = 1000;

    private readonly RecentReads<ProgramSlug, RuleBookTimeline> recent = new(MaxRecent);
    private readonly ConcurrentDictionary<string, CompiledRuleBook> compiled = new(StringComparer.Ordinal);

    private TableClient Programs => tables[Table];

    // The document is in another column of the row.
    private TableDocuments<StoredRuleBook> States => new(Programs, State);

    /// <summary>
    /// Stores the document as the next version. A document that is a draft, is submitted or is in force keeps its
    /// version. A rejected or superseded document gets a new version, so that a program can return to it.
    /// </summary>
    public async Task<StoredRuleBook> AddAsync(
        ProgramSlug program,
        string hash,
        string canonical,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the rule books of {program}");
        while (true)
        {
            var known = await Programs.GetEntityIfExistsAsync<TableEntity>(
                program.Value,
                HashRows + hash,
                cancellationToken: cancellationToken
            );
            if (
                known.HasValue
                && (await FindAsync(program, known.Value!.GetInt32(Version)!.Value, cancellationToken))!.Value.Stored
                    is var same
                && (
                    same.Status is RuleBookStatus.Draft or RuleBookStatus.Submitted
                    || (await TimelineAsync(program, cancellationToken)).At(now)?.Version == same.Version
                )
            )
            {
                return same;
            }

            var last = 0;
            await foreach (var stored in ListAsync(program, cancellationToken))
            {
                last = stored.Version;
            }

            var next = new StoredRuleBook(program, last + 1, RuleBookStatus.Draft, hash, null, now, null, null);
            var row = RowOf(next);
            row.SetText(Document, canonical);
            try
            {
                await Programs.SubmitTransactionAsync(
                    [
                        new TableTransactionAction(TableTransactionActionType.Add, row),
                        known.HasValue
                            ? new TableTransactionAction(
                                TableTransactionActionType.UpdateReplace,
                                new TableEntity(program.Value, HashRows + hash) { [Version] = next.Version },
                                known.Value!.ETag
                            )
                            : new TableTransactionAction(
                                TableTransactionActionType.Add,
                                new TableEntity(program.Value, HashRows + hash) { [Version] = next.Version }
                            ),
                    ],
                    cancellationToken
                );
                return next;
            }
            catch (TableTransactionFailedException fault) when (fault.IsConflict())
            {
                // Another version was stored in between. The next attempt takes the following number.
                await retries.NextAsync(cancellationToken);
            }
        }
    }

    /// <summary>The versions by number, without their documents.</summary>
    public async IAsyncEnumerable<StoredRuleBook> ListAsync(
        ProgramSlug program,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        int after = 0
    )
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {program.Value} and RowKey gt {RowKey(after)} and RowKey lt {RowsEnd}"
        );
        await foreach (
            var row in Programs.QueryAsync<TableEntity>(
                filter,
                select: [nameof(ITableEntity.RowKey), nameof(ITableEntity.PartitionKey), State],
                cancellationToken: cancellationToken
            )
        )
        {
            yield return row.GetJson<StoredRuleBook>(State);
        }
    }

    /// <inheritdoc/>
    public async Task<int?> OpenDraftAsync(
        ProgramSlug program,
        string purpose,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (
            (await TimelineAsync(program, cancellationToken)).At(now) is not { } inForce
            || await FindAsync(program, inForce.Version, cancellationToken) is not { } found
        )
        {
            return null;
        }

        var document = RuleBookDocument.Renamed(found.Document, purpose);
        return (await AddAsync(program, document.Hash, document.Canonical, now, cancellationToken)).Version;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<RuleBookApprovalTimes> ApprovalsAsync(
        ProgramSlug program,
        CancellationToken cancellationToken
    ) =>
        ListAsync(program, cancellationToken)
            .Where(stored =>
                stored is { Status: RuleBookStatus.Approved, DecidedAt: not null, EffectiveFrom: not null }
            )
            .Select(stored => new RuleBookApprovalTimes(
                stored.Version,
                stored.DecidedAt!.Value,
                stored.EffectiveFrom!.Value
            ));

    /// <summary>The version with its document, or null.</summary>
    public async Task<(StoredRuleBook Stored, string Document)?> FindAsync(
        ProgramSlug program,
        int version,
        CancellationToken cancellationToken
    )
    {
        var row = await Programs.GetEntityIfExistsAsync<TableEntity>(
            program.Value,
            RowKey(version),
            cancellationToken: cancellationToken
        );
        return row.HasValue ? (row.Value!.GetJson<StoredRuleBook>(State), row.Value!.GetText(Document)) : null;
    }

    /// <summary>
    /// Changes the state of a version. Nothing is stored when <paramref name="change"/> returns null or the version
    /// does not exist.
    /// </summary>
    public async Task<StoredRuleBook?> ChangeAsync(
        ProgramSlug program,
        int version,
        Func<StoredRuleBook, StoredRuleBook?> change,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await States.ChangeAsync(
                new DocumentKey(program.Value, RowKey(version), $"the rule book {version} of {program}"),
                stored => stored is null ? null : change(stored),
                cancellationToken
            );
        }
        finally
        {
            recent.Forget(program);
        }
    }

    /// <summary>The approved versions of a program with the times from which they apply.</summary>
    public async Task<RuleBookTimeline> TimelineAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        var approved = new List<ApprovedRuleBook>();
        await foreach (var stored in ListAsync(program, cancellationToken))
        {
            if (stored.AppliesFrom is { } from)
            {
                approved.Add(
                    new ApprovedRuleBook(
                        stored.Version,
                        from,
                        stored.Hash,
                        await CompiledAsync(stored, cancellationToken)
                    )
                );
            }
        }

        return new RuleBookTimeline(approved);
    }

    /// <inheritdoc/>
    public ValueTask<RuleBookTimeline> RecentTimelineAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        recent.GetAsync(program, async () => await TimelineAsync(program, cancellationToken))!;

    /// <inheritdoc/>
    public void Dispose() => recent.Dispose();

    /// <inheritdoc/>
    public async Task<bool> IsAnySubmittedAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        await ListAsync(program, cancellationToken)
            .AnyAsync(stored => stored.Status != RuleBookStatus.Draft, cancellationToken);

    /// <summary>
    /// The compiled document of a version. Documents never change, so the cache uses the hash as its key.
    /// </summary>
    public async Task<CompiledRuleBook> CompiledAsync(StoredRuleBook stored, CancellationToken cancellationToken)
    {
        if (compiled.TryGetValue(stored.Hash, out var ready))
        {
            return ready;
        }

        var found =
            await FindAsync(stored.Program, stored.Version, cancellationToken)
            ?? throw new InvalidDataException(
                $"The rule book {stored.Version} of {stored.Program} is listed but cannot be found."
            );
        return compiled.GetOrAdd(
            stored.Hash,
            static (_, document) => RuleBookDocument.Compile(document),
            found.Document
        );
    }

    private static string RowKey(int version) => string.Create(CultureInfo.InvariantCulture, $"{Rows}{version:000000}");

    private static TableEntity RowOf(StoredRuleBook stored)
    {
        var row = new TableEntity(stored.Program.Value, RowKey(stored.Version));
        row.SetJson(State, stored);
        return row;
    }
}

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
    /// <param name="program">The program.</param>
    /// <param name="hash">The SHA-256 of the canonical form.</param>
    /// <param name="canonical">The canonical form.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="basedOn">The version that the document was made from; null if the caller names none.</param>
    public async Task<StoredRuleBook> AddAsync(
        ProgramSlug program,
        string hash,
        string canonical,
        DateTimeOffset now,
        CancellationToken cancellationToken,
        int? basedOn = null
    )
    {
        var retries = new ConflictRetries($"the rule books of {program}");
        while (true)
        {
            var known = await HashRowAsync(program, hash, cancellationToken);
            if (
                known is not null
                && (await FindAsync(program, known.GetInt32(Version)!.Value, cancellationToken))!.Value.Stored
                    is var same
                && (
                    same.Status is RuleBookStatus.Draft or RuleBookStatus.Submitted
                    || (await TimelineAsync(program, cancellationToken)).At(now)?.Version == same.Version
                )
            )
            {
                return await WithBasisAsync(same, basedOn, cancellationToken);
            }

            var last = 0;
            await foreach (var stored in ListAsync(program, cancellationToken))
            {
                last = stored.Version;
            }

            var next = new StoredRuleBook(program, last + 1, RuleBookStatus.Draft, hash, null, now, null, null)
            {
                BasedOn = basedOn,
            };
            if (await TryAddAsync(next, canonical, known, cancellationToken))
            {
                return next;
            }

            // Another version was stored in between. The next attempt takes the following number.
            await retries.NextAsync(cancellationToken);
        }
    }

    /// <summary>Stores a version with its document, unless another version has its number already.</summary>
    /// <returns>Whether it was stored.</returns>
    internal async Task<bool> TryAddAsync(StoredRuleBook next, string canonical, CancellationToken cancellationToken) =>
        await TryAddAsync(
            next,
            canonical,
            await HashRowAsync(next.Program, next.Hash, cancellationToken),
            cancellationToken
        );

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

    private async Task<TableEntity?> HashRowAsync(ProgramSlug program, string hash, CancellationToken cancellationToken)
    {
        var known = await Programs.GetEntityIfExistsAsync<TableEntity>(
            program.Value,
            HashRows + hash,
            cancellationToken: cancellationToken
        );
        return known.HasValue ? known.Value : null;
    }

    private async Task<bool> TryAddAsync(
        StoredRuleBook next,
        string canonical,
        TableEntity? known,
        CancellationToken cancellationToken
    )
    {
        var row = RowOf(next);
        row.SetText(Document, canonical);
        var newest = new TableEntity(next.Program.Value, HashRows + next.Hash) { [Version] = next.Version };
        try
        {
            await Programs.SubmitTransactionAsync(
                [
                    new TableTransactionAction(TableTransactionActionType.Add, row),
                    known is null
                        ? new TableTransactionAction(TableTransactionActionType.Add, newest)
                        : new TableTransactionAction(TableTransactionActionType.UpdateReplace, newest, known.ETag),
                ],
                cancellationToken
            );
            return true;
        }
        catch (TableTransactionFailedException fault) when (fault.IsConflict())
        {
            return false;
        }
    }

    // The same document can be stored again to say what it is based on. The first statement counts.
    private async Task<StoredRuleBook> WithBasisAsync(
        StoredRuleBook same,
        int? basedOn,
        CancellationToken cancellationToken
    ) =>
        basedOn is not null && same.BasedOn is null && basedOn < same.Version
            ? (
                await ChangeAsync(
                    same.Program,
                    same.Version,
                    stored => stored with { BasedOn = stored.BasedOn ?? basedOn },
                    cancellationToken
                )
            )!
            : same;

    private static string RowKey(int version) => string.Create(CultureInfo.InvariantCulture, $"{Rows}{version:000000}");

    private static TableEntity RowOf(StoredRuleBook stored)
    {
        var row = new TableEntity(stored.Program.Value, RowKey(stored.Version));
        row.SetJson(State, stored);
        return row;
    }
}

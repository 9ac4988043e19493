using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;
using Azure.Data.Tables;

namespace AffiliateFunctions.Operations.Keys;

/// <summary>
/// Encrypts all stored values with the newest key, page by page. The progress is stored after each page, so an
/// interrupted run continues there; a page that is repeated changes nothing.
/// </summary>
public sealed class ReencryptionService(
    IEnumerable<ISealedValues> kinds,
    ReencryptionStore store,
    StorageTables tables,
    EncryptedText encryption,
    KeyRegistry registry,
    IPrograms programs,
    IAuditLog audit,
    TimeProvider clock
)
{
    private const int RowsInPage = 100;

    private readonly IReadOnlyList<ISealedValues> all = [.. kinds.OrderBy(kind => kind.Name, StringComparer.Ordinal)];

    /// <summary>Begins a run if none is unfinished for the newest key, and works on it.</summary>
    /// <param name="atMost">How long it works; at least one page is done.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Reencryption> StartAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var run = await store.ChangeAsync(
            stored => stored is { FinishedAt: null } && stored.Key == encryption.NewestKey ? stored : New(),
            cancellationToken
        );
        return await WorkAsync(run!, atMost, cancellationToken);
    }

    /// <summary>Works on an unfinished run; does nothing without one.</summary>
    public async Task ContinueAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(cancellationToken) is { FinishedAt: null })
        {
            await StartAsync(atMost, cancellationToken);
        }
    }

    private Reencryption New() =>
        new()
        {
            Key = encryption.NewestKey,
            StartedAt = clock.GetUtcNow(),
            Kinds = [.. all.Select(kind => new ReencryptedValues(kind.Name))],
        };

    private async Task<Reencryption> WorkAsync(Reencryption run, TimeSpan atMost, CancellationToken cancellationToken)
    {
        // The record is stored before the first page, so a run with progress has it.
        if (run.Kinds.All(kind => kind is { IsDone: false, Position: null }))
        {
            await RecordAsync(run, "started", cancellationToken);
        }

        var begun = clock.GetTimestamp();
        while (run.Kinds.FirstOrDefault(kind => !kind.IsDone) is { } next)
        {
            run = await StoreAsync(run, await DoPageAsync(next, cancellationToken), cancellationToken);
            if (clock.GetElapsedTime(begun) >= atMost)
            {
                break;
            }
        }

        return run.Kinds.All(kind => kind.IsDone) ? await FinishAsync(run, cancellationToken) : run;
    }

    private async Task<ReencryptedValues> DoPageAsync(ReencryptedValues done, CancellationToken cancellationToken)
    {
        var kind = all.FirstOrDefault(known => known.Name == done.Name);
        var page = kind is null ? null : await ReadAsync(kind, done.Position, cancellationToken);
        if (page is null)
        {
            return done with { IsDone = true, Position = null };
        }

        var resealing = new Resealing(tables, encryption);
        foreach (var row in page.Values)
        {
            await kind!.ResealAsync(row, resealing, cancellationToken);
        }

        return done with
        {
            Position = page.ContinuationToken,
            IsDone = page.ContinuationToken is null,
            Values = done.Values + resealing.Values,
            Moved = done.Moved + resealing.Moved,
            Unreadable = done
                .Unreadable.Concat(resealing.Unreadable)
                .GroupBy(values => values.Key, values => values.Value, StringComparer.Ordinal)
                .ToDictionary(own => own.Key, own => own.Sum(), StringComparer.Ordinal),
        };
    }

    private async Task<Azure.Page<TableEntity>?> ReadAsync(
        ISealedValues kind,
        string? position,
        CancellationToken cancellationToken
    ) =>
        await tables[kind.Table]
            .QueryAsync<TableEntity>(kind.Filter, RowsInPage, cancellationToken: cancellationToken)
            .AsPages(position, RowsInPage)
            .FirstOrDefaultAsync(cancellationToken);

    // Two callers can work on one run. The caller whose page another one has done meanwhile continues from there.
    private async Task<Reencryption> StoreAsync(
        Reencryption run,
        ReencryptedValues next,
        CancellationToken cancellationToken
    )
    {
        var before = run.Kinds.Single(kind => kind.Name == next.Name);
        var stored = await store.ChangeAsync(
            current =>
                current!.StartedAt == run.StartedAt
                && current.Kinds.Any(kind => kind.Name == next.Name && kind.Position == before.Position && !kind.IsDone)
                    ? current with
                    {
                        Kinds = [.. current.Kinds.Select(kind => kind.Name == next.Name ? next : kind)],
                    }
                    : current,
            cancellationToken
        );
        return stored!;
    }

    private async Task<Reencryption> FinishAsync(Reencryption run, CancellationToken cancellationToken)
    {
        if (!run.Unreadable.ContainsKey(MissingKeyException.Unknown))
        {
            // A key that was registered since the run began may have encrypted rows that the run has passed before they
            // were stored, such as those of an import.
            var needed = run.Unreadable.Keys.Append(run.Key);
            foreach (var key in (await registry.EncryptionKeysAsync(cancellationToken)).Except(needed))
            {
                await registry.ReleaseAsync(key, run.StartedAt, cancellationToken);
            }
        }

        foreach (var key in run.Unreadable.Keys.Where(key => key != MissingKeyException.Unknown))
        {
            await registry.AddAsync(key, cancellationToken);
        }

        await RecordAsync(run, "finished", cancellationToken);
        var finished = await store.ChangeAsync(
            current =>
                current is { FinishedAt: null } && current.StartedAt == run.StartedAt
                    ? current with
                    {
                        FinishedAt = clock.GetUtcNow(),
                    }
                    : current,
            cancellationToken
        );
        return finished!;
    }

    private async Task RecordAsync(Reencryption run, string step, CancellationToken cancellationToken)
    {
        await foreach (var program in programs.ListAsync(cancellationToken))
        {
            await audit.RecordAsync(
                new AuditEntry(
                    program.Slug,
                    $"reencryption:{run.Key}:{run.StartedAt.UtcTicks}:{step}",
                    "key",
                    $"reencryption_{step}",
                    run.Key,
                    null,
                    clock.GetUtcNow()
                ),
                cancellationToken
            );
        }
    }
}

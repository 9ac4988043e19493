using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.Caching.Memory;
using Polly;
using Polly.Retry;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>
/// Changes a partner's ledger with one writer at a time: reads the head, decides, stores all or nothing, and starts
/// again when another writer was first.
/// </summary>
public sealed class LedgerWriter(LedgerStore store) : IDisposable
{
    private const int Gates = 256;
    private const int MaxHeads = 10_000;

    // After a longer time, another process has more likely written to the ledger.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);

    // Writers of this process wait at the gate; only writers of other processes conflict on the head's version.
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1, 1))];

    // The last known head of each ledger.
    private readonly MemoryCache heads = new(new MemoryCacheOptions { SizeLimit = MaxHeads });

    // These are real waits between processes, independent of the time that tests control.
    private readonly ResiliencePipeline<Attempt> again = new ResiliencePipelineBuilder<Attempt>()
        .AddRetry(
            new RetryStrategyOptions<Attempt>
            {
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result == Attempt.Overtaken),
                MaxRetryAttempts = 50,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(5),
                MaxDelay = TimeSpan.FromSeconds(1),
            }
        )
        .Build();

    /// <summary>Runs the change until it is stored completely.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="change">The change; each run starts with the current head.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ContendedException">Other processes kept writing first; the change can be requested
    /// again.</exception>
    public Task WriteAsync(
        ProgramSlug program,
        PartnerId partner,
        Func<LedgerEdit, Task> change,
        CancellationToken cancellationToken
    ) => InTurnAsync(new Ledger(program, partner), change, beginsWithLastKnown: false, cancellationToken);

    /// <summary>
    /// Runs a change that begins with a head that was read before. The current head is read only when another writer
    /// has changed the ledger since.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="head">The head.</param>
    /// <param name="change">The change; its first run starts with the given head.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ContendedException">Other processes kept writing first; the change can be requested
    /// again.</exception>
    public Task WriteAsync(
        ProgramSlug program,
        PartnerId partner,
        LedgerHead head,
        Func<LedgerEdit, Task> change,
        CancellationToken cancellationToken
    ) => InTurnAsync(new Ledger(program, partner), change, beginsWithLastKnown: false, cancellationToken, head);

    /// <summary>
    /// Runs a change that needs the head only to store its result. The change starts with the head that this process
    /// stored last, and storage compares the head's version. The current head is read only when another process has
    /// written since.
    /// </summary>
    /// <inheritdoc cref="WriteAsync(ProgramSlug, PartnerId, Func{LedgerEdit, Task}, CancellationToken)"/>
    public Task AppendAsync(
        ProgramSlug program,
        PartnerId partner,
        Func<LedgerEdit, Task> change,
        CancellationToken cancellationToken
    ) => InTurnAsync(new Ledger(program, partner), change, beginsWithLastKnown: true, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        heads.Dispose();
        foreach (var gate in gates)
        {
            gate.Dispose();
        }
    }

    private async Task InTurnAsync(
        Ledger ledger,
        Func<LedgerEdit, Task> change,
        bool beginsWithLastKnown,
        CancellationToken cancellationToken,
        LedgerHead? first = null
    )
    {
        var gate = gates[(uint)ledger.GetHashCode() % Gates];
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (first is not null)
            {
                Remember(ledger, first);
            }
            else if (!beginsWithLastKnown)
            {
                heads.Remove(ledger);
            }

            var last = await again.ExecuteAsync(
                async token => await TryAsync(ledger, change, token),
                cancellationToken
            );
            if (last == Attempt.Overtaken)
            {
                throw new ContendedException($"the ledger of {ledger.Partner}");
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Attempt> TryAsync(
        Ledger ledger,
        Func<LedgerEdit, Task> change,
        CancellationToken cancellationToken
    )
    {
        var head = heads.TryGetValue(ledger, out LedgerHead? known)
            ? known!
            : await store.HeadAsync(ledger.Program, ledger.Partner, cancellationToken);

        // Whatever ends the change early, the known head may be outdated.
        heads.Remove(ledger);
        var edit = new LedgerEdit(store, ledger.Program, ledger.Partner, head, cancellationToken);
        try
        {
            await change(edit);
            await edit.FlushAsync();
        }
        catch (ConcurrencyException)
        {
            return Attempt.Overtaken;
        }

        if (edit.Batch.Head.Version is not null)
        {
            Remember(ledger, edit.Batch.Head);
        }

        return Attempt.Stored;
    }

    private void Remember(Ledger ledger, LedgerHead head) =>
        heads.Set(ledger, head, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered });

    private readonly record struct Ledger(ProgramSlug Program, PartnerId Partner);

    private enum Attempt
    {
        Stored,
        Overtaken,
    }
}

/// <summary>
/// A change of one partner's ledger, stored in as many transactions as needed. Each transaction starts from the result
/// of the previous one.
/// </summary>
public sealed class LedgerEdit(
    LedgerStore store,
    ProgramSlug program,
    PartnerId partner,
    LedgerHead head,
    CancellationToken cancellationToken
)
{
    /// <summary>The batch that is stored next.</summary>
    public LedgerBatch Batch { get; private set; } = new(LedgerKeys.Partition(program, partner), head);

    /// <summary>Stores what must exist before the batch is stored.</summary>
    public Func<Task>? StoreFirst { get; set; }

    /// <summary>Stores the batch if the given number of rows does not fit into it.</summary>
    public Task MakeRoomAsync(int rows) => Batch.Room < rows ? FlushAsync() : Task.CompletedTask;

    /// <summary>Stores the batch.</summary>
    /// <exception cref="ConcurrencyException">Another writer was first, or an event in the batch was already
    /// applied.</exception>
    public async Task FlushAsync()
    {
        if (!Batch.IsEmpty)
        {
            await (StoreFirst?.Invoke() ?? Task.CompletedTask);
            var stored =
                await store.TryCommitAsync(program, partner, Batch, cancellationToken)
                ?? throw new ConcurrencyException();
            Batch = new LedgerBatch(LedgerKeys.Partition(program, partner), stored);
        }
    }
}

/// <summary>Another writer was first, so everything must be read again.</summary>
internal sealed class ConcurrencyException : Exception;

using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.Caching.Memory;
using Polly;
using Polly.Retry;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>
/// Lets one writer at a time change a partner's ledger: read the head, decide by what is there, store all or nothing,
/// and begin again where another was first.
/// </summary>
public sealed class LedgerWriter(LedgerStore store) : IDisposable
{
    private const int Gates = 256;
    private const int MaxHeads = 10_000;

    // Longer ago, another process is the more likely to have written.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);

    // Writers of this process queue up before the gate; only those of other processes meet at the head's version.
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1, 1))];

    // As each was left last.
    private readonly MemoryCache heads = new(new MemoryCacheOptions { SizeLimit = MaxHeads });

    // Waits of wall time between processes, which no test drives: this is no domain time.
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

    /// <summary>Runs the change until it was stored whole.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="change">Begins with the current head each time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ContendedException">Other processes kept coming first; the change can be asked for
    /// again.</exception>
    public Task WriteAsync(
        ProgramSlug program,
        PartnerId partner,
        Func<LedgerEdit, Task> change,
        CancellationToken cancellationToken
    ) => InTurnAsync(new Ledger(program, partner), change, beginsWithLastKnown: false, cancellationToken);

    /// <summary>
    /// The same for a change that asks the head for nothing but what it stores by it: it begins with the head as this
    /// process has left it, whose version storage compares, and reads the current one only where another process has
    /// written since.
    /// </summary>
    /// <inheritdoc cref="WriteAsync"/>
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
        CancellationToken cancellationToken
    )
    {
        var gate = gates[(uint)ledger.GetHashCode() % Gates];
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (!beginsWithLastKnown)
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

        // Whatever ends the change on the way, what is known then may not be so any more.
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
            heads.Set(
                ledger,
                edit.Batch.Head,
                new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered }
            );
        }

        return Attempt.Stored;
    }

    private readonly record struct Ledger(ProgramSlug Program, PartnerId Partner);

    private enum Attempt
    {
        Stored,
        Overtaken,
    }
}

/// <summary>
/// A change of one partner's ledger, stored in as many transactions as it needs; each begins where the one before
/// ended.
/// </summary>
public sealed class LedgerEdit(
    LedgerStore store,
    ProgramSlug program,
    PartnerId partner,
    LedgerHead head,
    CancellationToken cancellationToken
)
{
    /// <summary>What is to be stored next.</summary>
    public LedgerBatch Batch { get; private set; } = new(LedgerKeys.Partition(program, partner), head);

    /// <summary>Stores what must be there before the batch is.</summary>
    public Func<Task>? StoreFirst { get; set; }

    /// <summary>Stores what is in the batch if so many more rows do not fit into it.</summary>
    public Task MakeRoomAsync(int rows) => Batch.Room < rows ? FlushAsync() : Task.CompletedTask;

    /// <summary>Stores what is in the batch.</summary>
    /// <exception cref="ConcurrencyException">Another writer was first, or an event in it has had its effect
    /// already.</exception>
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

/// <summary>Another writer was first; everything must be read again.</summary>
internal sealed class ConcurrencyException : Exception;

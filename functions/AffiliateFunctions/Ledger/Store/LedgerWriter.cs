using Affiliate.Domain.Identity;
using Polly;
using Polly.Retry;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>Lets one writer at a time change a partner's ledger: read the head, decide by what is there, store all or nothing, and begin again where another was first.</summary>
internal sealed class LedgerWriter(LedgerStore store) : IDisposable
{
    private const int Gates = 256;

    // Writers of this process queue up before the gate; only those of other processes meet at the head's version.
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1, 1))];

    // Waits of wall time between processes, which no test drives: this is no domain time.
    private readonly ResiliencePipeline<Attempt> again = new ResiliencePipelineBuilder<Attempt>()
        .AddRetry(new RetryStrategyOptions<Attempt>
        {
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result == Attempt.Overtaken),
            MaxRetryAttempts = 50,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(5),
            MaxDelay = TimeSpan.FromSeconds(1),
        })
        .Build();

    /// <summary>Runs the change until it was stored whole.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="change">Begins with the current head each time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="TimeoutException">Other processes kept coming first; the change can be asked for again.</exception>
    public async Task WriteAsync(ProgramSlug program, PartnerId partner, Func<LedgerEdit, Task> change, CancellationToken cancellationToken)
    {
        var gate = gates[(uint)HashCode.Combine(program, partner) % Gates];
        await gate.WaitAsync(cancellationToken);
        try
        {
            var last = await again.ExecuteAsync(async token => await TryAsync(program, partner, change, token), cancellationToken);
            if (last == Attempt.Overtaken)
            {
                throw new TimeoutException($"The ledger of {partner} was changed by others each time it was to be changed.");
            }
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        foreach (var gate in gates)
        {
            gate.Dispose();
        }
    }

    private async Task<Attempt> TryAsync(ProgramSlug program, PartnerId partner, Func<LedgerEdit, Task> change, CancellationToken cancellationToken)
    {
        var edit = new LedgerEdit(store, program, partner, await store.HeadAsync(program, partner, cancellationToken), cancellationToken);
        try
        {
            await change(edit);
            await edit.FlushAsync();
            return Attempt.Stored;
        }
        catch (OvertakenException)
        {
            return Attempt.Overtaken;
        }
    }

    private enum Attempt
    {
        Stored,
        Overtaken,
    }
}

/// <summary>A change of one partner's ledger, stored in as many transactions as it needs; each begins where the one before ended.</summary>
internal sealed class LedgerEdit(LedgerStore store, ProgramSlug program, PartnerId partner, LedgerHead head, CancellationToken cancellationToken)
{
    /// <summary>What is to be stored next.</summary>
    public LedgerBatch Batch { get; private set; } = new(LedgerKeys.Partition(program, partner), head);

    /// <summary>Stores what must be there before the batch is.</summary>
    public Func<Task>? StoreFirst { get; set; }

    /// <summary>Stores what is in the batch if so many more rows do not fit into it.</summary>
    public Task MakeRoomAsync(int rows) => Batch.Room < rows ? FlushAsync() : Task.CompletedTask;

    /// <summary>Stores what is in the batch.</summary>
    /// <exception cref="OvertakenException">Another writer was first, or an event in it has had its effect already.</exception>
    public async Task FlushAsync()
    {
        if (!Batch.IsEmpty)
        {
            await (StoreFirst?.Invoke() ?? Task.CompletedTask);
            var stored = await store.TryCommitAsync(program, partner, Batch, cancellationToken) ?? throw new OvertakenException();
            Batch = new LedgerBatch(LedgerKeys.Partition(program, partner), stored);
        }
    }
}

/// <summary>Another writer was first; everything must be read again.</summary>
internal sealed class OvertakenException : Exception;

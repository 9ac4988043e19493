using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Rails;

/// <summary>
/// Lists the batches that a provider does not accept, in one partition of the table <c>cycles</c>, so that the health
/// of the app can name them without reading all cycles.
/// </summary>
public sealed class RejectedBatches(StorageTables tables) : IHealthSource
{
    private const string Partition = "rejected-batches";

    /// <inheritdoc/>
    public string Reason => "rejected_batches";

    private FlagRows Flags => new(tables[CycleStore.CyclesTable], Partition);

    /// <inheritdoc/>
    public Task<bool> IsPresentAsync(CancellationToken cancellationToken) => Flags.AnyAsync(cancellationToken);

    /// <summary>Lists the batch while the provider does not accept it.</summary>
    internal Task SetAsync(StoredCycle cycle, CycleFile batch, CancellationToken cancellationToken) =>
        Flags.SetAsync($"{cycle.Program}:{cycle.Period}:{batch.Name}", batch.IsRejected, cancellationToken);
}

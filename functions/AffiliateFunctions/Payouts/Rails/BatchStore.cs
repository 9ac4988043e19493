using System.Security.Cryptography;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Rails;

/// <summary>Reads the batches of a cycle and stores their states.</summary>
public sealed class BatchStore(CycleStore cycles, PaymentFileStore files, RejectedBatches rejected, RailMail mail)
{
    private const int PayoutsAtOnce = 100;

    /// <summary>
    /// The cycle of an activity, or null if it has been computed again since or its payments are not handed over.
    /// </summary>
    internal async Task<StoredCycle?> FindPayingAsync(CycleKey key, CancellationToken cancellationToken)
    {
        var cycle = await cycles.RequireAsync(key.Program, key.Period, cancellationToken);
        return cycle.Attempt == key.Attempt && cycle.Status >= CycleStatus.Paying ? cycle : null;
    }

    /// <summary>The bytes of a batch, which must be those that were handed over.</summary>
    internal async Task<byte[]> ReadAsync(StoredCycle cycle, CycleFile file, CancellationToken cancellationToken)
    {
        var content = new MemoryStream();
        await foreach (var part in files.ReadAsync(cycle, file, cancellationToken))
        {
            await content.WriteAsync(part, cancellationToken);
        }

        var bytes = content.ToArray();
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == file.Sha256
            ? bytes
            : throw new InvalidDataException($"The batch {file.Name} differs from the approved one. It is not sent.");
    }

    /// <summary>The references of the payments in a batch.</summary>
    internal Task<FileReferences> ReferencesAsync(
        StoredCycle cycle,
        CycleFile file,
        CancellationToken cancellationToken
    ) => files.ReferencesAsync(cycle, file, cancellationToken);

    /// <summary>The states of the payouts of the current attempt by their ids.</summary>
    internal async Task<Dictionary<string, PayoutState>> PayoutsAsync(
        StoredCycle cycle,
        CancellationToken cancellationToken
    ) =>
        await cycles
            .PayoutsAsync(cycle, cancellationToken)
            .Select(PayoutState.Of)
            .ToDictionaryAsync(payout => payout.Id, cancellationToken: cancellationToken);

    /// <summary>
    /// Stores the result of <paramref name="change"/> on a batch and returns it. Finance gets an e-mail about another
    /// problem than the one before.
    /// </summary>
    internal async Task<CycleFile> ChangeAsync(
        StoredCycle cycle,
        CycleFile file,
        Func<CycleFile, CycleFile> change,
        CancellationToken cancellationToken
    )
    {
        var changed = change(file);
        if (changed.Problem is not null && changed.Problem != file.Problem)
        {
            await mail.SendAsync(cycle, changed, cancellationToken);
        }

        var stored = await cycles.ChangeAsync(
            cycle.Program,
            cycle.Period,
            current => current.Attempt == cycle.Attempt ? current.WithFile(file.Name, change) : current,
            cancellationToken
        );
        var current = stored.Files.First(other => other.Name == file.Name);
        await rejected.SetAsync(cycle, current, cancellationToken);
        return current;
    }

    /// <summary>Names the batch on the payouts that it contains.</summary>
    internal async Task NameAsync(
        StoredCycle cycle,
        CycleFile file,
        IEnumerable<PayoutState> payouts,
        CancellationToken cancellationToken
    )
    {
        var unnamed = payouts.Where(payout => !payout.HasBatch).Select(payout => payout.Partner);
        foreach (var some in unnamed.OrderBy(partner => partner.Value, StringComparer.Ordinal).Chunk(PayoutsAtOnce))
        {
            await cycles.RewordPayoutsAsync(
                cycle.Program,
                cycle.Period,
                some.ToDictionary(partner => partner, _ => (Func<StoredPayout, StoredPayout>)Name),
                cancellationToken
            );
        }

        StoredPayout Name(StoredPayout stored) =>
            stored.BatchId is null ? stored with { Rail = file.Rail, BatchId = file.BatchId } : stored;
    }
}

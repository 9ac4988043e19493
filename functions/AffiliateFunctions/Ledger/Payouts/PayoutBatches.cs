using System.Collections.Concurrent;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Payouts;

/// <summary>
/// Moves the payouts of many partners. Their ledgers are read together; each ledger is written by itself, because a
/// partner's ledger changes in one transaction.
/// </summary>
internal sealed class PayoutBatches(
    LedgerStore store,
    PayoutExcerpts excerpts,
    PayoutLedger payouts,
    MatureCommissions maturing
)
{
    private const int PartnersAtOnce = 8;

    /// <inheritdoc cref="ILedger.DueAsync"/>
    public async Task<IReadOnlyDictionary<PartnerId, PayoutDue>> DueAsync(
        ProgramSlug program,
        IReadOnlyCollection<PartnerId> partners,
        PayoutRun run,
        DateTimeOffset asOf,
        CancellationToken cancellationToken
    )
    {
        var read = await excerpts.ReadAsync(program, partners, run.Period, asOf, cancellationToken);
        return await ForEachAsync(
            partners,
            async (partner, token) =>
            {
                var excerpt = read.GetValueOrDefault(partner);
                if (excerpt is null || excerpt.HasMature(asOf))
                {
                    await maturing.MatureAsync(program, partner, asOf, token);
                    excerpt = null;
                }

                return await payouts.DueAsync(SourceOf(program, partner, excerpt, token), run);
            },
            cancellationToken
        );
    }

    /// <inheritdoc cref="ILedger.ReserveAsync"/>
    public async Task<IReadOnlyDictionary<PartnerId, PayoutReservation>> ReserveAsync(
        ProgramSlug program,
        IReadOnlyCollection<PartnerId> partners,
        PayoutRun run,
        CancellationToken cancellationToken
    )
    {
        var read = await excerpts.ReadAsync(program, partners, run.Period, DateTimeOffset.UnixEpoch, cancellationToken);
        return await ForEachAsync(
            partners,
            (partner, token) =>
                payouts.ReserveAsync(SourceOf(program, partner, read.GetValueOrDefault(partner), token), run),
            cancellationToken
        );
    }

    /// <inheritdoc cref="ILedger.PayAsync"/>
    public async Task<IReadOnlyDictionary<PartnerId, PayoutStateException>> PayAsync(
        ProgramSlug program,
        IReadOnlyCollection<PartnerId> partners,
        Period period,
        CancellationToken cancellationToken
    )
    {
        var read = await excerpts.ReadAsync(program, partners, period, matureBy: null, cancellationToken);
        var conflicts = await ForEachAsync(
            partners,
            async (partner, token) =>
            {
                try
                {
                    await payouts.PayAsync(SourceOf(program, partner, read.GetValueOrDefault(partner), token), period);
                    return null;
                }
                catch (PayoutStateException conflict)
                {
                    return conflict;
                }
            },
            cancellationToken
        );
        return conflicts
            .Where(conflict => conflict.Value is not null)
            .ToDictionary(conflict => conflict.Key, conflict => conflict.Value!);
    }

    private PayoutSource SourceOf(
        ProgramSlug program,
        PartnerId partner,
        PayoutExcerpt? excerpt,
        CancellationToken cancellationToken
    ) => new(store, program, partner, excerpt, cancellationToken);

    private static async Task<IReadOnlyDictionary<PartnerId, T>> ForEachAsync<T>(
        IReadOnlyCollection<PartnerId> partners,
        Func<PartnerId, CancellationToken, Task<T>> move,
        CancellationToken cancellationToken
    )
    {
        var results = new ConcurrentDictionary<PartnerId, T>();
        await Parallel.ForEachAsync(
            partners,
            new ParallelOptions { MaxDegreeOfParallelism = PartnersAtOnce, CancellationToken = cancellationToken },
            async (partner, token) => results[partner] = await move(partner, token)
        );
        return results;
    }
}

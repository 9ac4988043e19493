using System.Collections.Concurrent;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Verification;

/// <summary>
/// Verifies the ledgers of a program, several partners in parallel, and the cap usage of its customers.
/// </summary>
internal sealed class LedgerVerifier(LedgerStore store, CustomerCapStore caps)
{
    private const int MaxPartnersAtOnce = 4;

    public async Task<LedgerVerification> VerifyAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        var outcomes = new ConcurrentDictionary<PartnerId, (long Postings, IReadOnlyList<string> Mismatches)>();
        var fewAtOnce = new ParallelOptions
        {
            MaxDegreeOfParallelism = MaxPartnersAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            store.PartnersAsync(program, null, cancellationToken),
            fewAtOnce,
            async (partner, token) =>
                outcomes[partner] = await new PartnerVerification(store, program, partner).RunAsync(token)
        );
        List<string> mismatches =
        [
            .. outcomes
                .OrderBy(outcome => outcome.Key.Value, StringComparer.Ordinal)
                .SelectMany(outcome => outcome.Value.Mismatches),
            .. await new CustomerCapVerification(store, caps, program).RunAsync(cancellationToken),
        ];
        return new LedgerVerification(
            mismatches.Count == 0,
            outcomes.Count,
            outcomes.Values.Sum(outcome => outcome.Postings),
            mismatches
        );
    }
}

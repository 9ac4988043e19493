using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Verification;

/// <summary>
/// Verifies that each customer's cap usage is the sum of the claims on it, and that each claim equals the usage of its
/// event. An event in progress has a claim but no usage yet. A difference may come from a change during reading, so it
/// is checked again.
/// </summary>
internal sealed class CustomerCapVerification(LedgerStore store, CustomerCapStore caps, ProgramSlug program)
{
    private const int MaxLooks = 3;
    private const int MaxAtOnce = 100;

    private readonly List<string> mismatches = [];

    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var partition in LedgerKeys.CustomerPartitions(program))
        {
            var (uses, sums) = (
                new Dictionary<CustomerId, CustomerCapUse>(),
                new Dictionary<CustomerId, CustomerCapUse>()
            );
            await foreach (
                var some in caps.RowsAsync(partition, cancellationToken)
                    .Chunk(MaxAtOnce)
                    .WithCancellation(cancellationToken)
            )
            {
                foreach (var row in some)
                {
                    var into = row.Claim is null ? uses : sums;
                    into[row.Customer] = into.GetValueOrDefault(row.Customer, CustomerCapUse.None).Plus(row.Use);
                }

                await ClaimsAsync([.. some.Where(row => row.Claim is not null)], cancellationToken);
            }

            foreach (
                var customer in uses
                    .Keys.Union(sums.Keys)
                    .Where(customer => !UseIn(uses, customer).IsSameAs(UseIn(sums, customer)))
            )
            {
                await CustomerAsync(partition, customer, cancellationToken);
            }
        }

        return mismatches;
    }

    private async Task ClaimsAsync(IReadOnlyList<CustomerCapEntry> claims, CancellationToken cancellationToken)
    {
        foreach (var own in claims.GroupBy(claim => claim.Claim!.Partner))
        {
            var outcomes = await store.OutcomesAsync(
                program,
                own.Key,
                own.Select(claim => claim.Claim!.Event),
                cancellationToken
            );
            foreach (
                var claim in own.Where(claim => IsOther(claim.Use, outcomes.GetValueOrDefault(claim.Claim!.Event)))
            )
            {
                await ClaimAsync(claim.Customer, claim.Claim!, cancellationToken);
            }
        }
    }

    // A claim is wrong when it does not change while its outcome is read and differs from that outcome.
    private async Task ClaimAsync(CustomerId customer, CustomerCapClaim claim, CancellationToken cancellationToken)
    {
        var before = await ClaimedAsync(customer, claim.Event, cancellationToken);
        for (var look = 0; look < MaxLooks; look++)
        {
            var outcome = await store.OutcomeAsync(program, claim.Partner, claim.Event, cancellationToken);
            var after = await ClaimedAsync(customer, claim.Event, cancellationToken);
            if (!IsOther(after, outcome))
            {
                return;
            }

            if (after.IsSameAs(before) && look > 0)
            {
                break;
            }

            before = after;
        }

        mismatches.Add(
            $"{claim.Partner}: {claim.Event} claimed {WordsOf(before)} of its customer's caps, but used "
                + "another amount."
        );
    }

    private async Task CustomerAsync(string partition, CustomerId customer, CancellationToken cancellationToken)
    {
        var (used, claimed) = (CustomerCapUse.None, CustomerCapUse.None);
        for (var look = 0; look < MaxLooks; look++)
        {
            var rows = await caps.RowsOfAsync(partition, customer, cancellationToken);
            used = rows.Where(row => row.Claim is null).Aggregate(CustomerCapUse.None, (sum, row) => sum.Plus(row.Use));
            claimed = rows.Where(row => row.Claim is not null)
                .Aggregate(CustomerCapUse.None, (sum, row) => sum.Plus(row.Use));
            if (used.IsSameAs(claimed))
            {
                return;
            }
        }

        mismatches.Add(
            $"{customer}: {WordsOf(used)} of the customer's caps is used, but the claims sum to {WordsOf(claimed)}."
        );
    }

    private async Task<CustomerCapUse> ClaimedAsync(
        CustomerId customer,
        EventId id,
        CancellationToken cancellationToken
    ) => (await caps.ReadAsync(program, [(customer, id)], cancellationToken))[0].ClaimOf(id);

    private static bool IsOther(CustomerCapUse claim, StoredOutcome? outcome) =>
        outcome is not null && !claim.IsSameAs(outcome.CustomerCapUse ?? CustomerCapUse.None);

    private static CustomerCapUse UseIn(Dictionary<CustomerId, CustomerCapUse> all, CustomerId customer) =>
        all.GetValueOrDefault(customer, CustomerCapUse.None);

    private static string WordsOf(CustomerCapUse use) =>
        use.Used.IsEmpty ? "nothing" : string.Join(", ", use.Used.Select(pair => $"{pair.Value} of {pair.Key}"));
}

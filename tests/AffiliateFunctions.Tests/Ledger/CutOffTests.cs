using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Commissions;
using AffiliateFunctions.Ledger.Store;
using Azure;
using Testing;
using Testing.Tables;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>
/// A life of two ledgers in which every single request to storage fails once; what was cut off is asked for again.
/// </summary>
public sealed class CutOffTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int Sales = 100;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_fault_at_any_request_and_a_repeat_come_to_the_same_end(bool answerLost)
    {
        var fault = new StorageFault();
        await using var host = await StartAsync(azurite.TakeAccount(), fault, tables: new MemoryTables());
        fault.Arm(0, answerLost);
        var whole = await LiveAsync(host, 0);
        var requests = fault.Requests;

        for (var failsAt = 1; failsAt <= requests; failsAt++)
        {
            fault.Arm(failsAt, answerLost);
            var end = await LiveAsync(host, failsAt);
            Assert.True(fault.Requests >= failsAt, $"Request {failsAt} never came.");
            Assert.Equal(whole, end);
        }

        fault.Arm(0, answerLost);
        Assert.Empty((await host.Ledger.VerifyAsync(Slug, default)).Mismatches);
        Assert.True(requests > 20, $"The life took only {requests} requests.");
    }

    // The end of the life as text, without what differs from one life to the next.
    private static async Task<string> LiveAsync(LedgerHost host, int life)
    {
        var (first, second) = (PartnerId.Parse($"prt_{life}first"), PartnerId.Parse($"prt_{life}second"));
        LedgerEffect[] sales =
        [
            Sale("shared", 20_000, credited: [first, second]),
            Sale("held", hold: "self_referral", credited: [first]),
            .. Enumerable
                .Range(0, Sales)
                .Select(n => Sale($"sale-{n}", customer: $"customer-{n % 7}", credited: [first])),
        ];

        await UntilItSucceedsAsync(() => host.Accruals.ApplyAsync(Slug, first, sales, default));
        await UntilItSucceedsAsync(() =>
            host.Accruals.ApplyAsync(Slug, second, [Capped("capped-1", second), Capped("capped-2", second)], default)
        );
        await UntilItSucceedsAsync(() => host.Accruals.ApplyAsync(Slug, first, [Capped("capped-3", first)], default));
        await UntilItSucceedsAsync(() =>
            host.Accruals.ApplyAsync(Slug, first, [Refund("refund-1", "shared", 5_000, 1, saleAmount: 20_000)], default)
        );
        await UntilItSucceedsAsync(async () =>
        {
            var held = await host
                .Ledger.CommissionsAsync(Slug, first, default)
                .FirstAsync(c => c.EventId.Value == "held");
            await host.Get<CommissionDecisionService>()
                .DecideAsync(
                    Slug,
                    held.Id.Value,
                    new HoldOrder(HoldDecisionKind.Release, "finance@example.com", "Checked"),
                    default
                );
        });
        await UntilItSucceedsAsync(() => host.Ledger.MatureAsync(Slug, first, SaleAt.AddDays(30), default));
        await UntilItSucceedsAsync(() => host.Ledger.ReserveAsync(Slug, first, November, default));
        await UntilItSucceedsAsync(() =>
            host.Ledger.ReleaseAsync(Slug, first, November, "The bank refused the account.", default)
        );
        await UntilItSucceedsAsync(() => host.Ledger.ReserveAsync(Slug, first, December, default));
        await UntilItSucceedsAsync(() => host.Ledger.PayAsync(Slug, first, December, default));
        await UntilItSucceedsAsync(() =>
            host.Accruals.ApplyAsync(
                Slug,
                first,
                [Refund("refund-2", "shared", 20_000, 2, saleAmount: 20_000)],
                default
            )
        );
        return await UntilItSucceedsAsync(async () =>
            $"{await EndAsync(host, first)}\n{await EndAsync(host, second)}".Replace(
                $"-of-life-{life}",
                string.Empty,
                StringComparison.Ordinal
            )
        );

        // Three sales of one customer, whose cap the second one exhausts: 1,000, then 500, then nothing.
        ConversionEffect Capped(string id, PartnerId partner) =>
            Sale($"{id}-of-life-{life}", customer: $"capped-{life}", credited: [partner]) with
            {
                Rules = new TenPercent(10_000, [partner]) { CustomerCap = 1_500 },
            };
    }

    private static async Task<string> EndAsync(LedgerHost host, PartnerId partner)
    {
        var head = await host.Get<LedgerStore>().HeadAsync(Slug, partner, default);
        var commissions = await host
            .Ledger.CommissionsAsync(Slug, partner, default)
            .Select(c => $"{c.EventId} {c.Rule} {c.Amount} {c.ReversedAmount} {c.Status}")
            .Order()
            .ToListAsync();
        return $"{head.Balance} {head.Postings} {head.Counters.At(SaleAt).Lifetime}\n{string.Join('\n', commissions)}";
    }

    private static async Task<T> UntilItSucceedsAsync<T>(Func<Task<T>> step)
    {
        while (true)
        {
            try
            {
                return await step();
            }
            catch (RequestFailedException fault) when (fault.Status == 0)
            {
                // The connection broke: the caller asks again, as a queue or an orchestration does.
            }
        }
    }

    private static async Task UntilItSucceedsAsync(Func<Task> step) =>
        await UntilItSucceedsAsync(async () =>
        {
            await step();
            return true;
        });
}

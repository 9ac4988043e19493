using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Cycles.Activities;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.Tests.Ledger;
using Testing;
using static AffiliateFunctions.Tests.Payouts.CycleHost;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>The last status of a cycle says that the review of its month is decided, whatever ends first.</summary>
public sealed class ReviewedCyclesTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_settled_attempt_waits_for_the_decision_of_the_review(int attempt)
    {
        await using var host = await PayingAsync(attempt);
        host.Reviews.AreDecided = false;
        Assert.Equal(CycleStatus.Settled, await FinishAsync(host, attempt));

        var cycle = await CycleAsync(host);
        Assert.Equal(CycleStatus.Settled, cycle.Status);
        Assert.Equal("review", (await host.Get<CycleProgress>().OfAsync(cycle, default))!.Step);

        await DecideAsync(host);
        Assert.Equal(CycleStatus.Reviewed, (await CycleAsync(host)).Status);
        Assert.Null(await host.Get<CycleProgress>().OfAsync(await CycleAsync(host), default));
    }

    [Fact]
    public async Task A_decision_before_the_settlement_ends_no_cycle_early()
    {
        await using var host = await PayingAsync(attempt: 0);
        await DecideAsync(host);
        Assert.Equal(CycleStatus.Paying, (await CycleAsync(host)).Status);

        Assert.Equal(CycleStatus.Reviewed, await FinishAsync(host, attempt: 0));
        Assert.Equal(CycleStatus.Reviewed, (await CycleAsync(host)).Status);
    }

    [Fact]
    public async Task A_decision_on_a_month_without_a_cycle_is_ignored()
    {
        await using var host = await StartAsync(azurite.TakeAccount(), new StorageFault());
        await DecideAsync(host);
        Assert.Null(await host.Get<CycleStore>().FindAsync(Slug, Key.Period, default));
    }

    private static async Task<CycleStatus> FinishAsync(CycleHost host, int attempt)
    {
        var key = Key with { Attempt = attempt };
        await new FinishSettlement(host.Get<CycleStore>(), host.Clock).RunAsync(key, default);
        return await new FinishCycle(host.Get<CycleStore>(), host.Reviews).RunAsync(key, default);
    }

    private static async Task DecideAsync(CycleHost host)
    {
        host.Reviews.AreDecided = true;
        await host.Get<IReviewListener>().EndedAsync(Slug, Key.Period, default);
    }

    private static Task<StoredCycle> CycleAsync(CycleHost host) =>
        host.Get<CycleStore>().RequireAsync(Slug, Key.Period, default);

    private async Task<CycleHost> PayingAsync(int attempt)
    {
        var host = await StartAsync(azurite.TakeAccount(), new StorageFault());
        await host.Get<CycleStore>()
            .BeginAsync(
                new StoredCycle
                {
                    Program = Slug,
                    Period = Key.Period,
                    Attempt = attempt,
                    Status = CycleStatus.Paying,
                    StartedBy = "key",
                    StartedAt = host.Clock.GetUtcNow(),
                    Currency = "USD",
                },
                default
            );
        return host;
    }
}

using AffiliateFunctions.Tests.Ledger;
using Testing;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>
/// A cycle of fifty partners in which one of twenty requests to storage fails at random, before it is sent or with its
/// answer lost. The client sends a request again, so that it meets what it has stored itself; when that fails too, the
/// activity is interrupted, and is repeated or the whole cycle is. Everything ends as without faults.
/// </summary>
public sealed class CycleUnderFaultsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int Groups = 10;
    private const int OneOf = 20;

    private readonly string storage = azurite.TakeAccount();

    [Theory]
    [InlineData(1, true)]
    [InlineData(20261130, true)]
    [InlineData(7919, false)]
    public async Task A_cycle_of_50_partners_in_which_each_20th_request_fails_ends_the_same(
        int seed,
        bool repeatsActivities
    )
    {
        var (whole, _) = await RunAsync(seed, isFaulty: false, repeatsActivities);
        var (end, faults) = await RunAsync(seed, isFaulty: true, repeatsActivities);

        Assert.Equal(
            (20, 10, 10),
            (Count(end, "\nprt_paid"), Count(end, "\nprt_failing"), Count(end, "\nprt_without"))
        );
        Assert.True(whole == end, $"Seed {seed} changed the end:\n{CycleMonth.Difference(whole, end)}");
        Assert.True(faults.Requests > 500, $"The cycle took only {faults.Requests} requests.");

        // Each kind of fault is expected once in 40 requests. Which requests are made depends on what has failed before.
        Assert.InRange(faults.NotSent, 3, faults.Requests / 15);
        Assert.InRange(faults.AnswersLost, 3, faults.Requests / 15);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private async Task<(string End, RandomFaults Faults)> RunAsync(int seed, bool isFaulty, bool repeatsActivities)
    {
        var faults = new RandomFaults(seed, OneOf);
        await using var host = await CycleHost.StartAsync(storage, faults, retries: 1);
        var month = new CycleMonth(host, Groups);
        await month.EarnAsync();
        faults.IsArmed = isFaulty;
        await month.RunAsync(repeatsActivities);
        faults.IsArmed = false;
        return (await month.EndAsync(), faults);
    }
}

using AffiliateFunctions.Tests.Ledger;
using Testing;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>
/// A month in which every single request to storage fails once: before it is sent, or with its answer lost. Whatever
/// failed, and whether the step is repeated or the whole cycle is started again, nothing is paid twice, nothing is
/// stuck, and cycle, payouts, files, ledger, audit, e-mails and webhooks end the same.
/// </summary>
public sealed class CycleCutOffTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private readonly string storage = azurite.TakeAccount();

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public async Task A_fault_at_any_request_of_a_cycle_comes_to_the_same_end(bool answerLost, bool repeatsActivities)
    {
        var (whole, requests) = await RunAsync(failsAt: 0, answerLost, repeatsActivities);
        Assert.True(requests > 40, $"The cycle took only {requests} requests.");

        for (var failsAt = 1; failsAt <= requests; failsAt++)
        {
            var (end, sent) = await RunAsync(failsAt, answerLost, repeatsActivities);
            Assert.True(sent >= failsAt, $"Request {failsAt} never came.");
            Assert.True(
                whole == end,
                $"A fault of request {failsAt} changed the end:\n{CycleMonth.Difference(whole, end)}"
            );
        }
    }

    private async Task<(string End, int Requests)> RunAsync(int failsAt, bool answerLost, bool repeatsActivities)
    {
        var fault = new StorageFault();
        await using var host = await CycleHost.StartAsync(storage, fault);
        var month = new CycleMonth(host);
        await month.EarnAsync();
        fault.Arm(failsAt, answerLost);
        await month.RunAsync(repeatsActivities);
        var requests = fault.Requests;
        fault.Arm(0, answerLost: false);
        return (await month.EndAsync(), requests);
    }
}

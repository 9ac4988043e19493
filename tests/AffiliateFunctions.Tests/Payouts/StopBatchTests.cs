using AffiliateFunctions.Audit;
using AffiliateFunctions.Governance;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Rails.Activities;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.OutgoingWebhooks;
using Microsoft.Extensions.DependencyInjection;
using Testing;
using static AffiliateFunctions.Tests.Payouts.CycleHost;
using static AffiliateFunctions.Tests.Payouts.PayPalScene;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>A person stops a batch that PayPal keeps rejecting, and never one that PayPal may have.</summary>
public sealed class StopBatchTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private readonly string storage = azurite.TakeAccount();

    [Fact]
    public async Task The_amounts_of_a_stopped_batch_are_payable_again_and_it_is_never_sent()
    {
        await using var scene = await RejectedAsync();
        Assert.Contains(
            "/cycles/2026-12/files/payments-2026-12-paypal-usd.json/stop",
            Assert.Single(scene.Mails, mail => mail.Subject.Contains("need your attention")).Text,
            StringComparison.Ordinal
        );

        var (status, body) = await scene.StopAsync();
        scene.PayPal.Fault = null;
        await scene.SendAsync();
        await scene.ReleaseAsync();

        Assert.Equal(202, status);
        Assert.Contains("\"state\":\"stopped\"", body, StringComparison.Ordinal);
        var batch = await scene.BatchAsync();
        Assert.Equal(("fay@example.com", scene.Host.Clock.GetUtcNow()), (batch.StoppedBy, batch.StoppedAt));
        Assert.Equal((1, 0), (scene.PayPal.Sent, scene.PayPal.Batches.Count));
        foreach (var (partner, amount) in new[] { (AdaId, 1_000L), (BobId, 2_000L) })
        {
            var balance = await scene.BalanceAsync(partner);
            Assert.Equal((amount, 0, 0), (balance.Payable, balance.InPayout, balance.Paid));
            var payout = await scene.PayoutAsync(partner);
            Assert.Equal(
                (PayoutStatus.Failed, "PayPal has not accepted the payment, and it was stopped."),
                (payout.Status, payout.Reason)
            );
        }

        Assert.False(await scene.PollAsync());
        Assert.Equal(SettlementState.Settled, await scene.Create<CheckSettlement>().RunAsync(Key, default));
        // The payout details are not the reason.
        Assert.DoesNotContain(scene.Mails, mail => mail.To.StartsWith("prt_", StringComparison.Ordinal));
        Assert.Equal(
            2,
            ((HeardWebhooks)scene.Host.Get<IWebhooks>()).Of(Slug).Count(told => told.StartsWith("payout.failed"))
        );
    }

    [Fact]
    public async Task The_decision_is_audited_with_its_person_and_reason_and_the_first_one_counts()
    {
        await using var scene = await RejectedAsync();
        await scene.StopAsync();
        var again = await scene.StopAsync(body: """{"stopped_by": "eve@example.com", "reason": "Again"}""");
        await scene.ReleaseAsync();
        await scene.ReleaseAsync();

        Assert.Equal((202, "fay@example.com"), (again.Status, (await scene.BatchAsync()).StoppedBy));
        var audit = await scene.Host.Get<AuditLog>().ReadAsync(Slug, after: null, default).ToListAsync();
        var record = Assert.Single(audit, record => record.Text.Text.Contains("payouts_stopped")).Text.Text;
        Assert.Contains("fay@example.com", record, StringComparison.Ordinal);
        Assert.Contains(
            "2 payouts of 30.00 USD, is stopped: unsent after 1 requests. The account is not funded.",
            record,
            StringComparison.Ordinal
        );
        Assert.Equal(2, audit.Count(other => other.Text.Text.Contains("payout_failed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_batch_that_PayPal_has_refused_for_good_is_stopped_too()
    {
        await using var scene = await StartAsync(storage);
        scene.PayPal.Fault = PayPalFault.Invalid;
        await scene.HandOverAsync();

        Assert.Equal(202, (await scene.StopAsync()).Status);
        await scene.ReleaseAsync();
        Assert.Equal(1_000, (await scene.BalanceAsync(AdaId)).Payable);
    }

    [Fact]
    public async Task A_rejected_batch_can_be_stopped_after_the_app_has_given_it_up()
    {
        await using var scene = await RejectedAsync();
        await scene.Create<EndPayoutRails>().RunAsync(Key, default);

        Assert.Equal(202, (await scene.StopAsync()).Status);
        await scene.ReleaseAsync();
        Assert.Equal(1_000, (await scene.BalanceAsync(AdaId)).Payable);
    }

    [Theory]
    [InlineData(PayPalFault.AnswerLost, "may have the batch")]
    [InlineData(PayPalFault.Internal, "may have the batch")]
    [InlineData(null, "has the batch and reports")]
    public async Task A_batch_that_PayPal_may_have_is_not_stopped(PayPalFault? fault, string words)
    {
        await using var scene = await StartAsync(storage);
        scene.PayPal.Fault = fault;
        await scene.HandOverAsync();
        // Rejections after a request without an answer prove nothing.
        scene.PayPal.Fault = PayPalFault.NoFunds;
        await scene.SendAsync();

        var (status, body) = await scene.StopAsync();

        Assert.Equal(409, status);
        Assert.Contains(words, body, StringComparison.Ordinal);
        Assert.Equal(1_000, (await scene.BalanceAsync(AdaId)).InPayout);
    }

    [Fact]
    public async Task A_wrong_name_and_a_decision_without_person_or_reason_are_refused()
    {
        await using var scene = await RejectedAsync();
        Assert.Equal(404, (await scene.StopAsync("none.json")).Status);
        var (status, body) = await scene.StopAsync(body: """{"stopped_by": "fay", "reason": " "}""");
        Assert.Equal(400, status);
        Assert.Contains("/stopped_by", body, StringComparison.Ordinal);
        Assert.Contains("/reason", body, StringComparison.Ordinal);
        Assert.Equal(BatchState.Unsent, (await scene.BatchAsync()).State);
    }

    [Fact]
    public async Task A_stop_at_any_moment_of_a_request_pays_nobody_twice()
    {
        var ends = new HashSet<(int Status, BatchState State, int Batches)>();
        var haveMet = true;
        for (var number = 1; haveMet; number++)
        {
            var between = new BetweenRequests();
            await using var scene = await StartAsync(storage, between);
            scene.PayPal.Fault = PayPalFault.NoFunds;
            await scene.HandOverAsync();
            scene.PayPal.Fault = null;
            (haveMet, var status) = (false, 0);
            between.Before = async request =>
            {
                if (request == number)
                {
                    haveMet = true;
                    status = (await scene.StopAsync()).Status;
                }
            };
            await scene.SendAsync();
            between.Before = null;
            await scene.ReleaseAsync();

            var state = (await scene.BatchAsync()).State!.Value;
            var paid = scene.PayPal.Batches.Count;
            Assert.Equal(state == BatchState.Stopped ? (1_000, 0) : (0, 1_000), await AmountsAsync(scene));
            Assert.Equal(state == BatchState.Stopped ? 0 : 1, paid);
            ends.Add((status, state, paid));
        }

        Assert.Equal(
            [(0, BatchState.Sent, 1), (202, BatchState.Stopped, 0), (409, BatchState.Sent, 1)],
            ends.OrderBy(end => end.Status)
        );
    }

    [Fact]
    public async Task A_second_run_does_not_take_a_request_under_way_for_a_rejected_one()
    {
        var between = new BetweenRequests();
        await using var scene = await StartAsync(storage, between);
        scene.PayPal.Fault = PayPalFault.NoFunds;
        await scene.HandOverAsync();

        // Another run stores that it sends, and is interrupted, after this run has read that nothing was sent.
        await InterruptedAsync(scene, between);

        Assert.Equal(BatchState.Sending, (await scene.BatchAsync()).State);
        Assert.Equal(409, (await scene.StopAsync()).Status);
    }

    [Fact]
    public async Task A_rejected_batch_is_a_reason_of_degraded_health_and_a_step_that_waits_for_finance()
    {
        await using var scene = await RejectedAsync();
        var source = scene.Host.Get<IHealthSource>();
        Assert.Equal("rejected_batches", source.Reason);
        Assert.True(await source.IsPresentAsync(default));
        Assert.Null(Assert.Single(await RunsAsync(scene)).EndedAt);

        await scene.StopAsync();

        Assert.False(await source.IsPresentAsync(default));
        Assert.Equal((await scene.BatchAsync()).StoppedAt, Assert.Single(await RunsAsync(scene)).EndedAt);

        await using var other = await RejectedAsync();
        scene.PayPal.Fault = null;
        other.PayPal.Fault = null;
        await other.SendAsync();
        Assert.False(await other.Host.Get<IHealthSource>().IsPresentAsync(default));
    }

    private async Task<PayPalScene> RejectedAsync()
    {
        var scene = await StartAsync(storage);
        scene.PayPal.Fault = PayPalFault.NoFunds;
        await scene.HandOverAsync();
        Assert.Equal(BatchState.Unsent, (await scene.BatchAsync()).State);
        return scene;
    }

    private static async Task InterruptedAsync(PayPalScene scene, BetweenRequests between)
    {
        var cycle = await scene.CycleAsync();
        between.Before = async request =>
        {
            // The first request of a run reads the cycle.
            if (request == 2)
            {
                await scene
                    .Host.Get<CycleStore>()
                    .ChangeAsync(
                        Slug,
                        Key.Period,
                        stored =>
                            stored.WithFile(
                                cycle.Files[0].Name,
                                file => file with { State = BatchState.Sending, Attempts = file.Attempts + 1 }
                            ),
                        default
                    );
            }
        };
        await scene.SendAsync();
        between.Before = null;
    }

    private static async Task<(long Payable, long InPayout)> AmountsAsync(PayPalScene scene)
    {
        var balance = await scene.BalanceAsync(AdaId);
        return (balance.Payable, balance.InPayout);
    }

    private static async Task<List<StepRun>> RunsAsync(PayPalScene scene) =>
        await scene
            .Host.Services.GetServices<IProcessSource>()
            .OfType<CycleProcess>()
            .Single()
            .RunsAsync(Slug, DateTimeOffset.MinValue, default)
            .Where(run => run.Step == "send_payouts")
            .ToListAsync();
}

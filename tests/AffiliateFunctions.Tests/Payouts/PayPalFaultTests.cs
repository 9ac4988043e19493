using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;
using Testing;
using static AffiliateFunctions.Tests.Payouts.PayPalScene;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>PayPal rejects, is away, or its answers are lost: nobody is paid twice, and no amount is lost.</summary>
public sealed class PayPalFaultTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private readonly string storage = azurite.TakeAccount();

    [Fact]
    public async Task A_batch_whose_answer_was_lost_is_found_by_sending_it_again()
    {
        await using var scene = await StartAsync(storage);
        scene.PayPal.Fault = PayPalFault.AnswerLost;

        var cycle = await scene.HandOverAsync();
        scene.PayPal.Fault = null;
        await scene.FollowAsync();

        Assert.Equal((BatchState.Sending, null), (cycle.Files[0].State, cycle.Files[0].BatchId));
        var batch = Assert.Single(scene.PayPal.Batches);
        Assert.Equal((2, batch.Id), (scene.PayPal.Sent, (await scene.BatchAsync()).BatchId));
        Assert.Equal([$"{Ada} 10.00 USD", $"{Bob} 20.00 USD"], batch.Payments);
        Assert.Equal(PayoutStatus.Paid, (await scene.PayoutAsync(AdaId)).Status);
    }

    [Theory]
    [InlineData(PayPalFault.TooManyRequests, "429 RATE_LIMIT_REACHED")]
    [InlineData(PayPalFault.Internal, "500 INTERNAL_ERROR")]
    [InlineData(PayPalFault.NoFunds, "422 INSUFFICIENT_FUNDS")]
    public async Task A_batch_that_PayPal_does_not_accept_now_is_sent_again_and_finance_is_told_once(
        PayPalFault fault,
        string words
    )
    {
        await using var scene = await StartAsync(storage);
        scene.PayPal.Fault = fault;

        await scene.HandOverAsync();
        var waiting = (await scene.Host.Get<CycleProgress>().OfAsync(await scene.CycleAsync(), default))!;
        var waits = await scene.FollowAsync(age => scene.PayPal.Fault = age < TimeSpan.FromMinutes(50) ? fault : null);

        Assert.Equal("finance@example.com", waiting.Who);
        Assert.Contains(words, waiting.Next, StringComparison.Ordinal);
        Assert.Equal((4, 6, 1), (waits, scene.PayPal.Sent, scene.PayPal.Batches.Count));
        Assert.Single(scene.Mails, mail => mail.Subject.Contains("need your attention", StringComparison.Ordinal));
        Assert.Equal(PayoutStatus.Paid, (await scene.PayoutAsync(AdaId)).Status);
        Assert.Null((await scene.BatchAsync()).Problem);
    }

    [Fact]
    public async Task Wrong_credentials_send_nothing_until_they_are_corrected()
    {
        await using var scene = await StartAsync(storage);
        scene.PayPal.Secret = "another";

        await scene.HandOverAsync();
        var (status, body) = await scene.ImportAsync("prt_ada,failed,,not sent");

        Assert.Equal((0, BatchState.Unsent), (scene.PayPal.Sent, (await scene.BatchAsync()).State));
        Assert.Equal("PayPal answered 401 invalid_client.", (await scene.BatchAsync()).Problem);
        Assert.Equal(409, status);
        Assert.Contains("/1/payout_id", body, StringComparison.Ordinal);

        scene.PayPal.Secret = "secret";
        await scene.FollowAsync();
        Assert.Equal(PayoutStatus.Paid, (await scene.PayoutAsync(AdaId)).Status);
    }

    [Fact]
    public async Task A_batch_that_PayPal_rejects_for_good_is_not_sent_again_and_can_be_imported_as_failed()
    {
        await using var scene = await StartAsync(storage);
        scene.PayPal.Fault = PayPalFault.Invalid;

        await scene.HandOverAsync();
        scene.PayPal.Fault = null;
        var waits = await scene.FollowAsync();

        Assert.Equal((0, 1, 0), (waits, scene.PayPal.Sent, scene.PayPal.Batches.Count));
        var batch = await scene.BatchAsync();
        Assert.Equal(BatchState.Refused, batch.State);
        Assert.Contains("items[0].receiver: Receiver is invalid", batch.Problem, StringComparison.Ordinal);
        Assert.Equal(1_000, (await scene.BalanceAsync(AdaId)).InPayout);
        Assert.Equal(200, (await scene.ImportAsync("prt_ada,failed,,rejected\nprt_bob,failed,,rejected")).Status);
        Assert.Equal(1_000, (await scene.BalanceAsync(AdaId)).Payable);
    }

    [Fact]
    public async Task A_batch_that_PayPal_may_have_is_not_given_up_when_PayPal_rejects_its_repeat()
    {
        await using var scene = await StartAsync(storage);
        scene.PayPal.Fault = PayPalFault.AnswerLost;
        await scene.HandOverAsync();

        scene.PayPal.Fault = PayPalFault.Invalid;
        await scene.SendAsync();

        var batch = await scene.BatchAsync();
        Assert.Equal((BatchState.Sending, 2), (batch.State, batch.Attempts));
        Assert.Equal(409, (await scene.ImportAsync("prt_ada,failed,,rejected")).Status);
        scene.PayPal.Fault = null;
        await scene.FollowAsync();
        Assert.Equal(PayoutStatus.Paid, (await scene.PayoutAsync(AdaId)).Status);
        Assert.Single(scene.PayPal.Batches);
    }

    [Fact]
    public async Task A_batch_that_was_rejected_for_weeks_is_sent_when_there_is_money()
    {
        await using var scene = await StartAsync(storage);
        scene.PayPal.Fault = PayPalFault.NoFunds;
        await scene.HandOverAsync();

        await scene.FollowAsync(age => scene.PayPal.Fault = age < TimeSpan.FromDays(30) ? PayPalFault.NoFunds : null);

        Assert.Equal(PayoutStatus.Paid, (await scene.PayoutAsync(AdaId)).Status);
        Assert.Single(scene.PayPal.Batches);
    }

    [Fact]
    public async Task A_batch_that_PayPal_might_not_recognise_any_more_is_never_sent_again()
    {
        await using var scene = await StartAsync(storage);
        scene.PayPal.Fault = PayPalFault.AnswerLost;
        await scene.HandOverAsync();
        scene.PayPal.Fault = null;

        scene.Host.Clock.Advance(TimeSpan.FromDays(25) + TimeSpan.FromMinutes(1));
        await scene.SendAsync();

        Assert.Equal(1, scene.PayPal.Sent);
        Assert.Equal(BatchState.Unclear, (await scene.BatchAsync()).State);
        Assert.Equal(1_000, (await scene.BalanceAsync(AdaId)).InPayout);
        Assert.Contains(
            scene.Mails,
            mail => mail.Text.Contains("not confirmed the batch within 25 days", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(503, null)]
    [InlineData(429, null)]
    [InlineData(403, "PayPal answered 403 INTERNAL_ERROR.")]
    public async Task Results_that_cannot_be_read_book_nothing_until_they_can(int status, string? problem)
    {
        await using var scene = await StartAsync(storage);
        await scene.HandOverAsync();
        scene.PayPal.ReportFault = status;

        Assert.True(await scene.PollAsync());

        Assert.Equal(problem, (await scene.BatchAsync()).Problem);
        Assert.Equal(
            problem is null ? 0 : 1,
            scene.Mails.Count(mail => mail.Subject.Contains("need your attention", StringComparison.Ordinal))
        );
        Assert.Equal(1_000, (await scene.BalanceAsync(AdaId)).InPayout);
        scene.PayPal.ReportFault = null;
        Assert.False(await scene.PollAsync());
        Assert.Null((await scene.BatchAsync()).Problem);
    }

    [Fact]
    public async Task Payouts_that_are_not_reserved_are_not_sent()
    {
        await using var scene = await StartAsync(storage);
        scene.PayPal.Fault = PayPalFault.NoFunds;
        await scene.HandOverAsync();
        scene.PayPal.Fault = null;
        await scene
            .Host.Get<CycleStore>()
            .RewordPayoutAsync(
                CycleHost.Slug,
                CycleHost.Key.Period,
                AdaId,
                payout => payout with { Status = PayoutStatus.Failed },
                default
            );

        await Assert.ThrowsAsync<InvalidOperationException>(scene.SendAsync);

        Assert.Empty(scene.PayPal.Batches);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_fault_of_storage_at_any_request_pays_nobody_twice(bool answerLost)
    {
        for (var (failsAt, requests) = (1, 1); failsAt <= requests; failsAt++)
        {
            await using var scene = await StartAsync(storage);
            scene.Storage.Arm(failsAt, answerLost);
            await scene.HandOverAsync();
            await scene.FollowAsync();
            requests = scene.Storage.Requests;
            scene.Storage.Arm(0, answerLost);

            Assert.Equal([$"{Ada} 10.00 USD", $"{Bob} 20.00 USD"], Assert.Single(scene.PayPal.Batches).Payments);
            Assert.Equal(BatchState.Sent, (await scene.BatchAsync()).State);
            Assert.Equal(PayoutStatus.Paid, (await scene.PayoutAsync(AdaId)).Status);
            Assert.Equal(PayoutStatus.Paid, (await scene.PayoutAsync(BobId)).Status);
            Assert.Equal(1_000, (await scene.BalanceAsync(AdaId)).Paid);
            Assert.True(requests > 30, $"The month took only {requests} requests.");
        }
    }
}

using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Tests.OutgoingWebhooks;
using Testing;
using static AffiliateFunctions.Tests.Payouts.CycleHost;
using static AffiliateFunctions.Tests.Payouts.PayPalScene;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>Payouts through PayPal's API: each partner is paid once, and only PayPal says what became of it.</summary>
public sealed class PayPalPayoutTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private readonly string storage = azurite.TakeAccount();

    [Fact]
    public async Task Approved_payouts_are_sent_as_one_batch_and_booked_as_PayPal_reports_them()
    {
        await using var scene = await StartAsync(storage);

        var cycle = await scene.HandOverAsync();
        var waits = await scene.FollowAsync();

        var batch = Assert.Single(scene.PayPal.Batches);
        Assert.Equal([$"{Ada} 10.00 USD", $"{Bob} 20.00 USD"], batch.Payments);
        Assert.Equal($"{Slug}-2026-12-1-1", batch.SenderId);
        var file = Assert.Single(cycle.Files);
        Assert.Equal(
            ("paypal", batch.Id, BatchState.Sent, 2, 3_000, "payments-2026-12-paypal-usd.json"),
            (file.Rail, file.BatchId, file.State, file.Payouts, file.Total, file.Name)
        );
        Assert.Equal((0, null), (waits, (await scene.BatchAsync()).Problem));
        var payout = await scene.PayoutAsync(BobId);
        Assert.Equal(
            (PayoutStatus.Paid, "paypal", batch.Id, $"TX{batch.Id}0001"),
            (payout.Status, payout.Rail, payout.BatchId, payout.Reference)
        );
        Assert.Equal((1_000, 0), await PaidAndReservedAsync(scene, AdaId));
        Assert.Equal(
            [$"payout.paid {await IdAsync(scene, AdaId)}", $"payout.paid {await IdAsync(scene, BobId)}"],
            ((HeardWebhooks)scene.Host.Get<IWebhooks>())
                .Of(Slug)
                .Where(told => told.StartsWith("payout", StringComparison.Ordinal))
        );
        var audit = await scene.Host.Get<AuditLog>().ReadAsync(Slug, after: null, default).ToListAsync();
        Assert.Single(audit, record => record.Text.Text.Contains("payouts_sent", StringComparison.Ordinal));
        Assert.Equal(2, audit.Count(record => record.Text.Text.Contains("payout_paid", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_approval_says_that_PayPal_pays_at_once_and_finance_gets_the_id_of_the_batch()
    {
        await using var scene = await StartAsync(storage);

        await scene.HandOverAsync();

        Assert.Contains(
            new ApprovalFact("Sent by the API of PayPal after the last approval", "2 payouts, 30.00 USD"),
            (await scene.Host.Get<ApprovalStore>().FindAsync(Slug, scene.Requests[0].Id, default))!.Request.Facts
        );
        var mail = Assert.Single(scene.Mails, mail => mail.Subject.Contains("by PayPal", StringComparison.Ordinal));
        Assert.Equal("finance@example.com", mail.To);
        Assert.Contains("2 payouts of 30.00 USD are sent by PayPal's API", mail.Text, StringComparison.Ordinal);
        Assert.Contains($"batch {scene.PayPal.Batches[0].Id}", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("download the files", mail.Text, StringComparison.Ordinal);
        var waitingFor = await WaitingForAsync(scene);
        Assert.Equal(("settlement", null), (waitingFor.Step, waitingFor.Who));
        Assert.StartsWith("PayPal is asked for the results", waitingFor.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bank_file_and_a_batch_of_one_month_are_settled_each_in_its_way()
    {
        await using var scene = await StartAsync(storage);
        var carl = PartnerId.Parse("prt_carl");
        var account = new Dictionary<string, string>
        {
            ["account_holder"] = "Carl",
            ["routing_number"] = "021000021",
            ["account_number"] = "123456789",
            ["account_type"] = "checking",
        };
        await scene.EarnAsync(carl, new PayoutDetails("ach", account), 30_000);
        scene.PayPal.Statuses[Ada] = ("UNCLAIMED", null);

        var cycle = await scene.HandOverAsync();
        await scene.PollAsync();
        var before = await WaitingForAsync(scene);
        var (status, _) = await scene.ImportAsync($"{carl},paid,REF-1,");

        Assert.Equal(["file", "paypal"], cycle.Files.Select(file => file.Rail));
        var mail = Assert.Single(
            scene.Mails,
            mail => mail.Subject.StartsWith("Payment files", StringComparison.Ordinal)
        );
        Assert.Contains("1 payouts of 30.00 USD. Please download the files", mail.Text, StringComparison.Ordinal);
        Assert.Contains("2 payouts of 30.00 USD are sent by PayPal's API", mail.Text, StringComparison.Ordinal);
        Assert.Equal(("finance@example.com", 200, null), (before.Who, status, (await WaitingForAsync(scene)).Who));
        Assert.Equal((3_000, 0), await PaidAndReservedAsync(scene, carl));

        // Only what nobody reports is asked for.
        scene.Host.Clock.Advance(TimeSpan.FromDays(20));
        Assert.Equal(SettlementState.StatementsDue, await scene.Create<CheckSettlement>().RunAsync(Key, default));
        Assert.DoesNotContain(scene.Mails, sent => sent.Subject.Contains("are missing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_payment_that_fails_is_payable_again_and_the_others_are_paid()
    {
        await using var scene = await StartAsync(storage);
        scene.PayPal.Statuses[Ada] = ("FAILED", "RECEIVER_ACCOUNT_LOCKED");

        await scene.HandOverAsync();
        await scene.FollowAsync();

        var failed = await scene.PayoutAsync(AdaId);
        Assert.Equal((PayoutStatus.Failed, "RECEIVER_ACCOUNT_LOCKED (FAILED)"), (failed.Status, failed.Reason));
        Assert.Equal(1_000, (await scene.BalanceAsync(AdaId)).Payable);
        Assert.Equal(PayoutStatus.Paid, (await scene.PayoutAsync(BobId)).Status);
    }

    [Theory]
    [InlineData("UNCLAIMED")]
    [InlineData("ONHOLD")]
    [InlineData("BLOCKED")]
    [InlineData("PENDING")]
    [InlineData("SOMETHING_NEW")]
    public async Task A_payment_without_a_result_stays_reserved_until_PayPal_returns_it(string status)
    {
        await using var scene = await StartAsync(storage);
        scene.PayPal.Statuses[Ada] = (status, "RECEIVER_UNREGISTERED");
        await scene.HandOverAsync();

        Assert.True(await scene.PollAsync());
        Assert.Equal((0, 1_000), await PaidAndReservedAsync(scene, AdaId));
        var waits = await scene.FollowAsync(age =>
        {
            if (age > TimeSpan.FromDays(30))
            {
                scene.PayPal.Statuses[Ada] = ("RETURNED", null);
            }
        });

        // Eight questions in two hours, one an hour to the end of the day, one a day until the thirty-first.
        Assert.Equal(8 + 22 + 30, waits);
        var returned = await scene.PayoutAsync(AdaId);
        Assert.Equal((PayoutStatus.Failed, "RETURNED"), (returned.Status, returned.Reason));
        Assert.Equal(1_000, (await scene.BalanceAsync(AdaId)).Payable);
        Assert.Single(scene.PayPal.Batches);
    }

    [Fact]
    public async Task After_35_days_finance_is_asked_to_look_up_what_PayPal_does_not_report()
    {
        await using var scene = await StartAsync(storage);
        scene.PayPal.Statuses[Ada] = ("ONHOLD", null);
        await scene.HandOverAsync();
        var (before, _) = await scene.ImportAsync("prt_ada,failed,,by hand");

        await scene.FollowAsync();

        Assert.Equal(409, before);
        Assert.Equal(BatchState.Unclear, (await scene.BatchAsync()).State);
        Assert.Equal((0, 1_000), await PaidAndReservedAsync(scene, AdaId));
        Assert.Contains(
            scene.Mails,
            mail => mail.Text.Contains("not reported all results within 35 days", StringComparison.Ordinal)
        );
        Assert.Equal(200, (await scene.ImportAsync("prt_ada,paid,by hand,")).Status);
        Assert.Equal((1_000, 0), await PaidAndReservedAsync(scene, AdaId));
    }

    [Fact]
    public async Task A_payment_that_comes_back_after_it_was_paid_is_returned()
    {
        await using var scene = await StartAsync(storage);
        await scene.HandOverAsync();
        await scene.FollowAsync();

        scene.PayPal.Statuses[Ada] = ("REFUNDED", null);
        await scene.PollAsync();

        Assert.Equal(PayoutStatus.Returned, (await scene.PayoutAsync(AdaId)).Status);
        Assert.Equal(1_000, (await scene.BalanceAsync(AdaId)).Payable);
    }

    [Fact]
    public async Task A_batch_with_more_than_a_page_is_read_to_its_end()
    {
        await using var scene = await StartAsync(storage);
        scene.PayPal.MaxPage = 1;

        await scene.HandOverAsync();

        Assert.False(await scene.PollAsync());
        Assert.Equal(PayoutStatus.Paid, (await scene.PayoutAsync(BobId)).Status);
    }

    [Fact]
    public async Task Amounts_that_differ_are_not_booked_and_finance_is_told()
    {
        await using var scene = await StartAsync(storage);
        await scene.HandOverAsync();
        scene.PayPal.Batches[0].Items[0]!["amount"]!["value"] = "1000.00";

        Assert.True(await scene.PollAsync());

        Assert.Equal((0, 1_000), await PaidAndReservedAsync(scene, AdaId));
        Assert.Equal(PayoutStatus.Paid, (await scene.PayoutAsync(BobId)).Status);
        Assert.Contains("has another amount", (await scene.BatchAsync()).Problem, StringComparison.Ordinal);
        Assert.Single(scene.Mails, mail => mail.Text.Contains("has another amount", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_credentials_PayPal_gets_a_file_as_before()
    {
        await using var scene = await StartAsync(
            storage,
            ("Payouts:PayPal:ClientId", string.Empty),
            ("Payouts:PayPal:ClientSecret", string.Empty)
        );

        var file = Assert.Single((await scene.HandOverAsync()).Files);

        Assert.Equal(("payments-2026-12-paypal-usd.csv", "file", null), (file.Name, file.Rail, file.State));
        Assert.Equal(0, scene.PayPal.Sent);
        Assert.Contains(scene.Mails, mail => mail.Text.Contains("download the files", StringComparison.Ordinal));
        Assert.Equal(200, (await scene.ImportAsync("prt_ada,paid,REF,")).Status);
    }

    private static async Task<string> IdAsync(PayPalScene scene, PartnerId partner) =>
        (await scene.PayoutAsync(partner)).Id;

    private static async Task<(long Paid, long Reserved)> PaidAndReservedAsync(PayPalScene scene, PartnerId partner)
    {
        var balance = await scene.BalanceAsync(partner);
        return (balance.Paid, balance.InPayout);
    }

    private static async Task<WaitingFor> WaitingForAsync(PayPalScene scene) =>
        (await scene.Host.Get<CycleProgress>().OfAsync(await scene.CycleAsync(), default))!;
}

using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Adjustments;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Commissions;
using AffiliateFunctions.Tests.OutgoingWebhooks;
using Microsoft.DurableTask.Client;
using Moq;
using Testing;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>What persons post by hand, in the ledger.</summary>
public sealed class LedgerAdjustmentsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly CommissionVoid Fraud = new(
        AdjustmentId.Parse("adj_void"),
        VoidReason.Fraud,
        "finance@example.com",
        SaleAt.AddDays(5)
    );

    [Fact]
    public async Task A_bonus_is_posted_once_and_is_a_line_of_the_next_payout_although_its_period_has_ended()
    {
        await using var host = await StartAsync(azurite.TakeAccount());

        var posted = await Task.WhenAll(PostAsync(host, "adj_1", 5_000), PostAsync(host, "adj_1", 5_000));

        Assert.Equal(posted[0], posted[1]);
        Assert.Equal((0, 5_000), (posted[0].DueBefore, posted[0].DueAfter));
        Assert.Equal(new PartnerBalance(0, 0, 5_000, 0, 0, 0, "USD"), await BalanceAsync(host));
        var october = new PayoutRun(Period.Parse("2026-10"), SaleAt.AddDays(-4));
        Assert.Equal(5_000, (await host.Ledger.DueAsync(Slug, Partner, october, default)).Amount);
        var line = Assert.Single((await host.Ledger.ReserveAsync(Slug, Partner, october, default)).Lines);
        Assert.Equal(
            (posted[0].Line, 5_000, "Bonus (adj_1) of 2026-11-06: Ten deals in a quarter."),
            (line.Commission, line.Amount, line.Text)
        );
        await host.Ledger.PayAsync(Slug, Partner, october.Period, default);
        Assert.Equal(new PartnerBalance(0, 0, 0, 0, 5_000, 0, "USD"), await BalanceAsync(host));
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task A_deduction_beyond_what_is_due_is_offset_by_later_commissions()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-1")], default);

        var posted = await PostAsync(host, "adj_1", -1_400);

        Assert.Equal((0, -1_400), (posted.DueBefore, posted.DueAfter));
        Assert.Equal(new PartnerBalance(0, 1_000, 0, 0, 0, -1_400, "USD"), await BalanceAsync(host));
        await host.Ledger.MatureAsync(Slug, Partner, SaleAt.AddDays(31), default);
        Assert.Equal(0, (await host.Ledger.ReserveAsync(Slug, Partner, November, default)).Amount);
        await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-2")], default);
        await host.Ledger.MatureAsync(Slug, Partner, SaleAt.AddDays(31), default);
        var next = await host.Ledger.ReserveAsync(Slug, Partner, December, default);
        Assert.Equal((600, 3), (next.Amount, next.Lines.Count));
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task An_adjustment_is_explained_by_its_decision_and_loses_its_text_with_its_partner()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var posted = await PostAsync(host, "adj_1", 5_000);
        var service = host.Get<CommissionDecisionService>();

        var explained = (await service.ExplainAsync(Slug, posted.Line.Value, default)).Value!;
        var page = CommissionPages.Explanation(LedgerHost.Program, explained);
        Assert.Contains("Reason: Ten deals in a quarter.", page.Steps.Single().Lines);
        Assert.Contains("Due to the partner before: 0.00 USD; after: 50.00 USD", page.Steps.Single().Lines);
        Assert.Contains("\"due_after\":5000", explained.Trace, StringComparison.Ordinal);

        var erased = new ErasedPartner(Slug, Partner, [], []);
        foreach (var erasure in host.Get<IEnumerable<IPartnerErasure>>())
        {
            await erasure.EraseAsync(erased, new Mock<DurableTaskClient>("test").Object, default);
        }

        var after = (await service.ExplainAsync(Slug, posted.Line.Value, default)).Value!;
        Assert.DoesNotContain("Ten deals", after.Trace, StringComparison.Ordinal);
        Assert.Equal(5_000, after.Commission.CurrentAmount);
        await VerifiesAsync(host);
    }

    [Theory]
    [InlineData("held", "self_referral", false, 1_000, 0, 0)]
    [InlineData("pending", null, false, 0, 1_000, 0)]
    [InlineData("payable", null, true, 0, 0, 1_000)]
    public async Task A_commission_that_is_not_paid_yet_is_voided_once(
        string status,
        string? hold,
        bool isDue,
        long held,
        long pending,
        long payable
    )
    {
        var webhooks = new HeardWebhooks(wantsAll: true);
        await using var host = await StartAsync(azurite.TakeAccount(), webhooks: webhooks);
        var id = await SellAsync(host, hold, isDue);
        Assert.Equal(status, (await host.Ledger.FindAsync(Slug, id, default))!.Status);
        Assert.Equal(new PartnerBalance(held, pending, payable, 0, 0, 0, "USD"), await BalanceAsync(host));

        var voided = await Task.WhenAll(VoidAsync(host, id), VoidAsync(host, id));

        Assert.All(voided, result => Assert.Equal((true, 1_000), (result.IsVoided, result.KeptBefore)));
        Assert.Equal(("reversed", 1_000), (voided[0].Commission.Status, voided[0].Commission.ReversedAmount));
        Assert.Equal(new PartnerBalance(0, 0, 0, 0, 0, 0, "USD"), await BalanceAsync(host));
        Assert.Single(webhooks.Of(Slug), heard => heard == $"commission.reversed {id}:adj_void");
        var explained = (await host.Get<CommissionDecisionService>().ExplainAsync(Slug, id.Value, default)).Value!;
        Assert.Equal(VoidReason.Fraud, Assert.Single(explained.Reversals).VoidedBecause);
        Assert.Equal("Voided by adj_void", CommissionPages.Explanation(LedgerHost.Program, explained).Steps[^1].Title);
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task A_commission_in_a_payout_or_paid_is_not_voided()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var id = await SellAsync(host, hold: null, isDue: true);
        await host.Ledger.ReserveAsync(Slug, Partner, November, default);
        var reserved = await VoidAsync(host, id);
        await host.Ledger.PayAsync(Slug, Partner, November, default);
        var paid = await VoidAsync(host, id);

        Assert.Equal((false, "in_payout"), (reserved.IsVoided, reserved.Commission.Status));
        Assert.Equal((false, "paid"), (paid.IsVoided, paid.Commission.Status));
        Assert.Equal(1_000, (await BalanceAsync(host)).Paid);
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task A_line_that_corrects_a_paid_commission_is_not_voided_and_the_refusal_says_so()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var sale = await SellAsync(host, hold: null, isDue: true);
        await host.Ledger.ReserveAsync(Slug, Partner, November, default);
        await host.Ledger.PayAsync(Slug, Partner, November, default);
        await host.Accruals.ApplyAsync(Slug, Partner, [Refund("refund-1", "sale-1", 10_000, sequence: 1)], default);
        await host.Accruals.ApplyAsync(Slug, Partner, [Refund("dispute-won", "sale-1", 0, sequence: 2)], default);
        var lines = await host.Ledger.CommissionsAsync(Slug, Partner, default).ToListAsync();
        Assert.Equal([-1_000, 1_000, 1_000L], lines.Select(line => line.Amount).Order());

        foreach (var line in lines.Where(line => line.Id != sale))
        {
            var refused = await VoidAsync(host, line.Id);
            Assert.False(refused.IsVoided);
            Assert.StartsWith("The line corrects", VoidRefusal.Of(refused.Commission), StringComparison.Ordinal);
        }

        await VerifiesAsync(host);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refund_and_a_void_never_take_back_twice(bool isRefundFirst)
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var id = await SellAsync(host, hold: null, isDue: false);
        var refund = Refund("refund-1", "sale-1", 2_500, sequence: 1);
        if (isRefundFirst)
        {
            await host.Accruals.ApplyAsync(Slug, Partner, [refund], default);
        }

        var voided = await VoidAsync(host, id);
        await host.Accruals.ApplyAsync(Slug, Partner, [refund], default);
        await host.Accruals.ApplyAsync(Slug, Partner, [Refund("dispute-won", "sale-1", 0, sequence: 2)], default);

        Assert.Equal((true, isRefundFirst ? 750 : 1_000), (voided.IsVoided, voided.KeptBefore));
        Assert.Equal("reversed", (await host.Ledger.FindAsync(Slug, id, default))!.Status);
        Assert.Equal(new PartnerBalance(0, 0, 0, 0, 0, 0, "USD"), await BalanceAsync(host));
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task Of_a_refund_and_a_void_at_once_the_sum_is_taken_back_once()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var id = await SellAsync(host, hold: null, isDue: false);

        await Task.WhenAll(
            VoidAsync(host, id),
            host.Accruals.ApplyAsync(Slug, Partner, [Refund("refund-1", "sale-1", 10_000, sequence: 1)], default)
        );

        Assert.Equal(new PartnerBalance(0, 0, 0, 0, 0, 0, "USD"), await BalanceAsync(host));
        await VerifiesAsync(host);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_posting_and_a_void_that_are_interrupted_at_any_request_are_completed_by_a_repeat(
        bool answerLost
    )
    {
        for (var failsAt = 1; ; failsAt++)
        {
            var fault = new StorageFault();
            var webhooks = new HeardWebhooks(wantsAll: true);
            await using var host = await StartAsync(azurite.TakeAccount(), fault, webhooks);
            var id = await SellAsync(host, hold: null, isDue: false);
            fault.Arm(failsAt, answerLost);

            await RepeatAsync(() => PostAsync(host, "adj_1", 5_000));
            await RepeatAsync(() => VoidAsync(host, id));

            var wasHit = fault.Requests >= failsAt;
            fault.Arm(0, answerLost);
            Assert.Equal(new PartnerBalance(0, 0, 5_000, 0, 0, 0, "USD"), await BalanceAsync(host));
            Assert.Single(webhooks.Of(Slug), heard => heard.EndsWith(":adj_void", StringComparison.Ordinal));
            await VerifiesAsync(host);
            if (!wasHit)
            {
                Assert.InRange(failsAt, 3, 30);
                return;
            }
        }
    }

    private static async Task RepeatAsync<T>(Func<Task<T>> request)
    {
        try
        {
            await request();
        }
        catch (Azure.RequestFailedException)
        {
            await request();
        }
    }

    private static async Task<CommissionId> SellAsync(LedgerHost host, string? hold, bool isDue)
    {
        var applied = await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-1", hold: hold)], default);
        if (isDue)
        {
            await host.Ledger.MatureAsync(Slug, Partner, SaleAt.AddDays(31), default);
        }

        return applied[0].Commissions[0];
    }

    private static Task<PostedAdjustment> PostAsync(LedgerHost host, string id, long amount) =>
        host.Get<ILedgerAdjustments>()
            .PostAsync(
                Slug,
                new AdjustmentOrder(
                    AdjustmentId.Parse(id),
                    Partner,
                    "bonus",
                    amount,
                    "USD",
                    "Ten deals in a quarter.",
                    "finance@example.com",
                    SaleAt.AddDays(1)
                ),
                default
            );

    private static Task<VoidedCommission> VoidAsync(LedgerHost host, CommissionId id) =>
        host.Get<ILedgerAdjustments>().VoidAsync(Slug, Partner, id, Fraud, default);

    private static Task<PartnerBalance> BalanceAsync(LedgerHost host) =>
        host.Ledger.BalanceAsync(Slug, Partner, default);

    private static async Task VerifiesAsync(LedgerHost host) =>
        Assert.Empty((await host.Ledger.VerifyAsync(Slug, default)).Mismatches);
}

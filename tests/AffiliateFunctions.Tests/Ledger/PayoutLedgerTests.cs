using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Payouts;
using AffiliateFunctions.Ledger.Store;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using Testing;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Ledger;

public sealed class PayoutLedgerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task What_is_due_matures_and_nothing_else()
    {
        await using var host = await WithSalesAsync("sale-1");
        await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-2", hold: "self_referral")], default);

        await host.Ledger.MatureAsync(Slug, Partner, SaleAt.AddDays(30).AddTicks(-1), default);
        var before = await BalanceAsync(host);
        await host.Ledger.MatureAsync(Slug, Partner, SaleAt.AddDays(30), default);

        Assert.Equal(new PartnerBalance(1000, 1000, 0, 0, 0, 0, "USD"), before);
        Assert.Equal(new PartnerBalance(1000, 0, 1000, 0, 0, 0, "USD"), await BalanceAsync(host));
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task A_night_that_fails_for_one_partner_moves_what_is_due_of_the_others()
    {
        await using var host = await WithSalesAsync("sale-1");
        await host.Accruals.ApplyAsync(Slug, Other, [Sale("sale-2", credited: [Other])], default);
        var head = new TableEntity(LedgerKeys.Partition(Slug, Partner), LedgerKeys.Head) { ["data"] = "no head" };
        await host.Get<StorageTables>()[LedgerKeys.Table]
            .UpdateEntityAsync(head, Azure.ETag.All, TableUpdateMode.Replace);
        host.Clock.Advance(TimeSpan.FromDays(60));

        var fault = await Assert.ThrowsAsync<PartialFailureException>(() =>
            host.Get<MatureCommissions>().RunAsync(new TimerInfo(), default)
        );

        Assert.Contains(Partner.Value, Assert.Single(fault.InnerExceptions).Message, StringComparison.Ordinal);
        Assert.Equal(1_000, (await host.Ledger.BalanceAsync(Slug, Other, default)).Payable);
    }

    [Fact]
    public async Task A_payout_is_reserved_once_and_paid_once()
    {
        await using var host = await WithSalesAsync("sale-1", "sale-2");
        await MatureAsync(host);

        var first = await host.Ledger.ReserveAsync(Slug, Partner, November, default);
        await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-3")], default);
        await MatureAsync(host);
        var again = await host.Ledger.ReserveAsync(Slug, Partner, November, default);
        await host.Ledger.PayAsync(Slug, Partner, November, default);
        await host.Ledger.PayAsync(Slug, Partner, November, default);

        Assert.Equal(2000, first.Amount);
        Assert.Equal(first.Lines.Sum(line => line.Amount), first.Amount);
        Assert.Equal(first.Lines, again.Lines);
        Assert.Equal(new PartnerBalance(0, 0, 1000, 0, 2000, 0, "USD"), await BalanceAsync(host));
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task A_line_that_is_taken_out_of_a_payout_is_payable_with_the_next_and_the_others_are_paid()
    {
        await using var host = await WithSalesAsync("sale-1", "sale-2", "sale-3");
        await MatureAsync(host);
        var reserved = await host.Ledger.ReserveAsync(Slug, Partner, November, default);
        var taken = reserved.Lines[1].Commission;

        await host.Ledger.ReleaseLinesAsync(Slug, Partner, November, [taken], default);
        await host.Ledger.ReleaseLinesAsync(Slug, Partner, November, [taken], default);

        Assert.Equal(new PartnerBalance(0, 0, 1000, 2000, 0, 0, "USD"), await BalanceAsync(host));
        Assert.Equal(2000, (await host.Ledger.ReserveAsync(Slug, Partner, November, default)).Amount);
        await host.Ledger.PayAsync(Slug, Partner, November, default);
        await Assert.ThrowsAsync<PayoutStateException>(() =>
            host.Ledger.ReleaseLinesAsync(Slug, Partner, November, [reserved.Lines[0].Commission], default)
        );
        var next = await host.Ledger.ReserveAsync(Slug, Partner, November.Next, default);
        Assert.Equal([taken], next.Lines.Select(line => line.Commission));
        Assert.Equal(new PartnerBalance(0, 0, 0, 1000, 2000, 0, "USD"), await BalanceAsync(host));
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task A_line_that_was_taken_out_is_left_out_of_the_next_attempt_that_excludes_it()
    {
        await using var host = await WithSalesAsync("sale-1", "sale-2");
        await MatureAsync(host);
        var reserved = await host.Ledger.ReserveAsync(Slug, Partner, November, default);
        var taken = reserved.Lines[0].Commission;
        await host.Ledger.ReleaseLinesAsync(Slug, Partner, November, [taken], default);
        await host.Ledger.ReleaseAsync(Slug, Partner, November, "cycle_rejected", default);
        await host.Ledger.ReleaseLinesAsync(Slug, Partner, November, [taken], default);

        var again = November.WithoutCutOff(attempt: 1) with { Excluded = [taken] };
        var second = await host.Ledger.ReserveAsync(Slug, Partner, again, default);

        Assert.Equal([reserved.Lines[1].Commission], second.Lines.Select(line => line.Commission));
        Assert.Equal(new PartnerBalance(0, 0, 1000, 1000, 0, 0, "USD"), await BalanceAsync(host));
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task A_payout_that_was_put_back_is_payable_with_the_next()
    {
        await using var host = await WithSalesAsync("sale-1");
        await MatureAsync(host);
        await host.Ledger.ReserveAsync(Slug, Partner, November, default);

        await host.Ledger.ReleaseAsync(Slug, Partner, November, "The bank refused the account.", default);
        await host.Ledger.ReleaseAsync(Slug, Partner, November, "The bank refused the account.", default);

        await Assert.ThrowsAsync<PayoutStateException>(() => host.Ledger.PayAsync(Slug, Partner, November, default));
        Assert.Equal(0, (await host.Ledger.ReserveAsync(Slug, Partner, November, default)).Amount);
        Assert.Equal(1000, (await host.Ledger.ReserveAsync(Slug, Partner, December, default)).Amount);
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task Commissions_due_at_or_after_the_cut_off_belong_to_a_later_payout()
    {
        await using var host = await WithSalesAsync("sale-1");
        await MatureAsync(host);
        var due = SaleAt.AddDays(30);
        var (before, after) = (new PayoutRun(November, due), new PayoutRun(December, due.AddTicks(1)));

        Assert.Equal(new PayoutDue(0, IsReserved: false), await host.Ledger.DueAsync(Slug, Partner, before, default));
        Assert.Equal(new PayoutDue(1000, IsReserved: false), await host.Ledger.DueAsync(Slug, Partner, after, default));
        Assert.Equal(0, (await host.Ledger.ReserveAsync(Slug, Partner, before, default)).Amount);
        Assert.Equal(1000, (await host.Ledger.ReserveAsync(Slug, Partner, after, default)).Amount);
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task An_excluded_commission_stays_payable()
    {
        await using var host = await WithSalesAsync("sale-1", "sale-2");
        await MatureAsync(host);
        var excluded = await host.Ledger.CommissionsAsync(Slug, Partner, default).FirstAsync();
        var run = November.WithoutCutOff() with { Excluded = [excluded.Id] };

        Assert.Equal(new PayoutDue(1000, IsReserved: false), await host.Ledger.DueAsync(Slug, Partner, run, default));
        var reserved = await host.Ledger.ReserveAsync(Slug, Partner, run, default);

        Assert.DoesNotContain(reserved.Lines, line => line.Commission == excluded.Id);
        Assert.Equal(new PartnerBalance(0, 0, 1000, 1000, 0, 0, "USD"), await BalanceAsync(host));
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task Another_attempt_reserves_again_what_was_put_back_and_an_earlier_one_does_not()
    {
        await using var host = await WithSalesAsync("sale-1");
        await MatureAsync(host);
        await host.Ledger.ReserveAsync(Slug, Partner, November, default);
        await host.Ledger.ReleaseAsync(Slug, Partner, November, "cycle_rejected", default);

        var second = November.WithoutCutOff(attempt: 1);
        Assert.Equal(0, (await host.Ledger.ReserveAsync(Slug, Partner, November, default)).Amount);
        Assert.Equal(1000, (await host.Ledger.ReserveAsync(Slug, Partner, second, default)).Amount);
        Assert.Equal(1000, (await host.Ledger.ReserveAsync(Slug, Partner, second, default)).Amount);
        Assert.False((await host.Ledger.DueAsync(Slug, Partner, November, default)).IsReserved);
        await host.Ledger.ReleaseAsync(Slug, Partner, November, "cycle_rejected", default);
        var third = November.WithoutCutOff(attempt: 2);
        Assert.Equal(1000, (await host.Ledger.ReserveAsync(Slug, Partner, third, default)).Amount);
        await host.Ledger.PayAsync(Slug, Partner, November, default);

        Assert.Equal(new PartnerBalance(0, 0, 0, 0, 1000, 0, "USD"), await BalanceAsync(host));
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task A_paid_payout_that_the_bank_sends_back_is_payable_again()
    {
        await using var host = await WithSalesAsync("sale-1");
        await MatureAsync(host);
        await host.Ledger.ReserveAsync(Slug, Partner, November, default);
        await Assert.ThrowsAsync<PayoutStateException>(() =>
            host.Ledger.ReturnAsync(Slug, Partner, November, "R02", default)
        );
        await host.Ledger.PayAsync(Slug, Partner, November, default);

        await host.Ledger.ReturnAsync(Slug, Partner, November, "R02", default);
        await host.Ledger.ReturnAsync(Slug, Partner, November, "R02", default);

        Assert.Equal(new PartnerBalance(0, 0, 1000, 0, 0, 0, "USD"), await BalanceAsync(host));
        Assert.Equal(0, (await host.Ledger.ReserveAsync(Slug, Partner, November, default)).Amount);
        Assert.Equal(1000, (await host.Ledger.ReserveAsync(Slug, Partner, December, default)).Amount);
        await host.Ledger.PayAsync(Slug, Partner, December, default);
        Assert.Equal(new PartnerBalance(0, 0, 0, 0, 1000, 0, "USD"), await BalanceAsync(host));
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task A_paid_payout_cannot_be_put_back_and_one_never_reserved_cannot_be_paid()
    {
        await using var host = await WithSalesAsync("sale-1");
        await MatureAsync(host);
        await host.Ledger.ReserveAsync(Slug, Partner, November, default);
        await host.Ledger.PayAsync(Slug, Partner, November, default);

        await Assert.ThrowsAsync<PayoutStateException>(() =>
            host.Ledger.ReleaseAsync(Slug, Partner, November, "Too late", default)
        );
        await Assert.ThrowsAsync<PayoutStateException>(() => host.Ledger.PayAsync(Slug, Partner, December, default));
    }

    [Fact]
    public async Task A_refund_after_payment_is_taken_from_the_next_payout()
    {
        await using var host = await WithSalesAsync("sale-1");
        await MatureAsync(host);
        await host.Ledger.ReserveAsync(Slug, Partner, November, default);
        await host.Ledger.PayAsync(Slug, Partner, November, default);

        await host.Accruals.ApplyAsync(Slug, Partner, [Refund("refund-1", "sale-1", 4_000, 1)], default);
        var carried = await host.Ledger.ReserveAsync(Slug, Partner, December, default);
        await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-2")], default);
        await MatureAsync(host);
        var next = await host.Ledger.ReserveAsync(Slug, Partner, December.Next, default);
        await host.Ledger.PayAsync(Slug, Partner, December.Next, default);

        Assert.Equal((0L, 0), (carried.Amount, carried.Lines.Count));
        Assert.Equal([-400, 1000], next.Lines.Select(line => line.Amount).Order());
        Assert.Equal(600, next.Amount);
        Assert.Equal(new PartnerBalance(0, 0, 0, 0, 1600, 0, "USD"), await BalanceAsync(host));
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task A_refund_of_a_line_in_a_payout_leaves_the_payout_as_it_was_approved()
    {
        await using var host = await WithSalesAsync("sale-1");
        await MatureAsync(host);
        await host.Ledger.ReserveAsync(Slug, Partner, November, default);

        await host.Accruals.ApplyAsync(Slug, Partner, [Refund("refund-1", "sale-1", 10_000, 1)], default);

        Assert.Equal(1000, (await host.Ledger.ReserveAsync(Slug, Partner, November, default)).Amount);
        Assert.Equal(new PartnerBalance(0, 0, 0, 1000, 0, -1000, "USD"), await BalanceAsync(host));
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task A_payout_of_more_lines_than_one_storage_transaction_takes_is_reserved_and_paid_whole()
    {
        await using var host = await WithSalesAsync([.. Enumerable.Range(0, 230).Select(n => $"sale-{n}")]);
        await MatureAsync(host);

        var reserved = await host.Ledger.ReserveAsync(Slug, Partner, November, default);
        await host.Ledger.PayAsync(Slug, Partner, November, default);

        Assert.Equal(
            (230_000L, 230),
            (reserved.Amount, reserved.Lines.Select(line => line.Commission).Distinct().Count())
        );
        Assert.Equal(230_000, (await BalanceAsync(host)).Paid);
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task What_is_reserved_is_known_from_its_first_line_to_its_payment()
    {
        var fault = new StorageFault();
        await using var host = await CutOffWhileReservingAsync(fault);

        Assert.False((await host.Ledger.DueAsync(Slug, Partner, December, default)).IsReserved);
        Assert.Equal(
            new PayoutDue(230_000, IsReserved: true),
            await host.Ledger.DueAsync(Slug, Partner, November, default)
        );
        await host.Ledger.ReleaseAsync(Slug, Partner, November, "cycle_rejected", default);
        Assert.False((await host.Ledger.DueAsync(Slug, Partner, November, default)).IsReserved);
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task A_refund_that_comes_while_a_payout_is_put_together_waits_for_the_next()
    {
        var fault = new StorageFault();
        await using var host = await CutOffWhileReservingAsync(fault);

        await host.Accruals.ApplyAsync(
            Slug,
            Partner,
            [Refund("refund-1", "sale-0", 10_000, 1), Refund("refund-2", "sale-229", 10_000, 1)],
            default
        );
        var reserved = await host.Ledger.ReserveAsync(Slug, Partner, November, default);

        Assert.Equal((230_000L, 230), (reserved.Amount, reserved.Lines.Count));
        Assert.Equal(new PartnerBalance(0, 0, 0, 230_000, 0, -2_000, "USD"), await BalanceAsync(host));
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task An_adjustment_that_comes_while_a_payout_is_put_together_waits_for_the_next()
    {
        var fault = new StorageFault();
        await using var host = await CutOffWhileReservingAsync(fault);

        var deduction = new AdjustmentOrder(
            AdjustmentId.Parse("adj_1"),
            Partner,
            "correction",
            -300_000,
            "USD",
            "Counted twice.",
            "finance@example.com",
            SaleAt.AddDays(1)
        );
        await host.Get<ILedgerAdjustments>().PostAsync(Slug, deduction, default);
        var reserved = await host.Ledger.ReserveAsync(Slug, Partner, November, default);

        Assert.Equal((230_000L, 230), (reserved.Amount, reserved.Lines.Count));
        Assert.Equal(new PartnerBalance(0, 0, 0, 230_000, 0, -300_000, "USD"), await BalanceAsync(host));
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task A_payout_that_was_cut_off_is_finished_before_the_next_begins()
    {
        var fault = new StorageFault();
        await using var host = await CutOffWhileReservingAsync(fault);

        var next = await host.Ledger.ReserveAsync(Slug, Partner, December, default);

        Assert.Equal(0, next.Amount);
        Assert.Equal(230_000, (await host.Ledger.ReserveAsync(Slug, Partner, November, default)).Amount);
        await VerifiesAsync(host);
    }

    // Reads the head, the payout and the lines, stores the first ninety-seven of them, and breaks before the next.
    private async Task<LedgerHost> CutOffWhileReservingAsync(StorageFault fault)
    {
        var host = await WithSalesAsync(fault, [.. Enumerable.Range(0, 230).Select(n => $"sale-{n}")]);
        await MatureAsync(host);
        fault.Arm(5, answerLost: false);
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() =>
            host.Ledger.ReserveAsync(Slug, Partner, November, default)
        );
        Assert.InRange((await BalanceAsync(host)).InPayout, 1, 229_000);
        return host;
    }

    private Task<LedgerHost> WithSalesAsync(params string[] sales) => WithSalesAsync(null, sales);

    private async Task<LedgerHost> WithSalesAsync(StorageFault? fault, string[] sales)
    {
        var host = await StartAsync(azurite.TakeAccount(), fault);
        await host.Accruals.ApplyAsync(Slug, Partner, [.. sales.Select(id => Sale(id))], default);
        return host;
    }

    private static Task MatureAsync(LedgerHost host) =>
        host.Ledger.MatureAsync(Slug, Partner, SaleAt.AddDays(30), default);

    private static Task<PartnerBalance> BalanceAsync(LedgerHost host) =>
        host.Ledger.BalanceAsync(Slug, Partner, default);

    private static async Task VerifiesAsync(LedgerHost host) =>
        Assert.Empty((await host.Ledger.VerifyAsync(Slug, default)).Mismatches);
}

using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tests.Ledger;
using Testing;
using static AffiliateFunctions.Tests.Adjustments.AdjustmentHost;

namespace AffiliateFunctions.Tests.Adjustments;

/// <summary>Commissions that are voided by hand, from the request to the reversal.</summary>
public sealed class VoidTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_void_takes_back_what_is_left_by_the_time_of_its_approval()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var (key, commission) = await host.BeginVoidAsync();
        var request = await host.PrepareAsync(key);
        await host.Get<IAccrualLedger>()
            .ApplyAsync(Slug, Partner, [Effects.Refund("refund-1", "sale-1", 2_500, 1)], default);

        var closed = await host.CloseAsync(key, "approve");

        Assert.Contains(new ApprovalFact("Kept by the partner now", "10.00 USD"), request.Facts);
        Assert.Equal((AdjustmentStatus.Approved, 750, 0), (closed.Status, closed.Before, closed.After));
        Assert.Equal(0, (await host.BalanceAsync()).Pending);
        Assert.Contains($"commission.reversed {commission}:{key.Id}", host.Webhooks.Of(Slug));
        Assert.Contains(
            host.Audit.Entries.Values,
            entry => entry.Reason == $"Void of {commission} of {Partner}: fraud; kept 7.50 USD before, 0.00 USD after"
        );
        await host.VerifyAsync();
    }

    [Fact]
    public async Task A_void_that_is_approved_when_the_commission_is_in_a_payout_changes_nothing_and_is_told()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var (key, _) = await host.BeginVoidAsync();
        await host.PrepareAsync(key);
        await host.Get<ILedger>().MatureAsync(Slug, Partner, Effects.SaleAt.AddDays(31), default);
        await host.Get<ILedger>().ReserveAsync(Slug, Partner, Effects.November, default);

        var closed = await host.CloseAsync(key, "approve");

        Assert.Equal(AdjustmentStatus.NotApplied, closed.Status);
        Assert.Contains("in a payout", closed.NotAppliedBecause, StringComparison.Ordinal);
        Assert.Equal(1_000, (await host.BalanceAsync()).InPayout);
        Assert.Equal([Ann, "finance@example.com"], host.Mails.Select(mail => mail.To).Order());
        Assert.DoesNotContain(
            host.Webhooks.Of(Slug),
            heard => heard.StartsWith("adjustment", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_commission_has_one_open_void_and_can_be_voided_again_after_a_rejection()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var (first, commission) = await host.BeginVoidAsync();
        var (again, _) = (await host.AskAsync(Void(commission), AdjustmentClaim.OfVoid(commission)), 0);
        var other = await host.AskAsync(
            Void(commission) with
            {
                Reason = "Other words.",
            },
            AdjustmentClaim.OfVoid(commission)
        );
        await host.PrepareAsync(first);
        await host.CloseAsync(first, "reject");
        var second = await host.AskAsync(Void(commission), AdjustmentClaim.OfVoid(commission));

        Assert.Equal(first.Id, again.Value!.Id);
        Assert.Equal(ProblemKind.Conflict, other.Problem!.Kind);
        Assert.NotEqual(first.Id, second.Value!.Id);
        await host.PrepareAsync(new AdjustmentKey(Slug, second.Value.Id));
        await host.CloseAsync(new AdjustmentKey(Slug, second.Value.Id), "approve");
        Assert.Equal(0, (await host.BalanceAsync()).Pending);
    }
}

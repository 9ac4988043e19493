using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Disputes;
using AffiliateFunctions.Tests.Ledger;
using Testing;
using static AffiliateFunctions.Tests.Adjustments.AdjustmentHost;
using static AffiliateFunctions.Tests.Disputes.DisputeScene;

namespace AffiliateFunctions.Tests.Disputes;

/// <summary>Disputes about commissions that a partner misses.</summary>
public sealed class MissingCommissionTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_missing_commission_of_a_sale_that_nobody_is_credited_for_is_put_right_by_a_touch()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        host.Conversions["INV-1"] = Uncredited;
        var dispute = await OpenAsync(host, new("missing", Invoice: "INV-1", Claim: Claim));
        await Assert.ThrowsAsync<WaitingException>(() => RunAsync(host, dispute));
        var request = await RequestAsync(host, dispute);
        await DecideAsync(host, dispute, "grant", amount: null);
        await RunAsync(host, dispute);

        Assert.Contains(new ApprovalFact("Its status", "applied: not attributed"), request.Facts);
        Assert.Empty(request.Inputs);
        var touch = Assert.Single(host.Touches);
        Assert.Equal(
            ("cus_9", Partner, Effects.SaleAt.AddSeconds(-1), "owner@example.com"),
            (touch.Customer.Value, touch.Partner, touch.At, touch.Actor)
        );
        Assert.Equal("sale-9", (await DisputeAsync(host, dispute)).Effect!.Reference);
        Assert.Empty(await AdjustmentsAsync(host));
    }

    [Fact]
    public async Task A_sale_that_another_partner_is_credited_for_by_the_decision_gets_no_touch()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        host.Conversions["INV-1"] = Uncredited;
        var dispute = await OpenAsync(host, new("missing", Invoice: "INV-1", Claim: Claim));
        await Assert.ThrowsAsync<WaitingException>(() => RunAsync(host, dispute));
        host.Conversions["INV-1"] = Uncredited with { IsUncredited = false, Partner = PartnerId.Parse("prt_other") };
        await DecideAsync(host, dispute, "grant", amount: null);
        await RunAsync(host, dispute);

        Assert.Empty(host.Touches);
        var effect = (await DisputeAsync(host, dispute)).Effect!;
        Assert.Equal((null, "The sale is credited to prt_other by now."), (effect.Reference, effect.Problem));
    }

    [Fact]
    public async Task A_sale_without_a_customer_is_put_right_by_a_correction()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        host.Conversions["INV-1"] = Uncredited with { Customer = null };
        var dispute = await OpenAsync(host, new("missing", Invoice: "INV-1", Claim: Claim));
        await Assert.ThrowsAsync<WaitingException>(() => RunAsync(host, dispute));

        Assert.Equal(DisputeRemedy.Correction, (await DisputeAsync(host, dispute)).Remedy);
    }
}

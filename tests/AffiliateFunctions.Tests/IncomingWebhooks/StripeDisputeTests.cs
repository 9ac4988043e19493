using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Ledger.Commissions;
using AffiliateFunctions.Tests.Ledger;
using Testing;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

/// <summary>Disputes of more than their sale, and of sales that were refunded before.</summary>
public sealed class StripeDisputeTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_dispute_of_more_than_the_sale_takes_all_of_it_and_its_trace_says_so()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, WebhookBench.TwentyPercent);
        await bench.SendAsync("stripe", Paid());
        Assert.Equal(2_000, await bench.KeptAsync());

        await bench.SendAsync("stripe", Dispute("created", "needs_response", 10_037, 1));
        Assert.Equal(0, await bench.KeptAsync());
        Assert.Equal(EventStatus.Applied, (await bench.EventAsync("stripe:dispute:dp_1:chargeback")).Status);
        Assert.Contains(
            "The bank took back 10,037, of which only 10,000 was left of the sale",
            await ExplanationAsync(bench)
        );

        await bench.SendAsync("stripe", Dispute("closed", "won", 10_037, 2));
        Assert.Equal(2_000, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Fact]
    public async Task A_dispute_of_a_refunded_sale_takes_nothing_and_puts_nothing_back_when_it_is_won()
    {
        await using var bench = await WebhookBench.StartAsync(azurite, WebhookBench.TwentyPercent);
        await bench.SendAsync("stripe", Paid());
        await bench.SendAsync("stripe", Refunded(10_000));
        await bench.SendAsync("stripe", Dispute("created", "needs_response", 10_000, 1));
        Assert.Equal(EventStatus.Applied, (await bench.EventAsync("stripe:dispute:dp_1:chargeback")).Status);
        Assert.Contains(
            "The bank took back 10,000, of which only 0 was left of the sale",
            await ExplanationAsync(bench)
        );

        await bench.SendAsync("stripe", Dispute("closed", "won", 10_000, 2));
        Assert.Equal(EventStatus.Applied, (await bench.EventAsync("stripe:dispute:dp_1:dispute_won")).Status);
        Assert.Equal(0, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    private static async Task<IEnumerable<string>> ExplanationAsync(WebhookBench bench)
    {
        var commission = Assert.Single(await bench.CommissionsAsync());
        var explained = await bench
            .Host.Get<CommissionDecisionService>()
            .ExplainAsync(WebhookBench.Program, commission.Id.Value, default);
        return CommissionPages.Explanation(LedgerHost.Program, explained.Value!).Steps.SelectMany(step => step.Lines);
    }

    private static string Paid() =>
        """
            {"id": "evt_1", "type": "invoice.paid", "created": 1794300001, "data": {"object": {"id": "in_1", "customer": "cus_1", "currency": "usd", "amount_paid": 10000, "total": 10000,
             "payment_intent": "pi_1", "status_transitions": {"paid_at": 1794300000}, "metadata": {"code": "p0"} } } }
            """;

    private static string Refunded(long amount) =>
        $$"""
            {"id": "evt_2", "type": "charge.refunded", "created": 1794300002, "data": {"object": {"id": "ch_1", "payment_intent": "pi_1", "amount_refunded": {{amount}}, "currency": "usd"} } }
            """;

    private static string Dispute(string type, string status, long amount, int minute) =>
        $$"""
            {"id": "evt_d{{minute}}", "type": "charge.dispute.{{type}}", "created": {{1794300000
                + (
                    minute * 60
                )}}, "data": {"object": {"id": "dp_1", "charge": "ch_1", "payment_intent": "pi_1", "amount": {{amount}}, "currency": "usd", "status": "{{status}}", "created": {{1794300000
                + 60}}} } }
            """;
}

namespace EndToEnd.IncomingWebhooks;

/// <summary>What Paddle sends of transactions and adjustments.</summary>
public sealed class PaddleWebhookTests
{
    [Fact]
    public async Task Paddles_transaction_pays_and_its_adjustments_take_back_and_put_back()
    {
        await using var program = await WebhookProgram.StartAsync();
        await program.SendTwiceAsync(
            "paddle",
            $$"""
            {"event_id": "evt_1", "event_type": "transaction.completed", "occurred_at": "{{await program.NowAsync()}}", "data": {
              "id": "txn_1", "customer_id": "ctm_1", "currency_code": "USD", "origin": "web", "custom_data": {"via": "{{program.Code}}"},
              "details": {"totals": {"grand_total": "10000", "tax": "1000", "fee": "500"} } } }
            """
        );
        Assert.Equal(1_700, await program.PendingAsync());
        await program.SendTwiceAsync("paddle", Adjustment("adj_1", "refund", "5000"));
        Assert.Equal(850, await program.PendingAsync());
        await program.SendTwiceAsync("paddle", Adjustment("adj_2", "chargeback", "5000"));
        Assert.Equal(0, await program.PendingAsync());
        await program.SendTwiceAsync("paddle", Adjustment("adj_3", "chargeback_reverse", "5000"));
        await program.SendTwiceAsync("paddle", Adjustment("adj_4", "credit", "5000"), "ignored");
        Assert.Equal(850, await program.PendingAsync());
        await program.VerifyAsync();

        static string Adjustment(string id, string action, string total) =>
            $$"""
                {"event_type": "adjustment.updated", "data": {"id": "{{id}}", "action": "{{action}}", "status": "approved", "transaction_id": "txn_1", "totals": {"total": "{{total}}"} } }
                """;
    }
}

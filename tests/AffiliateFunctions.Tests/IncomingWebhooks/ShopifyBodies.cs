namespace AffiliateFunctions.Tests.IncomingWebhooks;

/// <summary>Bodies of the webhooks that Shopify sends of one order.</summary>
internal static class ShopifyBodies
{
    /// <summary>An order of the partner with the code <c>p0</c>, paid by customer 7.</summary>
    /// <param name="total">What the order came to when it was placed.</param>
    /// <param name="minute">The minute of its update, from 0 to 9.</param>
    /// <param name="more">Further members.</param>
    /// <param name="current">What the order comes to now, if not the total.</param>
    public static string Order(string total, int minute, string more = "\"refunds\": []", string? current = null) =>
        $$"""
            {"id": 1, "updated_at": "2026-11-10T09:0{{minute}}:00Z", "processed_at": "2026-11-10T09:00:00Z", "currency": "USD", "total_price": "{{total}}", "current_total_price": "{{current
                ?? total}}",
             "financial_status": "paid", "customer": {"id": 7}, "note_attributes": [{"name": "code", "value": "p0"}], {{more}} }
            """;

    /// <summary>A refund of the order.</summary>
    /// <param name="id">The refund's id.</param>
    /// <param name="amount">The amount that was given back.</param>
    /// <param name="line">The line that was given back, if one was.</param>
    public static string Refund(int id, string amount, int? line = null) =>
        $$"""
            {"id": {{id}}, "order_id": 1, "created_at": "2026-11-10T10:00:00Z", "transactions": [{"kind": "refund", "status": "success", "amount": "{{amount}}", "currency": "USD"}],
             "refund_line_items": [{{(
                line is null
                    ? ""
                    : $$"""{"line_item_id": {{line}}, "quantity": 1, "subtotal_set": {"shop_money": {"amount": "{{amount}}", "currency_code": "USD"} }, "total_tax_set": {"shop_money": {"amount": "0.00", "currency_code": "USD"} } }"""
            )}}]}
            """;
}

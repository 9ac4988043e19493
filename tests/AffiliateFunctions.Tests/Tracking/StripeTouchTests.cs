using Testing;
using static AffiliateFunctions.Tests.Tracking.LinkedCustomerSteps;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Clicks, customers and coupons that the objects of Stripe name.</summary>
public sealed class StripeTouchTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_stripe_customer_whose_metadata_name_the_click_is_credited()
    {
        await using var host = await StartAsync(azurite);
        await SendAsync(
            host,
            "customer.created",
            $$"""{"id": "cus_1", "created": {{At(host, -60)}}, "metadata": {"click_id": "{{Click(host)}}"} }"""
        );
        await PayAsync(host, "in_1", "cus_1", "ann@buyer.example");
        Assert.Equal(("cus_1", 2000), await GrantedAsync(host));
    }

    [Theory]
    [InlineData("touch,name,invoice")]
    [InlineData("touch,invoice,name")]
    [InlineData("invoice,touch,name")]
    [InlineData("invoice,name,touch")]
    [InlineData("name,invoice,touch")]
    [InlineData("name,touch,invoice")]
    public async Task A_stripe_customer_whose_metadata_name_the_merchants_customer_is_credited_in_any_order(
        string order
    )
    {
        await using var host = await StartAsync(azurite);
        foreach (var step in order.Split(','))
        {
            await (
                step switch
                {
                    "touch" => host.ApplyAllAsync(Lead(host, "user_1", email: null)),
                    "name" => SendAsync(
                        host,
                        "customer.created",
                        $$"""{"id": "cus_1", "created": {{At(host, -30)}}, "metadata": {"customer_external_id": "user_1"} }"""
                    ),
                    _ => PayAsync(host, "in_1", "cus_1", email: null),
                }
            );
        }

        Assert.Equal(2000, (await GrantedAsync(host)).Amount);
    }

    [Theory]
    [InlineData("paid")]
    [InlineData("no_payment_required")]
    public async Task A_checkout_of_nothing_that_names_the_click_counts_for_the_invoice_after_it(string status)
    {
        await using var host = await StartAsync(azurite);
        await SendAsync(
            host,
            "checkout.session.completed",
            $$"""
            {"id": "cs_1", "mode": "payment", "payment_status": "{{status}}", "amount_total": 0, "currency": "usd", "created": {{At(
                host,
                -60
            )}},
             "customer": "cus_1", "metadata": {"click_id": "{{Click(host)}}"} }
            """
        );
        await PayAsync(host, "in_1", "cus_1", "ann@buyer.example");
        Assert.Equal(("cus_1", 2000), await GrantedAsync(host));
    }

    [Fact]
    public async Task A_guest_is_one_customer_in_whatever_case_the_address_is_written()
    {
        await using var host = await StartAsync(azurite);
        await SendAsync(
            host,
            "checkout.session.completed",
            Guest(
                host,
                "cs_1",
                "Jane@Buyer.example",
                $$""" "amount_total": 0, "metadata": {"click_id": "{{Click(host)}}"} """
            )
        );
        await SendAsync(
            host,
            "checkout.session.completed",
            Guest(host, "cs_2", "jane@buyer.example", """ "amount_total": 10000 """)
        );
        Assert.Equal(("jane@buyer.example", 2000), await GrantedAsync(host));
    }

    [Theory]
    [InlineData("promotion_code.updated")]
    [InlineData("promotion_code.created")]
    public async Task A_promotion_code_that_is_told_after_the_sale_names_its_partner(string told)
    {
        await using var host = await StartAsync(azurite);
        await SendAsync(
            host,
            "invoice.paid",
            $$"""
            {"id": "in_1", "customer": "cus_1", "amount_paid": 10000, "total": 10000, "currency": "usd", "discounts": [{"promotion_code": "promo_1"}],
             "status_transitions": {"paid_at": {{At(host, 0)}} } }
            """
        );
        Assert.Contains(
            "stripe:invoice.paid:in_1 0 Applied not_attributed",
            await host.EndAsync(LinkedCustomerSteps.Program)
        );

        await SendAsync(host, told, """{"id": "promo_1", "code": "C1"}""");
        Assert.Equal(("cus_1", 2000), await GrantedAsync(host));

        // Sent again, it changes nothing.
        await SendAsync(host, told, """{"id": "promo_1", "code": "C1"}""");
        Assert.Equal(("cus_1", 2000), await GrantedAsync(host));
    }

    [Fact]
    public async Task A_promotion_code_that_is_no_partners_names_nobody()
    {
        await using var host = await StartAsync(azurite);
        await SendAsync(
            host,
            "invoice.paid",
            $$"""
            {"id": "in_1", "customer": "cus_1", "amount_paid": 10000, "total": 10000, "currency": "usd", "discounts": [{"promotion_code": "promo_1"}],
             "status_transitions": {"paid_at": {{At(host, 0)}} } }
            """
        );
        await SendAsync(host, "promotion_code.updated", """{"id": "promo_1", "code": "SHOP"}""");
        Assert.Contains(
            "stripe:invoice.paid:in_1 0 Applied not_attributed",
            await host.EndAsync(LinkedCustomerSteps.Program)
        );
    }
}

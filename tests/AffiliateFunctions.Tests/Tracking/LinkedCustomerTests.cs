using Affiliate.Domain.Identity;
using AffiliateFunctions.IncomingWebhooks;
using AffiliateFunctions.Tests.Ledger;
using Testing;
using Testing.Tables;
using static AffiliateFunctions.Tests.Tracking.LinkedCustomerSteps;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>
/// A customer that a partner sent under one id and that buys under another is the same buyer, in any order of events.
/// </summary>
public sealed class LinkedCustomerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Theory]
    [InlineData("lead,invoice", "Jane@Buyer.example", "jane@buyer.example")]
    [InlineData("invoice,lead", "Jane@Buyer.example", "jane@buyer.example")]
    [InlineData("lead,invoice", "jane.buyer@gmail.com", "janebuyer+shop@googlemail.com")]
    public async Task A_lead_and_the_stripe_customer_of_its_address_are_one_buyer(
        string order,
        string leads,
        string buyers
    )
    {
        await using var host = await StartAsync(azurite);
        foreach (var step in order.Split(','))
        {
            await (
                step == "lead"
                    ? host.ApplyAllAsync(Lead(host, "user_1", leads))
                    : PayAsync(host, "in_1", "cus_1", buyers)
            );
        }

        Assert.Equal(("cus_1", 2000), await GrantedAsync(host));
        var attribution = (await TraceAsync(host)).GetProperty("attribution");
        Assert.Equal("""[{"customer":"user_1","by":"address"}]""", attribution.GetProperty("links").GetRawText());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_stripe_customers_of_one_address_are_one_buyer(bool isPaidFirst)
    {
        await using var host = await StartAsync(azurite);
        Func<Task>[] steps =
        [
            () =>
                SendAsync(
                    host,
                    "checkout.session.completed",
                    $$"""
                    {"id": "cs_1", "mode": "subscription", "created": {{At(
                        host,
                        -60
                    )}}, "customer": "cus_1", "customer_details": {"email": "ann@buyer.example"},
                     "metadata": {"click_id": "{{Click(host)}}"} }
                    """
                ),
            () => PayAsync(host, "in_2", "cus_2", "Ann@buyer.example"),
        ];
        foreach (var step in isPaidFirst ? steps.Reverse() : steps)
        {
            await step();
        }

        Assert.Equal(("cus_2", 2000), await GrantedAsync(host));
    }

    [Theory]
    [InlineData("lead,sale,address")]
    [InlineData("sale,address,lead")]
    [InlineData("address,sale,lead")]
    public async Task A_customer_whose_address_is_told_by_itself_is_the_buyer_of_the_lead(string order)
    {
        await using var host = await StartAsync(azurite);
        foreach (var step in order.Split(','))
        {
            await (
                step switch
                {
                    "lead" => host.ApplyAllAsync(Lead(host, "user_1", "Ann@buyer.example")),
                    "sale" => host.ApplyAllAsync(Sale(host, "ctm_1", email: null)),
                    _ => host.Get<LateAliases>()
                        .AddressAsync(
                            LinkedCustomerSteps.Program,
                            CustomerId.Parse("ctm_1"),
                            "ann@buyer.example",
                            default
                        ),
                }
            );
        }

        await host.ApplyAllAsync();
        Assert.Equal(("ctm_1", 2000), await GrantedAsync(host));
    }

    [Fact]
    public async Task A_buyer_is_paid_for_once_where_only_the_first_payment_counts()
    {
        await using var host = await StartAsync(
            azurite,
            """
            "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}, "duration": {"payments": 1} }]
            """
        );
        await host.ApplyAllAsync(Lead(host, "user_1", "ann@buyer.example"));
        await PayAsync(host, "in_1", "user_1", "ann@buyer.example");
        await PayAsync(host, "in_2", "cus_2", "ann@buyer.example");
        Assert.Equal(("user_1", 2000), await GrantedAsync(host));
    }

    [Fact]
    public async Task A_program_may_say_that_an_address_links_nobody()
    {
        await using var host = await StartAsync(azurite, linksByAddress: false);
        await host.ApplyAllAsync(Lead(host, "user_1", "ann@buyer.example"));
        await PayAsync(host, "in_1", "cus_1", "ann@buyer.example");
        Assert.Contains(
            "stripe:invoice.paid:in_1 0 Applied not_attributed",
            await host.EndAsync(LinkedCustomerSteps.Program)
        );
    }

    [Fact]
    public async Task A_touch_older_than_the_window_counts_for_no_linked_customer()
    {
        await using var host = await StartAsync(azurite);
        var lead = Lead(host, "user_1", "ann@buyer.example");
        await host.ApplyAllAsync(
            lead with
            {
                Body = lead.Body with { OccurredAt = host.Clock.GetUtcNow().AddDays(-91) },
            }
        );
        await PayAsync(host, "in_1", "cus_1", "ann@buyer.example");
        Assert.Contains(
            "stripe:invoice.paid:in_1 0 Applied not_attributed",
            await host.EndAsync(LinkedCustomerSteps.Program)
        );
    }

    [Fact]
    public async Task A_lead_and_a_sale_of_one_address_that_two_workers_apply_at_once_meet()
    {
        await using var host = await StartAsync(azurite);
        for (var i = 0; i < 30; i++)
        {
            var (lead, sale) = (
                Lead(host, $"user_{i}", $"buyer{i}@buyer.example"),
                Sale(host, $"cus_{i}", $"Buyer{i}@buyer.example")
            );
            await (
                i % 3 == 0
                    ? host.ApplyAllAsync(sale, lead)
                    : Task.WhenAll(host.ApplyAsync([lead]), host.ApplyAsync([sale]))
            );
        }

        await host.ApplyAllAsync();
        var end = await host.EndAsync(LinkedCustomerSteps.Program);
        Assert.DoesNotContain("not_attributed", end);
        Assert.Equal(30, end.Split('\n').Count(line => line.Contains(" share cus_", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cut_off_at_any_request_a_lead_that_comes_after_the_sale_of_its_address_counts_once(
        bool answerLost
    )
    {
        var fault = new StorageFault();
        var account = azurite.TakeAccount();
        for (var (failsAt, requests) = (1, 1); failsAt <= requests; failsAt++)
        {
            await using var host = await TrackingHost.StartAsync(
                account,
                Rules,
                partners: 2,
                fault,
                tables: new MemoryTables()
            );
            fault.Arm(0, answerLost);
            var (sale, lead) = (Sale(host, "cus_1", "ann@buyer.example"), Lead(host, "user_1", "Ann@buyer.example"));
            await host.ApplyAllAsync(sale);
            fault.Arm(failsAt, answerLost);
            await TrackingHost.DeliverAsync(() => host.ApplyAsync([lead]));
            requests = fault.Requests;
            fault.Arm(0, answerLost);
            await host.ApplyAllAsync();
            Assert.Equal(2000, (await GrantedAsync(host)).Amount);
        }
    }
}

using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.IncomingWebhooks;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tests.IncomingWebhooks;
using AffiliateFunctions.Tests.Ledger;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>
/// A customer that a partner sent under one id and that buys under another is the same buyer, in any order of events.
/// </summary>
public sealed class LinkedCustomerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Secret = "whsec_linked";
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}]
        """;

    private static readonly ProgramSlug Program = ProgramSlug.Parse("linked");

    [Fact]
    public async Task A_stripe_customer_whose_metadata_name_the_click_is_credited()
    {
        await using var host = await StartAsync();
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
        await using var host = await StartAsync();
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
        await using var host = await StartAsync();
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
        await using var host = await StartAsync();
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
    [InlineData("lead,invoice", "Jane@Buyer.example", "jane@buyer.example")]
    [InlineData("invoice,lead", "Jane@Buyer.example", "jane@buyer.example")]
    [InlineData("lead,invoice", "jane.buyer@gmail.com", "janebuyer+shop@googlemail.com")]
    public async Task A_lead_and_the_stripe_customer_of_its_address_are_one_buyer(
        string order,
        string leads,
        string buyers
    )
    {
        await using var host = await StartAsync();
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
        await using var host = await StartAsync();
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
        await using var host = await StartAsync();
        foreach (var step in order.Split(','))
        {
            await (
                step switch
                {
                    "lead" => host.ApplyAllAsync(Lead(host, "user_1", "Ann@buyer.example")),
                    "sale" => host.ApplyAllAsync(Sale(host, "ctm_1", email: null)),
                    _ => host.Get<LateAliases>()
                        .AddressAsync(Program, CustomerId.Parse("ctm_1"), "ann@buyer.example", default),
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
        await using var host = await StartAsync(linksByAddress: false);
        await host.ApplyAllAsync(Lead(host, "user_1", "ann@buyer.example"));
        await PayAsync(host, "in_1", "cus_1", "ann@buyer.example");
        Assert.Contains("stripe:invoice.paid:in_1 0 Applied not_attributed", await host.EndAsync(Program));
    }

    [Fact]
    public async Task A_touch_older_than_the_window_counts_for_no_linked_customer()
    {
        await using var host = await StartAsync();
        var lead = Lead(host, "user_1", "ann@buyer.example");
        await host.ApplyAllAsync(
            lead with
            {
                Body = lead.Body with { OccurredAt = host.Clock.GetUtcNow().AddDays(-91) },
            }
        );
        await PayAsync(host, "in_1", "cus_1", "ann@buyer.example");
        Assert.Contains("stripe:invoice.paid:in_1 0 Applied not_attributed", await host.EndAsync(Program));
    }

    [Fact]
    public async Task A_lead_and_a_sale_of_one_address_that_two_workers_apply_at_once_meet()
    {
        await using var host = await StartAsync();
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
        var end = await host.EndAsync(Program);
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

    [Theory]
    [InlineData("promotion_code.updated")]
    [InlineData("promotion_code.created")]
    public async Task A_promotion_code_that_is_told_after_the_sale_names_its_partner(string told)
    {
        await using var host = await StartAsync();
        await SendAsync(
            host,
            "invoice.paid",
            $$"""
            {"id": "in_1", "customer": "cus_1", "amount_paid": 10000, "total": 10000, "currency": "usd", "discounts": [{"promotion_code": "promo_1"}],
             "status_transitions": {"paid_at": {{At(host, 0)}} } }
            """
        );
        Assert.Contains("stripe:invoice.paid:in_1 0 Applied not_attributed", await host.EndAsync(Program));

        await SendAsync(host, told, """{"id": "promo_1", "code": "C1"}""");
        Assert.Equal(("cus_1", 2000), await GrantedAsync(host));

        // Sent again, it changes nothing.
        await SendAsync(host, told, """{"id": "promo_1", "code": "C1"}""");
        Assert.Equal(("cus_1", 2000), await GrantedAsync(host));
    }

    [Fact]
    public async Task A_promotion_code_that_is_no_partners_names_nobody()
    {
        await using var host = await StartAsync();
        await SendAsync(
            host,
            "invoice.paid",
            $$"""
            {"id": "in_1", "customer": "cus_1", "amount_paid": 10000, "total": 10000, "currency": "usd", "discounts": [{"promotion_code": "promo_1"}],
             "status_transitions": {"paid_at": {{At(host, 0)}} } }
            """
        );
        await SendAsync(host, "promotion_code.updated", """{"id": "promo_1", "code": "SHOP"}""");
        Assert.Contains("stripe:invoice.paid:in_1 0 Applied not_attributed", await host.EndAsync(Program));
    }

    private Task<TrackingHost> StartAsync(string rules = Rules, bool linksByAddress = true) =>
        TrackingHost.StartAsync(
            azurite.TakeAccount(),
            rules,
            partners: 2,
            settings: new Dictionary<string, string?> { [$"WebhookSecrets:{Program}:stripe"] = Secret },
            tables: new MemoryTables(),
            program: program => program with { LinksCustomersByAddress = linksByAddress }
        );

    private static string Click(TrackingHost host) =>
        host.Get<ClickIds>().New(Program, PartnerId.Parse("prt_p1"), host.Clock.GetUtcNow().AddMinutes(-90));

    private static long At(TrackingHost host, int minutes) =>
        host.Clock.GetUtcNow().AddMinutes(minutes).ToUnixTimeSeconds();

    private static string Guest(TrackingHost host, string id, string email, string members) =>
        $$"""
            {"id": "{{id}}", "mode": "payment", "payment_status": "paid", "currency": "usd", "created": {{At(
                host,
                -60
            )}}, "customer_details": {"email": "{{email}}"}, {{members}} }
            """;

    private static TrackingEvent Lead(TrackingHost host, string customer, string? email) =>
        TrackingHost.Event(
            Program,
            EventType.Lead,
            new()
            {
                EventId = $"lead-{customer}",
                OccurredAt = host.Clock.GetUtcNow().AddMinutes(-60),
                Customer = new CustomerBody { ExternalId = customer, Email = email },
                Code = "p1",
            },
            host.Clock.GetUtcNow()
        );

    private static TrackingEvent Sale(TrackingHost host, string customer, string? email) =>
        TrackingHost.Event(
            Program,
            EventType.Sale,
            new()
            {
                EventId = $"sale-{customer}",
                OccurredAt = host.Clock.GetUtcNow(),
                InvoiceId = $"sale-{customer}",
                Customer = new CustomerBody { ExternalId = customer, Email = email },
                Amount = 10_000,
                Currency = "USD",
            },
            host.Clock.GetUtcNow()
        );

    private static Task PayAsync(TrackingHost host, string invoice, string customer, string? email) =>
        SendAsync(
            host,
            "invoice.paid",
            $$"""
            {"id": "{{invoice}}", "customer": "{{customer}}", "customer_email": {{JsonSerializer.Serialize(
                email
            )}}, "amount_paid": 10000, "total": 10000, "currency": "usd",
             "status_transitions": {"paid_at": {{At(host, 0)}} } }
            """
        );

    private static async Task SendAsync(TrackingHost host, string type, string about)
    {
        var time = host.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var body =
            $$"""{"id": "evt_{{Guid.CreateVersion7()}}", "type": "{{type}}", "created": {{time}}, "data": {"object": {{about}} } }""";
        var signature = Convert.ToHexStringLower(Sent.Hmac(Secret, $"{time}.{body}"));
        var take = host.Get<WebhookProcessor>();
        var taken = await take.FromAsync(
            take.Find("stripe")!,
            LedgerHost.Program with
            {
                Slug = Program,
            },
            Sent.Request(body, ("Stripe-Signature", $"t={time},v1={signature}")),
            default
        );
        Assert.True(taken.Succeeded, taken.Problem?.Detail);
        await host.ApplyAllAsync();
    }

    private static async Task<(string Customer, long Amount)> GrantedAsync(TrackingHost host)
    {
        var granted = Assert.Single(await host.GrantedAsync(Program));
        return (granted.Key.Value, granted.Value);
    }

    private static async Task<JsonElement> TraceAsync(TrackingHost host)
    {
        var ledger = host.Get<ILedger>();
        var commission = await ledger.CommissionsAsync(Program, PartnerId.Parse("prt_p1"), default).SingleAsync();
        var trace = await host.Get<AffiliateFunctions.Ledger.Store.LedgerStore>()
            .TraceAsync(Program, PartnerId.Parse("prt_p1"), commission.Id, default);
        return JsonElement.Parse(trace!).GetProperty("evaluation");
    }
}

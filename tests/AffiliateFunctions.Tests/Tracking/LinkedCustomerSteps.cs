using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.IncomingWebhooks;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Tests.IncomingWebhooks;
using AffiliateFunctions.Tests.Ledger;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Leads and payments of customers that go by several ids.</summary>
internal static class LinkedCustomerSteps
{
    /// <summary>The members of a rule book that pays 20 % of each sale.</summary>
    public const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}]
        """;

    private const string Secret = "whsec_linked";

    /// <summary>The program.</summary>
    public static readonly ProgramSlug Program = ProgramSlug.Parse("linked");

    /// <summary>Starts a program whose partner <c>prt_p1</c> has the code <c>p1</c> and the coupon <c>C1</c>.</summary>
    public static Task<TrackingHost> StartAsync(
        AzuriteFixture azurite,
        string rules = Rules,
        bool linksByAddress = true
    ) =>
        TrackingHost.StartAsync(
            azurite.TakeAccount(),
            rules,
            partners: 2,
            settings: new Dictionary<string, string?> { [$"WebhookSecrets:{Program}:stripe"] = Secret },
            tables: new MemoryTables(),
            program: program => program with { LinksCustomersByAddress = linksByAddress }
        );

    /// <summary>The id of a click on the partner's link, 90 minutes ago.</summary>
    public static string Click(TrackingHost host) =>
        host.Get<ClickIds>().New(Program, PartnerId.Parse("prt_p1"), host.Clock.GetUtcNow().AddMinutes(-90));

    /// <summary>The time so many minutes from now, in Unix seconds.</summary>
    public static long At(TrackingHost host, int minutes) =>
        host.Clock.GetUtcNow().AddMinutes(minutes).ToUnixTimeSeconds();

    /// <summary>A paid Stripe checkout of a buyer who is known by an address alone.</summary>
    public static string Guest(TrackingHost host, string id, string email, string members) =>
        $$"""
            {"id": "{{id}}", "mode": "payment", "payment_status": "paid", "currency": "usd", "created": {{At(
                host,
                -60
            )}}, "customer_details": {"email": "{{email}}"}, {{members}} }
            """;

    /// <summary>A lead of the partner, 60 minutes ago.</summary>
    public static TrackingEvent Lead(TrackingHost host, string customer, string? email) =>
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

    /// <summary>A sale of 100.00 that names no partner.</summary>
    public static TrackingEvent Sale(TrackingHost host, string customer, string? email) =>
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

    /// <summary>Sends a paid Stripe invoice of 100.00.</summary>
    public static Task PayAsync(TrackingHost host, string invoice, string customer, string? email) =>
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

    /// <summary>Sends a Stripe event about an object, and applies what it brings.</summary>
    public static async Task SendAsync(TrackingHost host, string type, string about)
    {
        var time = host.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var body =
            $$"""{"id": "evt_{{Guid.CreateVersion7()}}", "type": "{{type}}", "created": {{time}}, "data": {"object": {{about}} } }""";
        var signature = Convert.ToHexStringLower(Sent.Hmac(Secret, $"{time}.{body}"));
        var processor = host.Get<WebhookProcessor>();
        var taken = await processor.FromAsync(
            processor.Find("stripe")!,
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

    /// <summary>The one customer for whom a commission was granted, and the amount in minor units.</summary>
    public static async Task<(string Customer, long Amount)> GrantedAsync(TrackingHost host)
    {
        var granted = Assert.Single(await host.GrantedAsync(Program));
        return (granted.Key.Value, granted.Value);
    }

    /// <summary>The evaluation of the partner's one commission.</summary>
    public static async Task<JsonElement> TraceAsync(TrackingHost host)
    {
        var ledger = host.Get<ILedger>();
        var commission = await ledger.CommissionsAsync(Program, PartnerId.Parse("prt_p1"), default).SingleAsync();
        var trace = await host.Get<LedgerStore>()
            .TraceAsync(Program, PartnerId.Parse("prt_p1"), commission.Id, default);
        return JsonElement.Parse(trace!).GetProperty("evaluation");
    }
}

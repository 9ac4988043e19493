using System.Globalization;
using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.IncomingWebhooks;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Tracking;
using AffiliateFunctions.Tracking.Apply;
using Microsoft.AspNetCore.Http;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

/// <summary>Sends signed webhooks to tracking and the ledger over storage, and applies what they bring.</summary>
internal sealed class WebhookBench(TrackingHost host) : IAsyncDisposable
{
    /// <summary>The members of a rule book that pays 20 % of each sale.</summary>
    public const string TwentyPercent =
        """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} }] """;

    private const string Secret = "secret";

    private static readonly Period Month = Period.Parse("2026-12");

    public static ProgramSlug Program => LedgerHost.Slug;

    public TrackingHost Host => host;

    /// <summary>Whether the program accepts test events.</summary>
    public bool AcceptsTests { get; set; }

    public static async Task<WebhookBench> StartAsync(
        AzuriteFixture azurite,
        string rules,
        int partners = 1,
        StorageFault? fault = null
    )
    {
        var secrets = new[] { "stripe", "paddle", "shopify", "hubspot", "standard" }.ToDictionary(
            provider => $"WebhookSecrets:{Program}:{provider}",
            _ => (string?)Secret
        );
        return new WebhookBench(
            await TrackingHost.StartAsync(azurite.TakeAccount(), rules, partners, fault, secrets, new MemoryTables())
        );
    }

    /// <summary>Sends a webhook, applies its events, and returns the first result.</summary>
    public async Task<WebhookResult> SendAsync(string provider, string body, string? topic = null, string? id = null)
    {
        var result = await ReceiveAsync(provider, body, topic, id);
        await ApplyQueuedAsync();
        return result;
    }

    /// <summary>Sends a webhook, and leaves what it brings on the queue.</summary>
    public async Task<WebhookResult> ReceiveAsync(string provider, string body, string? topic = null, string? id = null)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in Headers(provider, body, topic, id))
        {
            headers[name] = value;
        }

        var request = new SignedRequest(
            "POST",
            "https://partners.example.com/webhooks",
            headers,
            Encoding.UTF8.GetBytes(body)
        );
        var take = host.Get<WebhookProcessor>();
        var taken = await take.FromAsync(
            take.Find(provider)!,
            LedgerHost.Program with
            {
                AcceptTestEvents = AcceptsTests,
            },
            request,
            default
        );
        Assert.True(taken.Succeeded, taken.Problem?.Detail);
        return taken.Value[0];
    }

    public Task ApplyQueuedAsync() =>
        TrackingHost.DeliverAsync(async () =>
        {
            while (await host.TakeQueuedAsync() is { Count: > 0 } queued)
            {
                foreach (var message in queued)
                {
                    try
                    {
                        await host.ApplyAsync(message);
                    }
                    catch (SaleNotAppliedException)
                    {
                        await host.ApplyAsync(message);
                    }
                }
            }
        });

    /// <summary>What all partners keep, in minor units.</summary>
    public async Task<long> KeptAsync() =>
        (await CommissionsAsync()).Sum(commission => commission.Amount - commission.ReversedAmount);

    public async Task<IReadOnlyList<CommissionView>> CommissionsAsync()
    {
        var all = new List<CommissionView>();
        await foreach (var partner in host.Get<ILedger>().PartnersAsync(Program, default))
        {
            all.AddRange(await host.Get<ILedger>().CommissionsAsync(Program, partner, default).ToListAsync());
        }

        return all;
    }

    /// <summary>Pays the first partner what has matured by now.</summary>
    public async Task PayAsync()
    {
        var (ledger, partner) = (host.Get<ILedger>(), PartnerId.Parse("prt_p0"));
        await ledger.MatureAsync(Program, partner, host.Clock.GetUtcNow(), default);
        await ledger.ReserveAsync(Program, partner, Month, default);
        await ledger.PayAsync(Program, partner, Month, default);
    }

    public async Task<StoredEvent> EventAsync(string id) =>
        (await host.Get<EventStore>().FindAsync(Program, EventId.Parse(id), default))!;

    /// <summary>The reasons of what was ignored, newest first.</summary>
    public async Task<IReadOnlyList<IgnoredEvent>> IgnoredAsync() =>
        await host.Get<IgnoredEvents>()
            .PageAsync(Program, new EventFilter(), after: null, default)
            .Select(pair => pair.Event)
            .ToListAsync();

    public async Task VerifyAsync()
    {
        var verified = await host.Get<ILedger>().VerifyAsync(Program, default);
        Assert.True(verified.Ok, string.Join('\n', verified.Mismatches));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private (string Name, string? Value)[] Headers(string provider, string body, string? topic, string? id)
    {
        var now = host.Clock.GetUtcNow();
        var (seconds, milliseconds) = (
            now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)
        );
        return provider switch
        {
            "stripe" =>
            [
                (
                    "Stripe-Signature",
                    $"t={seconds},v1={Convert.ToHexStringLower(Sent.Hmac(Secret, $"{seconds}.{body}"))}"
                ),
            ],
            "paddle" =>
            [
                (
                    "Paddle-Signature",
                    $"ts={seconds};h1={Convert.ToHexStringLower(Sent.Hmac(Secret, $"{seconds}:{body}"))}"
                ),
            ],
            "shopify" =>
            [
                ("X-Shopify-Hmac-Sha256", Convert.ToBase64String(Sent.Hmac(Secret, body))),
                ("X-Shopify-Topic", topic),
                ("X-Shopify-Webhook-Id", id),
            ],
            "hubspot" =>
            [
                ("X-HubSpot-Request-Timestamp", milliseconds),
                (
                    "X-HubSpot-Signature-v3",
                    Convert.ToBase64String(
                        Sent.Hmac(Secret, $"POSThttps://partners.example.com/webhooks{body}{milliseconds}")
                    )
                ),
            ],
            _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "Not a provider of these tests."),
        };
    }
}

using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Affiliate.Pages.Models;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Governance.Health;
using AffiliateFunctions.IncomingWebhooks;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Links;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Tracking;
using AffiliateFunctions.Tracking.Apply;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Testing;

namespace AffiliateFunctions.Tests.Deployment.Alerts.Scenes;

/// <summary>Situations of which the app itself writes the log entries, the measurements and the responses.</summary>
internal sealed class AppScenes(AzuriteFixture azurite)
{
    private const string Rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }] """;
    private const string PaidRules =
        """ "commissions": [{"id": "pay-per-click", "on": "click", "pay": {"flat": 5} }] """;

    private static readonly string[] Locations = ["emea-nl-ams-azr", "emea-gb-db3-azr", "us-va-ash-azr"];

    /// <summary>Events whose partner cannot be read are held, between others that are applied.</summary>
    public async Task HoldEventsAsync(Stage stage)
    {
        var platform = new Platform(stage.Telemetry);
        await using var host = await StartAsync(platform);
        await stage.OnceAsync(() => ApplyAsync(host, platform, Sale(host, "ordinary", "p0")));
        await stage.RepeatAsync(number =>
            ApplyAsync(host, platform, Sale(host, $"held-{number}", TrackingHost.UnreadableCode))
        );
    }

    /// <summary>
    /// An event is held that waited until messages before it were applied. Six messages are applied at a time, and those
    /// with the same event are not applied together.
    /// </summary>
    /// <returns>The id of the invocation of the held event.</returns>
    public async Task<string> HoldLaterEventAsync(Stage stage)
    {
        var (storage, platform) = (new StorageAway(), new Platform(stage.Telemetry));
        await using var host = await StartAsync(platform, storage: storage);
        var invocation = string.Empty;
        await stage.OnceAsync(async () =>
        {
            var first = Sale(host, "first", "p0");
            storage.FallSilent();
            var before = Enumerable.Range(0, 6).Select(_ => ApplyAsync(host, platform, first)).ToList();
            var later = ApplyAsync(host, platform, first, Sale(host, "later", TrackingHost.UnreadableCode));
            storage.ComeBack();
            await Task.WhenAll(before);
            invocation = await later;
        });
        return invocation;
    }

    /// <summary>Events are applied so many seconds after their receipt.</summary>
    public async Task DelayEventsAsync(Stage stage)
    {
        var platform = new Platform(stage.Telemetry);
        await using var host = await StartAsync(platform);
        using var meters = new AppMeters(host.Get<IMeterFactory>());
        await stage.OnceAsync(async () =>
        {
            var sale = Sale(host, "late", "p0");
            host.Clock.Advance(TimeSpan.FromSeconds(stage.Value));
            await ApplyAsync(host, platform, sale);
            meters.ExportTo(stage.Telemetry);
        });
    }

    /// <summary>Stripe calls a program that has no secret for it.</summary>
    public async Task RejectWebhooksAsync(Stage stage)
    {
        var platform = new Platform(stage.Telemetry);
        await using var host = await StartAsync(platform);
        await stage.RepeatAsync(_ =>
            platform.InvokeAsync(() =>
                host.Function<ReceiveWebhook>().RunAsync(Post("{}"), LedgerHost.Slug.Value, "stripe", default)
            )
        );
    }

    /// <summary>Storage refuses clicks that are only counted, after their visitors were redirected.</summary>
    public Task LoseClicksAsync(Stage stage) => LoseClicksAsync(stage, Rules, StatusCodes.Status403Forbidden);

    /// <summary>Storage refuses clicks that are paid for.</summary>
    public Task LosePaidClicksAsync(Stage stage) =>
        LoseClicksAsync(stage, PaidRules, StatusCodes.Status503ServiceUnavailable);

    /// <summary>SendGrid rejects attempts to send an e-mail.</summary>
    public static async Task RejectMailsAsync(Stage stage)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        using var meters = new AppMeters(factory);
        using var http = new HttpClient(new Busy());
        var mailer = new SendGridMailer(
            http,
            Options.Create(new SendGridOptions { ApiKey = "none" }),
            Options.Create(new EmailOptions { From = "partners@example.com", FromName = "Partners" }),
            new EmailMetrics(factory)
        );
        var mail = new MailMessage("key", EmailKind.ConfirmAddress, "person@example.org", "Subject", "Text", "<p/>");
        await stage.RepeatAsync(async _ =>
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => mailer.SendAsync(mail, default));
            meters.ExportTo(stage.Telemetry);
        });
    }

    /// <summary>Approvals wait longer than until the reminder of their first person.</summary>
    public async Task DelayApprovalsAsync(Stage stage)
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        using var meters = new AppMeters(host.Get<IMeterFactory>());
        for (var number = 0; number < stage.Value; number++)
        {
            await host.Get<ApprovalStore>().OpenAsync(Approval(number), host.Clock.GetUtcNow(), default);
        }

        host.Clock.Advance(TimeSpan.FromDays(7));
        await host.Get<ApprovalStore>().OpenAsync(Approval(stage.Value), host.Clock.GetUtcNow(), default);
        await stage.OnceAsync(async () =>
        {
            await ActivatorUtilities.CreateInstance<MeasureBacklog>(host.Services).RunAsync(null!, default);
            meters.ExportTo(stage.Telemetry);
        });
    }

    /// <summary>In some locations the app reports a failed process, in all others that it is healthy.</summary>
    public async Task ReportFailuresAsync(Stage stage)
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var healthy = await HealthAsync(host);
        await host.Get<FailedOrchestrationStore>()
            .PutAsync(
                new FailedOrchestration(
                    FeatureHost.Slug,
                    "cycle-demo-2026-10",
                    "CycleOrchestrator",
                    "Away",
                    host.Clock.GetUtcNow(),
                    MailedAt: null,
                    IsRestarted: false
                ),
                default
            );
        var degraded = await HealthAsync(host);
        stage.Once(telemetry =>
        {
            foreach (var (number, location) in Locations.Index())
            {
                var (status, body) = number < stage.Value ? degraded : healthy;
                telemetry.AddAvailability(location, status, body);
            }
        });
    }

    private Task<TrackingHost> StartAsync(Platform platform, string rules = Rules, StorageAway? storage = null) =>
        TrackingHost.StartAsync(azurite.TakeAccount(), rules, partners: 1, storage, logging: platform.AddTo);

    private async Task LoseClicksAsync(Stage stage, string rules, int status)
    {
        var (storage, platform) = (new StorageAway(), new Platform(stage.Telemetry));
        await using var host = await StartAsync(platform, rules, storage);
        await FollowAsync(host, platform);
        storage.Refuse(status);
        await stage.RepeatAsync(_ => FollowAsync(host, platform));
    }

    // The visitor is redirected, and the click is stored later.
    private static async Task FollowAsync(TrackingHost host, Platform platform)
    {
        await platform.InvokeAsync(() => host.Function<FollowLink>().RunAsync(Http("GET").Request, "p0", default));
        await host.Get<ClickLog>().TriedAsync();
    }

    private static Task<string> ApplyAsync(TrackingHost host, Platform platform, params TrackingEvent[] sales) =>
        platform.InvokeAsync(() =>
            host.Function<ApplyTrackingEvents>()
                .RunAsync(EventMessage.Body.Pack(sales).Single().ToArray(), isFirstDelivery: true, default)
        );

    private static async Task<(int Status, string Body)> HealthAsync(FeatureHost host)
    {
        var http = Http("GET");
        using var body = new MemoryStream();
        http.Response.Body = body;
        var health = ActivatorUtilities.CreateInstance<GetHealth>(host.Services);
        await (await health.RunAsync(http.Request, default)).ExecuteAsync(http);
        return (http.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()));
    }

    private static HttpRequest Post(string body)
    {
        var http = Http("POST");
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return http.Request;
    }

    private static DefaultHttpContext Http(string method)
    {
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        http.Request.Method = method;
        http.Request.Headers["X-Forwarded-For"] = "203.0.113.7";
        return http;
    }

    private static TrackingEvent Sale(TrackingHost host, string id, string code) =>
        TrackingHost.Event(
            LedgerHost.Slug,
            EventType.Sale,
            new()
            {
                EventId = id,
                InvoiceId = id,
                Customer = new() { ExternalId = "c1" },
                Code = code,
                Amount = 1_000,
                Currency = "USD",
                OccurredAt = host.Clock.GetUtcNow(),
            },
            host.Clock.GetUtcNow()
        );

    private static ApprovalRequest Approval(int number) =>
        new()
        {
            Id = $"adjustment-{number}",
            Program = FeatureHost.Slug,
            Kind = ApprovalKinds.Adjustment,
            Subject = "Approve",
            Facts = [],
            Options = [new ApprovalOption("approve", "Approve")],
            Owner = Charters.OfThree.Owner,
            Backup = Charters.OfThree.BackupOwner,
            RemindAfter = TimeSpan.FromDays(2),
            EscalateAfter = TimeSpan.FromDays(3),
            ExpireAfter = TimeSpan.FromDays(14),
            DecisionOnExpiry = "expired",
        };

    private sealed class Busy : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        ) =>
            Task.FromResult(
                new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("Busy") }
            );
    }
}

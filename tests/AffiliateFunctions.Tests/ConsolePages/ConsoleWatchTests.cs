using System.Globalization;
using System.Text;
using AffiliateFunctions.Audit;
using AffiliateFunctions.ConsolePages;
using AffiliateFunctions.ConsolePages.Access;
using AffiliateFunctions.ConsolePages.Subscribers;
using AffiliateFunctions.ConsolePages.Trail;
using AffiliateFunctions.ConsolePages.Work;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.OutgoingWebhooks.Deliveries;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using AffiliateFunctions.Tests.Emails;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Primitives;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.ConsolePages;

/// <summary>The pages on which people watch a program: complete, and by few requests to storage.</summary>
public sealed class ConsoleWatchTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int MaxRequests = 12;

    // The program, the eleven sources of the map, and the failed processes.
    private const int MaxRequestsOfProcess = 13;
    private const string Demo = "demo";

    private readonly RequestCount requests = new();

    [Fact]
    public async Task An_empty_program_says_what_to_do_on_every_page_by_few_requests()
    {
        await using var scene = await EmailScene.StartAsync(azurite.TakeAccount(), requests);
        Assert.Contains("Nothing was decided yet", await AuditAsync(scene), StringComparison.Ordinal);
        Assert.Contains("No system subscribes", await EndpointsAsync(scene), StringComparison.Ordinal);
        var process = await ProcessAsync(scene);
        Assert.Contains("Decide application", process, StringComparison.Ordinal);
        Assert.DoesNotContain("Failed processes</h2>", process, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_log_is_read_from_its_end_page_by_page_with_names_for_partners()
    {
        await using var scene = await EmailScene.StartAsync(azurite.TakeAccount(), requests);
        var partner = await scene.AddAsync(HostileTexts.Partner("prt_audit") with { Company = "Acme Agency" });
        var log = scene.Get<IAuditLog>();
        for (var number = 1; number <= 120; number++)
        {
            var entry = new AuditEntry(
                EmailScene.Slug,
                string.Create(CultureInfo.InvariantCulture, $"test:{number}"),
                "owner@example.com",
                "partner_group_changed",
                partner.Id.Value,
                "<b>Because</b>",
                EmailScene.Now
            )
            {
                Change = AuditChange.Between(new { Group = "default" }, new { Group = "gold" }),
            };
            await log.RecordAsync(entry, default);
        }

        var page = await AuditAsync(scene);
        Assert.Equal(50, Count(page, "Acme Agency"));
        Assert.Contains("Partner group changed", page, StringComparison.Ordinal);
        Assert.Contains("group: default \u2192 gold", System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.Contains("/console/programs/demo/audit?before=71", page, StringComparison.Ordinal);
        var last = await AuditAsync(scene, "?before=21");
        Assert.Equal(20, Count(last, "Acme Agency"));
        Assert.DoesNotContain("?before=", last, StringComparison.Ordinal);
        Assert.Equal(120, Count(await AuditAsync(scene, $"?subject={partner.Id}"), "Acme Agency"));
        Assert.Contains("No record is about this id", await AuditAsync(scene, "?subject=none"));
    }

    [Fact]
    public async Task A_failed_process_is_listed_with_a_form_that_starts_it_again()
    {
        await using var scene = await EmailScene.StartAsync(azurite.TakeAccount(), requests);
        await scene
            .Get<FailedOrchestrationStore>()
            .PutAsync(
                new FailedOrchestration(
                    EmailScene.Slug,
                    "cycle-demo-2026-11",
                    "CycleOrchestrator",
                    "No charter.",
                    EmailScene.Now,
                    MailedAt: null,
                    IsRestarted: false
                ),
                default
            );
        var page = await ProcessAsync(scene);
        Assert.Contains("value=\"cycle-demo-2026-11\"", page, StringComparison.Ordinal);
        Assert.Contains("action=\"/console/programs/demo/process/restart\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deliveries_are_listed_page_by_page_and_selected_by_status()
    {
        await using var scene = await EmailScene.StartAsync(azurite.TakeAccount(), requests);
        var endpoint = new WebhookEndpoint
        {
            Program = EmailScene.Slug,
            Id = "erp",
            Url = "https://erp.example.com/webhooks",
            Types = ["commission.*"],
            Enabled = true,
            Description = "The ERP",
            CreatedAt = EmailScene.Now,
            Secret = [1],
        };
        await scene.Get<EndpointStore>().ChangeAsync(endpoint.Key, _ => endpoint, default);
        List<Delivery> sent =
        [
            .. Enumerable
                .Range(0, 60)
                .Select(number => new Delivery
                {
                    Id = string.Create(CultureInfo.InvariantCulture, $"msg_{number}"),
                    Type = "commission.created",
                    Payload = "{}",
                    CreatedAt = EmailScene.Now.AddMinutes(number),
                    Status = number == 0 ? DeliveryStatus.Failed : DeliveryStatus.Delivered,
                }),
        ];
        await scene.Get<DeliveryStore>().ClaimAsync(endpoint.Key, sent, default);

        Assert.Contains("/console/programs/demo/webhooks/erp\">The ERP", await EndpointsAsync(scene));
        var page = await DeliveriesAsync(scene);
        Assert.Equal(50, Count(page, "<td class=\"tick\""));
        Assert.Contains("value=\"msg_59\"", page, StringComparison.Ordinal);
        Assert.Contains("Next page", page, StringComparison.Ordinal);
        var failed = await DeliveriesAsync(scene, "?status=failed");
        Assert.Equal(1, Count(failed, "<td class=\"tick\""));
        Assert.Contains("value=\"msg_0\"", failed, StringComparison.Ordinal);
        Assert.Contains("Nothing at this address", await DeliveriesAsync(scene, endpoint: "none"));
    }

    [Fact]
    public async Task Deliveries_that_are_sent_again_leave_one_audit_record_for_the_request()
    {
        await using var scene = await EmailScene.StartAsync(azurite.TakeAccount(), requests);
        var delivery = new DeliveryView("msg_1", "commission.created", "pending", null, EmailScene.Now, 1, null, null);
        var webhooks = new Mock<IWebhookDeliveries>();
        webhooks
            .Setup(all =>
                all.RedeliverAsync(EmailScene.Slug, "erp", It.IsAny<string>(), It.IsAny<DurableTaskClient>(), default)
            )
            .ReturnsAsync(Result.Of(delivery));
        var audit = new Mock<IAuditLog>();
        var page = new ShowConsoleDeliveries(
            scene.Get<ConsoleRequests>(),
            webhooks.Object,
            audit.Object,
            scene.Get<TimeProvider>()
        );
        var http = new DefaultHttpContext();
        http.Features.Set(NewVisit(new() { ["selected"] = new[] { "msg_1", "msg_2" }, ["form_token"] = "token" }));
        await page.RedeliverConsoleWebhooks(http.Request, Demo, "erp", scene.Orchestrations, default);
        audit.Verify(
            log =>
                log.RecordAsync(
                    It.Is<AuditEntry>(entry =>
                        entry.Subject == "erp" && entry.Reason!.StartsWith("2 ", StringComparison.Ordinal)
                    ),
                    default
                ),
            Times.Once
        );
    }

    private Task<string> AuditAsync(EmailScene scene, string query = "") =>
        ShowAsync(query, request => scene.Function<ShowConsoleAudit>().RunAsync(request, Demo, default));

    private Task<string> ProcessAsync(EmailScene scene) =>
        ShowAsync(
            "",
            request => scene.Function<ShowConsoleProcess>().RunAsync(request, Demo, default),
            MaxRequestsOfProcess
        );

    private Task<string> EndpointsAsync(EmailScene scene) =>
        ShowAsync("", request => scene.Function<ShowConsoleWebhooks>().RunAsync(request, Demo, default));

    private Task<string> DeliveriesAsync(EmailScene scene, string query = "", string endpoint = "erp") =>
        ShowAsync(query, request => scene.Function<ShowConsoleDeliveries>().RunAsync(request, Demo, endpoint, default));

    private async Task<string> ShowAsync(string query, Func<HttpRequest, Task<IResult>> call, int max = MaxRequests)
    {
        var http = new DefaultHttpContext();
        http.Request.QueryString = new QueryString(query);
        http.Features.Set(NewVisit([]));
        using var body = new MemoryStream();
        http.Response.Body = body;
        requests.Count = 0;
        await (await call(http.Request)).ExecuteAsync(http);
        Assert.InRange(requests.Count, 1, max);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    private static ConsoleVisit NewVisit(Dictionary<string, StringValues> form) =>
        new(
            new ConsoleSession("hash", "function_key", "function key on the console", null, EmailScene.Now),
            "token",
            form
        );

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Testing;

namespace AffiliateFunctions.Load;

/// <summary>The requests of a program's hour, and what the app has promised to keep of them.</summary>
internal sealed class Traffic(Caller caller, string slug, IReadOnlyList<PilotPartner> partners)
{
    /// <summary>The secret by which the company's webhooks are signed.</summary>
    public const string WebhookSecret = "whsec_bG9hZC10ZXN0LXdlYmhvb2stc2VjcmV0";

    /// <summary>The amount of every sale, in minor units.</summary>
    public const int Amount = 10_000;

    private const int BatchSize = 50;

    // Visitors buy some time after their click.
    private readonly ConcurrentQueue<string> clicked = [];
    private readonly ConcurrentBag<string> sales = [];
    private readonly ConcurrentBag<string> leads = [];
    private int clicks;

    /// <summary>The ids of the sales that were accepted.</summary>
    public IReadOnlyCollection<string> Sales => sales;

    /// <summary>The ids of the leads that were accepted.</summary>
    public IReadOnlyCollection<string> Leads => leads;

    /// <summary>How many visitors were redirected with a click id.</summary>
    public int Clicks => clicks;

    /// <summary>The kinds of requests with their rates.</summary>
    public IReadOnlyList<Arrivals> All =>
        [
            new("clicks of links", 200, ClickAsync),
            new("single sales", 20, SellAsync),
            new($"batches of {BatchSize} leads", 0.5, SendBatchAsync),
            new("signed webhooks", 2, SendWebhookAsync),
            new("pages", 2, OpenPageAsync),
        ];

    private async Task ClickAsync(int number)
    {
        var response = await caller.SendAsync(instance =>
        {
            var request = Get(instance, $"/r/{partners[number % partners.Count].Code}");
            request.Headers.Add("X-Forwarded-For", AnyAddress());
            request.Headers.UserAgent.ParseAdd(
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
            );
            return request;
        });
        Require(response, HttpStatusCode.Redirect);
        var id = HttpUtility.ParseQueryString(response.Location!.Query)["click_id"];
        clicked.Enqueue(id ?? throw new InvalidOperationException($"No click id in {response.Location}."));
        Interlocked.Increment(ref clicks);
    }

    private async Task SellAsync(int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"sale-{number}");
        var credit = clicked.TryDequeue(out var click)
            ? $"\"click_id\": \"{click}\""
            : $"\"code\": \"{partners[number % partners.Count].Code}\"";
        var response = await caller.SendAsync(instance =>
            Post(
                instance,
                $"/api/programs/{slug}/track/sale",
                $$"""{"event_id": "{{id}}", "invoice_id": "{{id}}", "customer": {"external_id": "{{id}}"}, {{credit}}, "amount": {{Amount}}, "currency": "USD"}"""
            )
        );
        Require(response, HttpStatusCode.Accepted);
        sales.Add(id);
    }

    private async Task SendBatchAsync(int number)
    {
        var batch = Enumerable
            .Range(0, BatchSize)
            .Select(row => string.Create(CultureInfo.InvariantCulture, $"lead-{number}-{row}"))
            .ToList();
        var body = JsonSerializer.Serialize(
            new
            {
                events = batch.Select(id => new
                {
                    event_id = id,
                    type = "lead",
                    customer = new { external_id = id },
                    code = partners[number % partners.Count].Code,
                }),
            }
        );
        Require(
            await caller.SendAsync(instance => Post(instance, $"/api/programs/{slug}/track/batch", body)),
            HttpStatusCode.Accepted
        );
        batch.ForEach(leads.Add);
    }

    private async Task SendWebhookAsync(int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"hook-{number}");
        var body =
            $$"""{"type": "sale", "data": {"invoice_id": "{{id}}", "customer": {"external_id": "{{id}}"}, "code": "{{partners[number % partners.Count].Code}}", "amount": {{Amount}}, "currency": "USD"} }""";
        var response = await caller.SendAsync(instance =>
        {
            var request = Post(instance, $"/webhooks/{slug}/standard", body);
            var seconds = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            var key = Convert.FromBase64String(WebhookSecret["whsec_".Length..]);
            var signature = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{seconds}.{body}"));
            request.Headers.Remove("x-functions-key");
            request.Headers.Add("webhook-id", id);
            request.Headers.Add("webhook-timestamp", seconds);
            request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(signature)}");
            request.Headers.Add("X-Forwarded-For", "203.0.113.20");
            return request;
        });
        Require(response, HttpStatusCode.OK, HttpStatusCode.Accepted);
        sales.Add(id);
    }

    private async Task OpenPageAsync(int number) =>
        Require(
            await caller.SendAsync(instance =>
            {
                var request = Get(instance, number % 2 == 0 ? $"/apply/{slug}" : "/api/openapi.json");
                request.Headers.Add("X-Forwarded-For", AnyAddress());
                return request;
            }),
            HttpStatusCode.OK
        );

    private static void Require(Response response, params HttpStatusCode[] expected)
    {
        if (!expected.Contains(response.Status))
        {
            throw new InvalidOperationException($"{(int)response.Status}: {response.Body}");
        }
    }

    private static string AnyAddress() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{RandomNumberGenerator.GetInt32(11, 126)}.{RandomNumberGenerator.GetInt32(256)}.{RandomNumberGenerator.GetInt32(256)}.9"
        );

    private static HttpRequestMessage Get(AppProcess instance, string path) =>
        new(HttpMethod.Get, new Uri(instance.Http.BaseAddress!, path));

    private static HttpRequestMessage Post(AppProcess instance, string path, string json)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(instance.Http.BaseAddress!, path))
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-functions-key", instance.Http.DefaultRequestHeaders.GetValues("x-functions-key"));
        return request;
    }
}

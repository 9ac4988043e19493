using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using AffiliateFunctions.Programs;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using EndToEnd.IncomingWebhooks;
using Microsoft.Extensions.DependencyInjection;
using Testing;

namespace EndToEnd.Tracking;

/// <summary>Storage that refuses requests, resets connections and loses responses while events are applied.</summary>
public sealed class FaultyStorageTests : IAsyncLifetime
{
    private const int Seed = 20_261_129;
    private const int FaultInterval = 10;
    private const string Slug = "faulty";
    private const int Partners = 3;
    private const int Refunds = 10;
    private const int Senders = 6;
    private const int SalesInBatch = 5;

    // The numbers of the sales, by the kind of request that sends them.
    private static readonly IReadOnlyList<int> Single = [.. Enumerable.Range(0, 30)];
    private static readonly IReadOnlyList<int> InWebhooks = [.. Enumerable.Range(30, 15)];
    private static readonly IReadOnlyList<int> InBatches = [.. Enumerable.Range(45, 8 * SalesInBatch)];

    private StorageProxy _proxy = null!;
    private App _app = null!;
    private ProviderWebhookSender _webhooks = null!;
    private IReadOnlyList<PilotPartner> _partners = [];
    private long _created;

    public async Task InitializeAsync()
    {
        var storage = await Azurite.NewAccountAsync();
        await StartTime.SetAsync(storage);
        _proxy = await StorageProxy.StartAsync(storage, Seed);
        // Messages that are put back need not wait half a minute of real time.
        var settings = ProviderWebhookSender.Secrets(Slug);
        settings["Storage__PutBackFor"] = "00:00:00";
        _app = new App(
            await RunningApp.StartAsync(
                typeof(IPrograms).Assembly,
                _proxy.ConnectionString,
                settings,
                services =>
                    services
                        .AddSingleton(WithoutRetries(new TableClientOptions()))
                        .AddSingleton(WithoutRetries(new QueueClientOptions()))
            )
        );
        _webhooks = new ProviderWebhookSender(_app, await _app.BeginPilotAsync(Slug));
        _partners = await _app.Pilot.AddPartnersAsync(Slug, Partners);
        // Webhooks have whole seconds, and the rule book has been in force for less than one.
        _created = (await _app.Running.AdvanceAsync(TimeSpan.FromMinutes(1))).ToUnixTimeSeconds();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Events_accepted_while_a_tenth_of_the_storage_requests_fails_are_applied_exactly_once()
    {
        _proxy.FaultInterval = FaultInterval;
        var sales = await SendAsync(SaleRequests());
        // Refunds of sales that were accepted; their events can still be in the queue.
        var refunded = sales.Accepted.Select(request => request.Sales[0]).Where(Single.Contains).Order().Take(Refunds);
        int[] refundedSales = [.. refunded];
        var refunds = await SendAsync(refundedSales.Select(RefundRequest));
        _proxy.FaultInterval = 0;
        await _app.Running.WhenIdleAsync();

        Assert.True(_proxy.WriteFaults >= Enum.GetValues<ProxyFault>().Length);
        await CheckAcceptedAsync([.. sales.Accepted, .. refunds.Accepted]);

        foreach (var request in sales.Refused.Concat(refunds.Refused))
        {
            Assert.Equal(HttpStatusCode.Accepted, await request.SendAsync());
        }

        await _app.Running.WhenIdleAsync();
        await RetryUnappliedAsync();
        await CheckSumsAsync([.. Single, .. InWebhooks, .. InBatches], refundedSales);
    }

    // The storage clients repeat no request, so that the app itself meets each of the faults.
    private static TOptions WithoutRetries<TOptions>(TOptions options)
        where TOptions : ClientOptions
    {
        options.Retry.MaxRetries = 0;
        return options;
    }

    private IEnumerable<EventRequest> SaleRequests() =>
        [
            .. Single.Select(number => new EventRequest(
                [EventId(number)],
                [number],
                () => TrackAsync("sale", JsonSerializer.Serialize(SaleOf(number)))
            )),
            .. InWebhooks.Select(number => new EventRequest(
                [EventId(number)],
                [number],
                () => SendInvoiceAsync(number)
            )),
            .. InBatches
                .Chunk(SalesInBatch)
                .Select(numbers => new EventRequest(
                    [.. numbers.Select(EventId)],
                    numbers,
                    () => TrackAsync("batch", JsonSerializer.Serialize(new { events = numbers.Select(SaleOf) }))
                )),
        ];

    private EventRequest RefundRequest(int sale) =>
        new(
            [$"refund-{sale}"],
            [],
            () =>
                TrackAsync(
                    "refund",
                    $$"""{"event_id": "refund-{{sale}}", "invoice_id": "inv-{{sale}}", "amount": {{AmountOf(sale)}} }"""
                )
        );

    // Sends each request once, a few at a time.
    private static async Task<(List<EventRequest> Accepted, List<EventRequest> Refused)> SendAsync(
        IEnumerable<EventRequest> requests
    )
    {
        var sent = new ConcurrentBag<(EventRequest Request, HttpStatusCode Status)>();
        await Parallel.ForEachAsync(
            requests,
            new ParallelOptions { MaxDegreeOfParallelism = Senders },
            async (request, _) => sent.Add((request, await request.SendAsync()))
        );
        Assert.All(sent, response => AssertAcceptedOrUnavailable(response.Status));
        var byAcceptance = sent.ToLookup(
            response => response.Status == HttpStatusCode.Accepted,
            response => response.Request
        );
        return ([.. byAcceptance[true]], [.. byAcceptance[false]]);
    }

    private async Task<HttpStatusCode> TrackAsync(string type, string body)
    {
        var (status, response) = await _app.TryPostAsync($"/api/programs/{Slug}/track/{type}", body);
        if (type == "batch" && status == HttpStatusCode.Accepted)
        {
            Assert.Equal(SalesInBatch, response.GetProperty("accepted").GetInt32());
        }

        return status;
    }

    private async Task<HttpStatusCode> SendInvoiceAsync(int sale)
    {
        var invoice = new
        {
            id = $"in_{sale}",
            customer = $"c{sale}",
            amount_paid = AmountOf(sale),
            currency = "usd",
            metadata = new { code = PartnerOf(sale).Code },
        };
        var body = new
        {
            id = $"evt_{sale}",
            @object = "event",
            type = "invoice.paid",
            created = _created,
            data = new { @object = invoice },
        };
        var (status, response) = await _webhooks.PostAsync("stripe", JsonSerializer.Serialize(body));
        if (status == HttpStatusCode.Accepted)
        {
            Assert.Equal("accepted", response.GetProperty("status").GetString());
        }

        return status;
    }

    private static void AssertAcceptedOrUnavailable(HttpStatusCode status) =>
        Assert.Contains(status, new[] { HttpStatusCode.Accepted, HttpStatusCode.ServiceUnavailable });

    // Every accepted event is listed once, and is applied or has the reason why it is not.
    private async Task CheckAcceptedAsync(IReadOnlyList<EventRequest> accepted)
    {
        var listed = (await ListAsync("events")).ToLookup(item => item.GetProperty("event_id").GetString()!);
        Assert.All(
            accepted.SelectMany(request => request.EventIds),
            id =>
            {
                var item = Assert.Single(listed[id]);
                var isExplained = item.GetProperty("status").GetString() is "held" or "rejected" && HasReason(item);
                Assert.True(IsApplied(item) || isExplained, item.GetRawText());
            }
        );
    }

    // Whatever was held or rejected because of faults can be applied by hand afterwards.
    private async Task RetryUnappliedAsync()
    {
        foreach (var item in (await ListAsync("events")).Where(item => !IsApplied(item)))
        {
            var id = item.GetProperty("event_id").GetString();
            using var response = await _app.Http.PostAsync(
                new Uri($"/api/programs/{Slug}/events/{id}/retry", UriKind.Relative),
                null
            );
            await App.ReadAsync(response);
        }

        await _app.Running.WhenIdleAsync();
    }

    private async Task CheckSumsAsync(IReadOnlyList<int> sales, IReadOnlyList<int> refunded)
    {
        var events = await ListAsync("events");
        Assert.Equal(
            sales.Select(EventId).Concat(refunded.Select(sale => $"refund-{sale}")).Order(StringComparer.Ordinal),
            events.Select(item => item.GetProperty("event_id").GetString()).Order(StringComparer.Ordinal)
        );
        Assert.All(events, item => Assert.True(IsApplied(item), item.GetRawText()));
        Assert.Equal(
            sales
                .Select(sale => (EventId(sale), CommissionOf(sale), refunded.Contains(sale) ? CommissionOf(sale) : 0))
                .Order(),
            (await ListAsync("commissions"))
                .Select(commission =>
                    (
                        commission.GetProperty("event_id").GetString()!,
                        commission.GetProperty("amount").GetInt64(),
                        commission.GetProperty("reversed_amount").GetInt64()
                    )
                )
                .Order()
        );
        foreach (var partner in _partners)
        {
            var balance = await _app.GetAsync($"/api/programs/{Slug}/partners/{partner.Id}/balance");
            var kept = sales.Except(refunded).Where(sale => PartnerOf(sale) == partner).Sum(CommissionOf);
            Assert.Equal(kept, balance.GetProperty("pending").GetInt64());
        }

        var verified = await _app.GetAsync($"/api/programs/{Slug}/ledger/verify");
        Assert.True(verified.GetProperty("ok").GetBoolean(), verified.GetRawText());
        Assert.Equal(0, (await _app.GetAsync("/api/health")).GetProperty("poison").GetInt32());
    }

    private async Task<List<JsonElement>> ListAsync(string items) =>
        [.. (await _app.GetAsync($"/api/programs/{Slug}/{items}?limit=1000")).GetProperty("data").EnumerateArray()];

    private static bool IsApplied(JsonElement item) => item.GetProperty("status").GetString() == "applied";

    private static bool HasReason(JsonElement item) =>
        item.TryGetProperty("reason", out var reason) && reason.ValueKind == JsonValueKind.String;

    private static string EventId(int sale) =>
        InWebhooks.Contains(sale) ? $"stripe:invoice.paid:in_{sale}" : $"sale-{sale}";

    private PilotPartner PartnerOf(int sale) => _partners[sale % Partners];

    private static long AmountOf(int sale) => 1_000 + (5 * sale);

    // The rule book of the pilot pays 20 %.
    private static long CommissionOf(int sale) => AmountOf(sale) / 5;

    private object SaleOf(int sale) =>
        new
        {
            event_id = EventId(sale),
            type = "sale",
            invoice_id = $"inv-{sale}",
            customer = new { external_id = $"c{sale}" },
            amount = AmountOf(sale),
            currency = "USD",
            code = PartnerOf(sale).Code,
        };

    private sealed record EventRequest(
        IReadOnlyList<string> EventIds,
        IReadOnlyList<int> Sales,
        Func<Task<HttpStatusCode>> SendAsync
    );
}

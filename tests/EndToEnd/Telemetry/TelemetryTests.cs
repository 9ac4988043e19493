using EndToEnd.OutgoingWebhooks;

namespace EndToEnd.Telemetry;

/// <summary>The trace of a sale from its request to the company's webhook, and the metrics, as a collector gets them.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    private OtlpCollector _collector = null!;
    private Receiver _receiver = null!;
    private App _app = null!;

    public async Task InitializeAsync()
    {
        _collector = await OtlpCollector.StartAsync();
        _receiver = await Receiver.StartAsync();
        _app = await App.StartInMemoryAsync(
            new Dictionary<string, string?>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
                ["Telemetry__TraceShare"] = "1",
                ["Tracking__ApplyAtOnce"] = "0",
                ["Webhooks__AllowedHosts"] = _receiver.Address.Authority,
            }
        );
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _receiver.DisposeAsync();
        await _collector.DisposeAsync();
    }

    [Fact]
    public async Task A_trace_goes_through_both_queues_to_the_webhook_and_names_no_customer()
    {
        var slug = await _app.BeginPilotAsync();
        var partner = await _app.SignUpAsync(slug);
        await _app.PutAsync(
            $"/api/programs/{slug}/webhook-endpoints/crm",
            $$"""{"url": "{{_receiver.Address}}", "types": ["conversion.applied"]}"""
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/programs/{slug}/track/sale")
        {
            Content = App.Json(
                $$"""
                {"event_id": "s1", "invoice_id": "s1", "amount": 10000, "currency": "USD", "code": "{{partner.Code}}",
                 "customer": {"external_id": "hidden@customer.example", "email": "hidden@customer.example"}
                }
                """
            ),
        };
        request.Headers.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
        using var answer = await _app.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        await _app.Running.WhenIdleAsync();

        var webhook = Assert.Single(_receiver.Received);
        Assert.StartsWith($"00-{Trace}-", webhook.TraceParent, StringComparison.Ordinal);
        await UntilAsync(() => _collector.HasSpan("process tracking-events", Trace));
        await UntilAsync(() => _collector.HasSpan("process webhooks", Trace));
        foreach (
            var metric in new[]
            {
                "affiliate.events.received",
                "affiliate.events.finished",
                "affiliate.events.duration",
                "affiliate.mails.sent",
                "affiliate.webhooks.attempts",
                "http.client.request.duration",
            }
        )
        {
            await UntilAsync(() => _collector.HasMetric(metric));
        }

        Assert.False(_collector.HasText("hidden"), "A customer's address must not be in traces or metrics.");
    }

    [Fact]
    public async Task The_backlog_is_measured_every_hour()
    {
        await _app.BeginPilotAsync();
        await _app.Running.SkipToAsync((await _app.Running.NowAsync()).AddHours(2));
        foreach (
            var metric in new[]
            {
                "affiliate.queue.messages",
                "affiliate.queue.poison_messages",
                "affiliate.queue.oldest_message.age",
                "affiliate.orchestrations.failed",
                "affiliate.approvals.open",
                "affiliate.approvals.overdue",
            }
        )
        {
            await UntilAsync(() => _collector.HasMetric(metric));
        }
    }

    // Exporters send in the background.
    private static async Task UntilAsync(Func<bool> isTrue)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!isTrue())
        {
            await Task.Delay(50, timeout.Token);
        }
    }
}

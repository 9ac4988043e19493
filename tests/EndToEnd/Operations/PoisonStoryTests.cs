using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;
using EndToEnd.OutgoingWebhooks;
using EndToEnd.Payouts;
using Testing.Answers;

namespace EndToEnd.Operations;

/// <summary>docs/runbooks/poison-messages.md, played with its own calls.</summary>
public sealed class PoisonStoryTests : IAsyncLifetime
{
    private const string Slug = "acme";
    private const string Poison = "/api/admin/poison";
    private const string WebhookQueue = "webhooks-poison";
    private const string SignInQueue = "partner-sign-ins-poison";

    // Two keys of 32 bytes in base64: the one that the stored secret needs, and one that was set by mistake.
    private static readonly string Right = Convert.ToBase64String([.. Enumerable.Repeat((byte)1, 32)]);
    private static readonly string Wrong = Convert.ToBase64String([.. Enumerable.Repeat((byte)2, 32)]);

    private Receiver _receiver = null!;
    private App _app = null!;

    private RunbookCalls Operator => new(_app.Running);

    public async Task InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _app = await App.StartInMemoryAsync(SettingsWith(Right));
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Webhooks_that_failed_for_want_of_a_key_are_sent_once_when_it_is_back()
    {
        await _app.BeginPilotAsync(Slug);
        var partner = await _app.SignUpAsync(Slug);
        var endpoint = await _app.PutAsync(
            $"/api/programs/{Slug}/webhook-endpoints/erp",
            $$"""{"url": "{{_receiver.Address}}", "types": ["commission.created"]}"""
        );
        Assert.Equal("healthy", await Operator.HealthAsync());

        // The endpoint's secret cannot be decrypted any more, so that the message fails five times.
        _app = await _app.RestartAsync(SettingsWith(Wrong));
        await new ProgramMonth(_app, Slug).SellAsync(partner, "sale-1", 10_000);
        Assert.Equal("degraded poison missing_keys", await Operator.HealthAsync());
        Assert.Empty(await EventsAsync("held"));
        Assert.Empty(await EventsAsync("rejected"));
        var sale = await Operator.CallAsync("GET", $"/api/programs/{Slug}/events/sale-1");
        Assert.Equal("applied", sale.GetProperty("status").GetString());
        var message = Assert.Single(await MessagesAsync(WebhookQueue));
        var content = Assert.Single(message.GetProperty("contents").EnumerateArray()).GetString()!;
        Assert.StartsWith($"{Slug}/commission.created ", content, StringComparison.Ordinal);

        // Sent again before the cause is fixed, it fails again.
        Assert.Equal(1, await ReturnAsync(WebhookQueue));
        Assert.Single(await MessagesAsync(WebhookQueue));
        Assert.Empty(_receiver.Received);

        _app = await _app.RestartAsync(SettingsWith($"{Wrong},{Right}"));
        Assert.Equal("degraded poison", await Operator.HealthAsync());
        Assert.Equal(1, await ReturnAsync(WebhookQueue));
        var webhook = Assert.Single(_receiver.Received);
        Assert.EndsWith(webhook.Id, content, StringComparison.Ordinal);
        Assert.True(webhook.IsSignedBy(endpoint.GetProperty("secret").GetString()!));
        Assert.Equal("healthy", await Operator.HealthAsync());

        Assert.Equal(0, await ReturnAsync(WebhookQueue));
        await _app.Running.SkipAsync(TimeSpan.FromDays(1));
        Assert.Single(_receiver.Received);
        Assert.Equal("delivered", Assert.Single(await _app.Program(Slug).DeliveriesAsync("erp")).Status);
        var verified = await Operator.CallAsync("GET", $"/api/programs/{Slug}/ledger/verify");
        Assert.True(verified.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task A_message_that_nobody_can_read_is_shown_by_its_beginning_and_removed_alone()
    {
        var queue = new QueueClient(_app.Running.Storage, "partner-sign-ins");
        foreach (var text in new[] { "none of ours", "nor this" })
        {
            await queue.SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
        }

        await _app.Running.WhenIdleAsync();
        Assert.Equal("degraded poison", await Operator.HealthAsync());
        var messages = await MessagesAsync(SignInQueue);
        Assert.Equal(
            ["none of ours", "nor this"],
            messages.Select(message => message.GetProperty("begins_with").GetString()).Order(StringComparer.Ordinal)
        );

        var removed = messages[0].GetProperty("id").GetString();
        await Operator.CallAsMasterAsync("DELETE", $"{Poison}/{SignInQueue}/{removed}");
        var left = Assert.Single(await MessagesAsync(SignInQueue));
        Assert.Equal(messages[1].GetProperty("id").GetString(), left.GetProperty("id").GetString());
        var (status, problem) = await Operator.TryAsync(
            "DELETE",
            $"{Poison}/{SignInQueue}/{removed}",
            key: RunbookCalls.Master
        );
        Assert.Equal(
            (
                HttpStatusCode.NotFound,
                $"The queue {SignInQueue} has no message '{removed}', or another call has it at present."
            ),
            (status, problem.As<ProblemJson>().Detail)
        );

        await Operator.CallAsMasterAsync("DELETE", $"{Poison}/{SignInQueue}/{left.GetProperty("id").GetString()}");
        Assert.Equal("healthy", await Operator.HealthAsync());
    }

    [Theory]
    [InlineData("GET", Poison)]
    [InlineData("POST", $"{Poison}/{WebhookQueue}/return")]
    [InlineData("DELETE", $"{Poison}/{WebhookQueue}/one")]
    public async Task The_function_key_does_not_open_what_needs_the_master_key(string method, string address)
    {
        foreach (var key in new[] { RunbookCalls.Key, "unknown", null })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await Operator.TryAsync(method, address, key: key)).Status);
        }
    }

    [Theory]
    [InlineData("POST", $"{Poison}/payouts-poison/return", "payouts-poison")]
    [InlineData("POST", $"{Poison}/webhooks/return", "webhooks")]
    [InlineData("DELETE", $"{Poison}/payouts-poison/one", "payouts-poison")]
    public async Task A_queue_that_is_no_poison_queue_is_refused_with_the_names_of_those_that_are(
        string method,
        string address,
        string queue
    )
    {
        var (status, problem) = await Operator.TryAsync(method, address, key: RunbookCalls.Master);
        Assert.Equal(
            (
                HttpStatusCode.NotFound,
                $"There is no poison queue '{queue}'; there are partner-sales-poison, partner-sign-ins-poison, "
                    + "tracking-events-poison, tracking-events-poison-poison, webhooks-poison."
            ),
            (status, problem.As<ProblemJson>().Detail)
        );
    }

    private Dictionary<string, string?> SettingsWith(string encryptionKeys) =>
        RunbookCalls.Settings(
            ("Security__EncryptionKey", encryptionKeys),
            ("Security__EmailIndexKey", Right),
            ("Webhooks__AllowedHosts", _receiver.Address.Authority)
        );

    private async Task<IReadOnlyList<JsonElement>> EventsAsync(string status) =>
        [
            .. (await Operator.CallAsync("GET", $"/api/programs/{Slug}/events?status={status}"))
                .GetProperty("data")
                .EnumerateArray(),
        ];

    private async Task<IReadOnlyList<JsonElement>> MessagesAsync(string queue)
    {
        var listed = (await Operator.CallAsMasterAsync("GET", Poison))
            .GetProperty("queues")
            .EnumerateArray()
            .Single(item => item.GetProperty("queue").GetString() == queue);
        var messages = listed.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(messages.Count, listed.GetProperty("count").GetInt32());
        return messages;
    }

    private async Task<int> ReturnAsync(string queue)
    {
        var answer = await Operator.CallAsMasterAsync("POST", $"{Poison}/{queue}/return");
        await _app.Running.WhenIdleAsync();
        return answer.GetProperty("returned").GetInt32();
    }
}

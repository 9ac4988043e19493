using System.Net;
using System.Text;
using System.Text.Json;
using Testing.Answers;

namespace EndToEnd.IncomingWebhooks;

/// <summary>A running program with one partner, which is paid 20 % and to which the providers send webhooks.</summary>
internal sealed class WebhookProgram : IAsyncDisposable
{
    /// <summary>The program's slug.</summary>
    public const string Slug = "hooks";

    private readonly ProviderWebhookSender _sender;

    private WebhookProgram(App app, PartnerJson partner)
    {
        App = app;
        Client = app.Program(Slug);
        _sender = new ProviderWebhookSender(app, Slug);
        PartnerId = partner.Id;
        Code = partner.Code;
    }

    /// <summary>The application that runs the program.</summary>
    public App App { get; }

    /// <summary>Reads what the program holds.</summary>
    public ProgramReader Client { get; }

    /// <summary>The partner's id.</summary>
    public string PartnerId { get; }

    /// <summary>The partner's code.</summary>
    public string Code { get; }

    /// <summary>Starts the application with a secret for each provider, and signs the partner up.</summary>
    public static async Task<WebhookProgram> StartAsync()
    {
        var app = await App.StartInMemoryAsync(ProviderWebhookSender.Secrets(Slug));
        await app.BeginPilotAsync(Slug);
        var partner = await app.SignUpAsync(Slug);
        await app.Running.AdvanceAsync(TimeSpan.FromMinutes(5));
        return new WebhookProgram(app, partner);
    }

    /// <summary>The body of a Stripe event.</summary>
    /// <param name="type">The event's type.</param>
    /// <param name="about">The object of the event, as JSON.</param>
    /// <param name="created">When the event was created, in Unix seconds.</param>
    /// <param name="id">The event's id.</param>
    public static string StripeEvent(string type, string about, long created, string id = "evt_1") =>
        $$"""{"id": "{{id}}", "object": "event", "type": "{{type}}", "created": {{created}}, "data": {"object": {{about}} } }""";

    /// <inheritdoc cref="ProviderWebhookSender.SendAsync"/>
    public Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        string provider,
        string body,
        string? topic = null,
        string? secret = null,
        Encoding? encoding = null
    ) => _sender.SendAsync(provider, body, topic, secret, encoding);

    /// <summary>
    /// Sends a webhook twice, as providers do when the first was not acknowledged in time: it must have its effect
    /// once.
    /// </summary>
    /// <param name="provider">The provider.</param>
    /// <param name="body">The body.</param>
    /// <param name="expected">The status that each result must have, both times.</param>
    /// <param name="topic">Shopify's topic, or the id of a standard webhook.</param>
    public async Task SendTwiceAsync(string provider, string body, string expected = "accepted", string? topic = null)
    {
        for (var i = 0; i < 2; i++)
        {
            var (status, answer) = await SendAsync(provider, body, topic);
            Assert.True(status == HttpStatusCode.Accepted, $"{status}: {answer}");
            Assert.All(
                answer.TryGetProperty("results", out _)
                    ? answer.As<WebhookResultsJson>().Results
                    : [answer.As<EventResultJson>()],
                result => Assert.Equal(expected, result.Status)
            );
        }
    }

    /// <summary>The application's time in ISO 8601.</summary>
    public async Task<string> NowAsync() => (await App.Running.NowAsync()).UtcDateTime.ToString("O");

    /// <summary>The partner's pending balance, in minor units.</summary>
    public Task<long> PendingAsync() => Client.PendingAsync(PartnerId);

    /// <summary>The status of an event.</summary>
    public async Task<string> StatusAsync(string id) => (await Client.EventAsync(id)).Status;

    /// <summary>The reason of an event's status, if the event has one.</summary>
    public async Task<string?> ReasonAsync(string id) => (await Client.EventAsync(id)).Reason;

    /// <summary>Asserts that the ledger agrees with itself.</summary>
    public async Task VerifyAsync() => Assert.True((await Client.VerifyLedgerAsync()).Ok);

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

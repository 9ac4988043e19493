using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LocalHost.Clock;
using LocalHost.Mail;
using SendGrid;

namespace LocalHost.Tests.Mail;

/// <summary>The mail sink, and clients of it.</summary>
internal sealed class SinkApp : IAsyncDisposable
{
    private readonly EndpointApp _app;

    private SinkApp(EndpointApp app)
    {
        _app = app;
        var address = new Uri(app.Http.BaseAddress!, "local/sendgrid").ToString();
        SendGrid = new SendGridClient(new SendGridClientOptions { ApiKey = "SG.local", Host = address });
    }

    public HttpClient Http => _app.Http;

    public SendGridClient SendGrid { get; }

    public static async Task<SinkApp> StartAsync(string storage) =>
        new(await EndpointApp.StartAsync(storage, services => services.AddClock().AddMailSink()));

    public async Task<HttpResponseMessage> PostAsync(string json, string? key = "SG.local")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "local/sendgrid/v3/mail/send")
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return await Http.SendAsync(request);
    }

    public async Task<List<JsonElement>> OutboxAsync(string query = "") =>
        [.. JsonDocument.Parse(await Http.GetStringAsync($"local/outbox.json{query}")).RootElement.EnumerateArray()];

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LocalHost.Hosting;
using SendGrid;

namespace LocalHost.Tests.Mail;

/// <summary>An application without functions, and callers of its mail sink.</summary>
internal sealed class SinkApp : IAsyncDisposable
{
    private readonly LocalHost _host;

    private SinkApp(LocalHost host)
    {
        _host = host;
        Http = new HttpClient { BaseAddress = host.BaseAddress };
        SendGrid = new SendGridClient(new SendGridClientOptions { ApiKey = "SG.local", Host = new Uri(host.BaseAddress, "local/sendgrid").ToString() });
    }

    public HttpClient Http { get; }

    public SendGridClient SendGrid { get; }

    public static async Task<SinkApp> StartAsync(string storage) => new(await LocalHost.StartAsync(new()
    {
        FunctionTypes = [],
        HostJson = new(),
        Settings = new Dictionary<string, string?> { ["AzureWebJobsStorage"] = storage },
    }));

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

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EndToEnd.Operations;

/// <summary>A mail provider that can be unavailable: it passes e-mails on to the outbox of the app, or refuses them.</summary>
internal sealed class MailProvider : IAsyncDisposable
{
    private const string Send = "/v3/mail/send";

    private readonly WebApplication _server;
    private readonly HttpClient _http = new();

    private MailProvider(WebApplication server) => _server = server;

    /// <summary>The value of <c>SendGrid__BaseUrl</c>.</summary>
    public string Address => _server.Urls.Single();

    /// <summary>Whether it refuses all e-mails.</summary>
    public bool IsAway { get; set; }

    /// <summary>The app whose outbox gets the e-mails.</summary>
    public Uri? Outbox { get; set; }

    public static async Task<MailProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var provider = new MailProvider(builder.Build());
        provider._server.MapPost(Send, provider.ForwardAsync);
        await provider._server.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        if (IsAway)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        using var mail = new HttpRequestMessage(HttpMethod.Post, new Uri(Outbox!, $"/local/sendgrid{Send}"));
        mail.Content = new ByteArrayContent(body.ToArray());
        mail.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        mail.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
        using var response = await _http.SendAsync(mail);
        context.Response.StatusCode = (int)response.StatusCode;
        await context.Response.Body.WriteAsync(await response.Content.ReadAsByteArrayAsync());
    }
}

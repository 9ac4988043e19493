using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.OutgoingWebhooks.Deliveries;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>Sends one signed webhook. Every outcome is returned as a value; none is thrown as a fault.</summary>
public sealed class WebhookSender : IDisposable
{
    private const int MaxOfResponse = 1024;
    private const int TooManyRequests = 429;
    private const int Unavailable = 503;

    // Standard Webhooks, "Request timeouts": 15 to 30 seconds.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(15);

    private readonly EndpointSecrets secrets;
    private readonly TimeProvider clock;
    private readonly HttpClient http;

    /// <summary>Creates a sender with its own connection pool.</summary>
    public WebhookSender(EndpointSecrets secrets, IOptions<WebhooksOptions> options, TimeProvider clock)
    {
        this.secrets = secrets;
        this.clock = clock;
        http = new HttpClient(
            new SocketsHttpHandler
            {
                // A redirect could lead to an address that was not checked, and a proxy could resolve the name
                // differently.
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ConnectCallback = new GuardedConnector(options.Value).ConnectAsync,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                MaxResponseHeadersLength = 16,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("AffiliateFunctions", AppVersion.Short));
    }

    /// <summary>Sends the delivery. Returns the attempt and the wait that the endpoint requests.</summary>
    public async Task<(DeliveryAttempt Attempt, TimeSpan? RetryAfter)> SendAsync(
        WebhookEndpoint endpoint,
        Delivery delivery,
        CancellationToken cancellationToken
    )
    {
        var (at, started) = (clock.GetUtcNow(), TimeProvider.System.GetTimestamp());
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(MaxWait);
        try
        {
            using var request = RequestOf(endpoint, delivery, at);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            var attempt = new DeliveryAttempt(at, (int)response.StatusCode, null, null, 0);
            var text = attempt.Succeeded ? null : await BeginningAsync(response, timeout.Token);
            return (attempt with { Response = text, Ms = Elapsed() }, RetryAfter(response, at));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (Unanswered($"No response within {MaxWait.TotalSeconds:0} seconds."), null);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return (Unanswered(Words(fault)), null);
        }

        DeliveryAttempt Unanswered(string error) => new(at, null, error, null, Elapsed());

        long Elapsed() => (long)TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private HttpRequestMessage RequestOf(WebhookEndpoint endpoint, Delivery delivery, DateTimeOffset at)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url)
        {
            Content = new StringContent(delivery.Payload, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("webhook-id", delivery.Id);
        request.Headers.Add("webhook-timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", secrets.Sign(endpoint, delivery.Id, at, delivery.Payload));
        return request;
    }

    // The beginning helps the endpoint's owner to find the cause; the rest is never read.
    private static async Task<string?> BeginningAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxOfResponse];
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        var text = new string([
            .. Encoding.UTF8.GetString(bytes, 0, read).Select(c => char.IsControl(c) || c == '\uFFFD' ? ' ' : c),
        ]).Trim();
        return text.Length == 0 ? null : text;
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now) =>
        (int)response.StatusCode is TooManyRequests or Unavailable && response.Headers.RetryAfter is { } asked
            ? asked.Delta ?? asked.Date - now
            : null;

    private static string Words(Exception fault) =>
        fault.InnerException is ClosedAddressException closed ? closed.Message
        : fault is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var error }
            ? $"{error}: {fault.GetBaseException().Message}"
        : fault.GetBaseException().Message;
}

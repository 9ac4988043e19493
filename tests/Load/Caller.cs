using System.Net;
using Testing;

namespace AffiliateFunctions.Load;

/// <summary>
/// Sends a request as a careful caller does: while an instance is away or asks for patience, the same request goes to the
/// next one, with the same ids.
/// </summary>
internal sealed class Caller(Instances instances) : IDisposable
{
    private const int MaxAttempts = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = 256,
        }
    )
    {
        Timeout = TimeSpan.FromSeconds(20),
    };

    private int turn;
    private int repeated;

    /// <summary>How many requests were sent again.</summary>
    public int Repeated => repeated;

    /// <summary>Sends until there is a response other than 5xx and 429.</summary>
    /// <param name="request">Creates the request for an instance.</param>
    /// <exception cref="InvalidOperationException">No instance has responded.</exception>
    public async Task<Response> SendAsync(Func<AppProcess, HttpRequestMessage> request)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            try
            {
                var instance = instances.Pick(Interlocked.Increment(ref turn) & int.MaxValue);
                using var sent = request(instance);
                using var response = await http.SendAsync(sent);
                if (response.StatusCode is < HttpStatusCode.InternalServerError and not HttpStatusCode.TooManyRequests)
                {
                    return new Response(
                        response.StatusCode,
                        response.Headers.Location,
                        await response.Content.ReadAsStringAsync()
                    );
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or IOException)
            {
                // The instance was killed.
            }

            Interlocked.Increment(ref repeated);
            await Task.Delay(Pause, TimeProvider.System);
        }

        throw new InvalidOperationException($"No instance has responded to a request in {MaxAttempts} attempts.");
    }

    public void Dispose() => http.Dispose();
}

/// <summary>A response.</summary>
/// <param name="Status">The status.</param>
/// <param name="Location">Where it redirects to, or null.</param>
/// <param name="Body">The body.</param>
internal sealed record Response(HttpStatusCode Status, Uri? Location, string Body);

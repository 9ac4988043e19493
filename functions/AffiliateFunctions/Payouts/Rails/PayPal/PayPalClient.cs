using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Payouts.Rails.PayPal;

/// <summary>
/// Calls PayPal's REST API with an access token of the client credentials. Source: PayPal, "Authentication"
/// (https://developer.paypal.com/api/rest/authentication/): <c>POST /v1/oauth2/token</c> with the client id and secret
/// as basic authentication returns <c>access_token</c> and <c>expires_in</c> in seconds.
/// </summary>
internal sealed class PayPalClient(IHttpClientFactory clients, IOptions<PayPalOptions> options, TimeProvider clock)
    : IDisposable
{
    /// <summary>The name of the HTTP client.</summary>
    public const string HttpClientName = "paypal";

    private static readonly TimeSpan BeforeExpiry = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim renewal = new(1, 1);
    private Token? current;

    /// <summary>Sends a request. A token that PayPal no longer accepts is renewed once.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path with the query, such as <c>v1/payments/payouts</c>.</param>
    /// <param name="body">The body as JSON, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="PayPalUnreachableException">PayPal cannot be reached or does not answer in time.</exception>
    public async Task<PayPalAnswer> SendAsync(
        HttpMethod method,
        string path,
        ReadOnlyMemory<byte>? body,
        CancellationToken cancellationToken
    )
    {
        var token = await TokenAsync(refused: null, cancellationToken);
        if (token.Refusal is { } refusal)
        {
            return refusal;
        }

        var answer = await CallAsync(Request(token), cancellationToken);
        if (answer.Status != HttpStatusCode.Unauthorized)
        {
            return answer;
        }

        token = await TokenAsync(refused: token, cancellationToken);
        return token.Refusal ?? await CallAsync(Request(token), cancellationToken);

        HttpRequestMessage Request(Token granted)
        {
            var request = new HttpRequestMessage(method, AddressOf(path))
            {
                Headers = { Authorization = new AuthenticationHeaderValue("Bearer", granted.Value) },
            };
            if (body is { } json)
            {
                request.Content = new ReadOnlyMemoryContent(json)
                {
                    Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
                };
            }

            return request;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => renewal.Dispose();

    private async Task<Token> TokenAsync(Token? refused, CancellationToken cancellationToken)
    {
        await renewal.WaitAsync(cancellationToken);
        try
        {
            if (current is null || current == refused || current.RenewAt <= clock.GetUtcNow())
            {
                current = await RequestTokenAsync(cancellationToken);
            }

            // A refusal is not kept, because the credentials can be corrected at PayPal.
            var token = current;
            current = token.Refusal is null ? token : null;
            return token;
        }
        finally
        {
            renewal.Release();
        }
    }

    private async Task<Token> RequestTokenAsync(CancellationToken cancellationToken)
    {
        var credentials = Encoding.UTF8.GetBytes($"{options.Value.ClientId}:{options.Value.ClientSecret}");
        var request = new HttpRequestMessage(HttpMethod.Post, AddressOf("v1/oauth2/token"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials)) },
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]),
        };
        var answer = await CallAsync(request, cancellationToken);
        return answer.Status == HttpStatusCode.OK && answer.Text("access_token") is { } value
            ? new Token(
                value,
                clock.GetUtcNow() + TimeSpan.FromSeconds(answer.Number("expires_in") ?? 0) - BeforeExpiry
            )
            : new Token(string.Empty, DateTimeOffset.MinValue) { Refusal = answer };
    }

    private async Task<PayPalAnswer> CallAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            try
            {
                using var http = clients.CreateClient(HttpClientName);
                using var response = await http.SendAsync(request, cancellationToken);
                var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                return new PayPalAnswer(response.StatusCode, PayPalAnswer.Parse(body));
            }
            catch (Exception fault)
                when (fault is HttpRequestException or IOException
                    || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                )
            {
                throw new PayPalUnreachableException(fault);
            }
        }
    }

    private Uri AddressOf(string path) => new($"{options.Value.BaseUrl.TrimEnd('/')}/{path}");

    private sealed record Token(string Value, DateTimeOffset RenewAt)
    {
        public PayPalAnswer? Refusal { get; init; }
    }
}

/// <summary>An answer of PayPal.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Body">The body; undefined if it is no JSON.</param>
internal sealed record PayPalAnswer(HttpStatusCode Status, JsonElement Body)
{
    /// <summary>Reads a body.</summary>
    public static JsonElement Parse(byte[] body)
    {
        try
        {
            return body.Length == 0 ? default : JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>A text of the body by the names of its members, or null.</summary>
    public string? Text(params ReadOnlySpan<string> path) => Body.TextAt(path);

    /// <summary>A number of the body, or null.</summary>
    public int? Number(string name) =>
        Body.At(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;
}

/// <summary>PayPal cannot be reached or does not answer in time.</summary>
internal sealed class PayPalUnreachableException(Exception cause) : IOException("PayPal cannot be reached.", cause);

/// <summary>Reads members of JSON that may be absent or of another kind.</summary>
internal static class PayPalJson
{
    /// <summary>The member of that path; undefined if there is none.</summary>
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return default;
            }
        }

        return element;
    }

    /// <summary>The text at that path, or null.</summary>
    public static string? TextAt(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The elements of the array at that path; none if there is no array.</summary>
    public static IEnumerable<JsonElement> AllAt(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];
}

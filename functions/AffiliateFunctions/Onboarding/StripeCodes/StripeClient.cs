using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.StripeCodes;

/// <summary>
/// Calls Stripe's API with a key as bearer token and form-encoded bodies (https://docs.stripe.com/api/authentication).
/// A repeated request with the same <c>Idempotency-Key</c> has one effect
/// (https://docs.stripe.com/api/idempotent_requests).
/// </summary>
internal sealed class StripeClient(IHttpClientFactory clients, IOptions<StripeCodeOptions> options)
{
    /// <summary>The name of the HTTP client.</summary>
    public const string HttpClientName = "stripe";

    // The version from which a promotion code refers to its coupon by "promotion"
    // (https://docs.stripe.com/changelog/clover/2025-09-30/add-discount-source-property).
    private const string Version = "2025-09-30.clover";

    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path with the query.</param>
    /// <param name="key">The key of the account.</param>
    /// <param name="form">The body, or null.</param>
    /// <param name="idempotencyKey">Identifies the request, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The answer; null if Stripe cannot be reached or does not answer in time.</returns>
    public async Task<StripeAnswer?> SendAsync(
        HttpMethod method,
        string path,
        string key,
        IEnumerable<KeyValuePair<string, string>>? form,
        string? idempotencyKey,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, new Uri($"{options.Value.BaseUrl.TrimEnd('/')}/{path}"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
            Content = form is null ? null : new FormUrlEncodedContent(form),
        };
        request.Headers.Add("Stripe-Version", Version);
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        try
        {
            using var http = clients.CreateClient(HttpClientName);
            using var response = await http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return new StripeAnswer(response.StatusCode, Parse(body));
        }
        catch (Exception fault)
            when (fault is HttpRequestException or IOException
                || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return null;
        }
    }

    private static JsonElement Parse(byte[] body)
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
}

/// <summary>An answer of Stripe.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Body">The body; undefined if it is no JSON.</param>
internal sealed record StripeAnswer(HttpStatusCode Status, JsonElement Body)
{
    /// <summary>Whether Stripe has done what was asked.</summary>
    public bool IsDone => (int)Status is >= 200 and < 300;

    /// <summary>Whether the same request can succeed later (https://docs.stripe.com/error-low-level).</summary>
    public bool IsPassing => Status is HttpStatusCode.TooManyRequests or HttpStatusCode.Conflict || (int)Status >= 500;

    /// <summary>Whether the key is wrong or lacks a permission.</summary>
    public bool IsKeyRefused => Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;

    /// <summary>The parameter that Stripe refuses, or null (https://docs.stripe.com/api/errors).</summary>
    public string? RefusedParameter => Text("error", "param");

    /// <summary>Whether the body is an object that is active, such as a promotion code that customers can use.</summary>
    public bool IsActive =>
        Body.ValueKind == JsonValueKind.Object
        && Body.TryGetProperty("active", out var active)
        && active.ValueKind == JsonValueKind.True;

    /// <summary>Why Stripe refuses the request, on one line.</summary>
    public string Refusal => LineText.Of(Text("error", "message") ?? $"Stripe answered with the status {(int)Status}.");

    /// <summary>A text of the body by the names of its members, or null.</summary>
    public string? Text(params ReadOnlySpan<string> path)
    {
        var at = Body;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at.ValueKind == JsonValueKind.String ? at.GetString() : null;
    }
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EndToEnd.IncomingWebhooks;

/// <summary>Sends webhooks as the providers do: signed over the body, with the time of the application.</summary>
internal sealed class ProviderWebhookSender(App app, string slug)
{
    /// <summary>The settings with a secret for each provider.</summary>
    public static Dictionary<string, string?> Secrets(string slug) =>
        new[] { "stripe", "paddle", "shopify", "hubspot", "standard" }.ToDictionary(
            provider => $"WebhookSecrets__{slug}__{provider}",
            provider => (string?)$"{SecretOf("other")},{SecretOf(provider)}"
        );

    /// <summary>A secret, in the form of Standard Webhooks, which is a text as any other to the rest.</summary>
    public static string SecretOf(string name) =>
        $"whsec_{Convert.ToBase64String(Encoding.UTF8.GetBytes($"the secret of {name} webhooks"))}";

    /// <summary>Sends a webhook, waits until its events are applied, and returns the response.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="body">The body.</param>
    /// <param name="topic">Shopify's topic, or the id of a standard webhook.</param>
    /// <param name="secret">The secret to sign by, where it is not the provider's.</param>
    /// <param name="encoding">The encoding of the body, where it is not UTF-8.</param>
    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        string provider,
        string body,
        string? topic = null,
        string? secret = null,
        Encoding? encoding = null
    )
    {
        var response = await PostAsync(provider, body, topic, secret, encoding);
        await app.Running.WhenIdleAsync();
        return response;
    }

    /// <summary>Sends a webhook and returns the response at once.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(
        string provider,
        string body,
        string? topic = null,
        string? secret = null,
        Encoding? encoding = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/{slug}/{provider}")
        {
            Content = new ByteArrayContent((encoding ?? Encoding.UTF8).GetBytes(body)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (
            var (name, value) in Headers(
                provider,
                body,
                topic,
                secret ?? SecretOf(provider),
                await app.Running.NowAsync(),
                encoding ?? Encoding.UTF8
            )
        )
        {
            request.Headers.Add(name, value);
        }

        using var answer = await app.Anonymous.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    private (string Name, string Value)[] Headers(
        string provider,
        string body,
        string? topic,
        string secret,
        DateTimeOffset now,
        Encoding encoding
    )
    {
        var seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var milliseconds = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var key = Encoding.UTF8.GetBytes(secret);
        return provider switch
        {
            "stripe" =>
            [
                ("Stripe-Signature", $"t={seconds},v1={Convert.ToHexStringLower(Hmac(key, $"{seconds}.{body}"))}"),
            ],
            "paddle" =>
            [
                ("Paddle-Signature", $"ts={seconds};h1={Convert.ToHexStringLower(Hmac(key, $"{seconds}:{body}"))}"),
            ],
            "shopify" =>
            [
                ("X-Shopify-Hmac-Sha256", Convert.ToBase64String(Hmac(key, body))),
                ("X-Shopify-Topic", topic!),
                ("X-Shopify-Triggered-At", now.UtcDateTime.ToString("O")),
            ],
            "hubspot" =>
            [
                ("X-HubSpot-Request-Timestamp", milliseconds),
                (
                    "X-HubSpot-Signature-v3",
                    Convert.ToBase64String(
                        Hmac(key, $"POST{app.Http.BaseAddress}webhooks/{slug}/hubspot{body}{milliseconds}")
                    )
                ),
            ],
            _ =>
            [
                ("webhook-id", topic!),
                ("webhook-timestamp", seconds),
                (
                    "webhook-signature",
                    $"v1,{Convert.ToBase64String(Hmac(Convert.FromBase64String(secret["whsec_".Length..]), $"{topic}.{seconds}.{body}"))}"
                ),
            ],
        };

        byte[] Hmac(byte[] secretKey, string message) => HMACSHA256.HashData(secretKey, encoding.GetBytes(message));
    }
}

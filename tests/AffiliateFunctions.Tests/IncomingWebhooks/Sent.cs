using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AffiliateFunctions.Events;
using AffiliateFunctions.IncomingWebhooks;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

/// <summary>Webhooks as providers send them.</summary>
internal static class Sent
{
    public static readonly DateTimeOffset Now = new(2026, 11, 5, 10, 0, 0, TimeSpan.Zero);

    public static SignedRequest Request(string body, params (string Name, string? Value)[] headers) =>
        Request("https://partners.example.com/webhooks/demo/any", body, headers);

    public static SignedRequest Request(string address, string body, params (string Name, string? Value)[] headers)
    {
        var all = new HeaderDictionary();
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
        {
            all[name] = value;
        }

        return new SignedRequest("POST", address, all, Encoding.UTF8.GetBytes(body));
    }

    /// <summary>What the provider makes of the body.</summary>
    public static WebhookContent Read(
        this IWebhookProvider provider,
        string body,
        params (string Name, string? Value)[] headers
    )
    {
        var content = provider.Read(JsonElement.Parse(body), Request(body, headers));
        Assert.True(content.Succeeded, content.Problem?.Detail);
        return content.Value;
    }

    /// <summary>What the provider makes of a body that can have bytes that are no text.</summary>
    public static WebhookContent Read(
        this IWebhookProvider provider,
        byte[] body,
        params (string Name, string? Value)[] headers
    )
    {
        var content = provider.Read(JsonElement.Parse(body), Request(string.Empty, headers) with { Body = body });
        Assert.True(content.Succeeded, content.Problem?.Detail);
        return content.Value;
    }

    /// <summary>The one event of the body.</summary>
    public static (EventType Type, EventBody Body) One(
        this IWebhookProvider provider,
        string body,
        params (string Name, string? Value)[] headers
    )
    {
        var providerEvent = Assert.Single(provider.Read(body, headers).Events);
        return (providerEvent.Type, providerEvent.Body!);
    }

    /// <summary>The body of a Stripe event about an object.</summary>
    public static string StripeEvent(string type, string about) =>
        $$"""{"id": "evt_1", "type": "{{type}}", "created": 1793872900, "data": {"object": {{about}} } }""";

    public static byte[] Hmac(string secret, string message) => Hmac(Encoding.UTF8.GetBytes(secret), message);

    public static byte[] Hmac(byte[] secret, string message) =>
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(message));
}

extern alias Standard;

using System.Security.Cryptography;
using Standard::StandardWebhooks;
using AffiliateFunctions.Infrastructure.Security;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>
/// The signing secrets of endpoints: <c>whsec_</c> and base64 of 32 random bytes (Standard Webhooks, "Signature
/// scheme"), sealed in storage and bound to the endpoint.
/// </summary>
public sealed class EndpointSecrets(EncryptedText box)
{
    private const string Prefix = "whsec_";
    private const int Bytes = 32;

    /// <summary>How long the secret before a rotation signs too.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>A new secret: its text, to be shown once, and the sealed one.</summary>
    public (string Text, byte[] Sealed) Make(EndpointKey key)
    {
        var text = Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));
        return (text, box.Seal(text, Name(key)));
    }

    /// <summary>
    /// The value of the header <c>webhook-signature</c>: one signature, or two for a day after a rotation.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="id">The webhook's id.</param>
    /// <param name="at">The time of the attempt.</param>
    /// <param name="payload">The exact body.</param>
    public string Sign(WebhookEndpoint endpoint, string id, DateTimeOffset at, string payload)
    {
        var secrets =
            endpoint.PreviousUntil > at && endpoint.PreviousSecret is { } previous
                ? new[] { endpoint.Secret, previous }
                : [endpoint.Secret];
        return string.Join(' ', secrets.Select(secret => Sign(box.Open(secret, Name(endpoint.Key)), id, at, payload)));
    }

    /// <summary>The signature by one secret, with its version: <c>v1,…</c>.</summary>
    public static string Sign(string secret, string id, DateTimeOffset at, string payload) =>
        new StandardWebhook(secret).Sign(id, at, payload);

    private static string Name(EndpointKey key) => $"{EndpointStore.Table}/{key.Program}/{key.Endpoint}";
}

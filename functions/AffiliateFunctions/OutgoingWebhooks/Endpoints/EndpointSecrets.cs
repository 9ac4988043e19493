extern alias Standard;

using System.Security.Cryptography;
using Standard::StandardWebhooks;
using AffiliateFunctions.Infrastructure.Security;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>
/// Creates and uses the signing secrets of endpoints: <c>whsec_</c> and base64 of 32 random bytes (Standard Webhooks,
/// "Signature scheme"). They are stored encrypted and bound to their endpoint.
/// </summary>
public sealed class EndpointSecrets(EncryptedText box)
{
    private const string Prefix = "whsec_";
    private const int Bytes = 32;

    /// <summary>How long the previous secret also signs after a rotation.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>Creates a new secret and returns its text, which is shown once, and its encrypted form.</summary>
    public (string Text, byte[] Sealed) Make(EndpointKey key)
    {
        var text = Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));
        return (text, box.Seal(text, Name(key)));
    }

    /// <summary>
    /// Returns the value of the header <c>webhook-signature</c>: one signature, or two for a day after a rotation.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="id">The id of the webhook event.</param>
    /// <param name="at">The time of the attempt.</param>
    /// <param name="payload">The exact request body.</param>
    public string Sign(WebhookEndpoint endpoint, string id, DateTimeOffset at, string payload)
    {
        var secrets =
            endpoint.PreviousUntil > at && endpoint.PreviousSecret is { } previous
                ? new[] { endpoint.Secret, previous }
                : [endpoint.Secret];
        return string.Join(' ', secrets.Select(secret => Sign(box.Open(secret, Name(endpoint.Key)), id, at, payload)));
    }

    /// <summary>Returns the signature by one secret, with its version: <c>v1,…</c>.</summary>
    public static string Sign(string secret, string id, DateTimeOffset at, string payload) =>
        new StandardWebhook(secret).Sign(id, at, payload);

    /// <summary>Returns the endpoint with its secrets encrypted with the newest key.</summary>
    internal static WebhookEndpoint Reseal(WebhookEndpoint endpoint, Resealing resealing)
    {
        var secret = resealing.Reseal(endpoint.Secret, Name(endpoint.Key));
        var previous = endpoint.PreviousSecret is { } old ? resealing.Reseal(old, Name(endpoint.Key)) : null;
        return ReferenceEquals(secret, endpoint.Secret) && ReferenceEquals(previous, endpoint.PreviousSecret)
            ? endpoint
            : endpoint with
            {
                Secret = secret,
                PreviousSecret = previous,
            };
    }

    private static string Name(EndpointKey key) => $"{EndpointStore.Table}/{key.Program}/{key.Endpoint}";
}

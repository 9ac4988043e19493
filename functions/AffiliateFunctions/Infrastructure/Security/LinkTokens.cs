using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>
/// The content of a signed link: the actor, the action, the decided content and the expiry. The store ensures that a
/// link decides only once: it refuses a second decision on the subject.
/// </summary>
/// <param name="Purpose">The purpose of the link, such as <c>approve</c>. A link is not valid for another
/// purpose.</param>
/// <param name="Program">The program's slug.</param>
/// <param name="Subject">The id of the subject of the link.</param>
/// <param name="Actor">The e-mail address that the link was sent to.</param>
/// <param name="ContentHash">A hash of the content that was shown for decision, or empty.</param>
/// <param name="ExpiresAt">The last instant at which the link works.</param>
public sealed record LinkToken(
    string Purpose,
    string Program,
    string Subject,
    string Actor,
    string ContentHash,
    DateTimeOffset ExpiresAt
);

/// <summary>The reason why a token was refused.</summary>
public enum LinkRefusal
{
    /// <summary>The token was not signed by this app, was altered, or was made for another purpose.</summary>
    Invalid,

    /// <summary>The token is genuine but has expired.</summary>
    Expired,
}

/// <summary>
/// Signs and verifies the tokens of links: base64url of the JSON, a dot, base64url of its HMAC-SHA-256.
/// </summary>
public sealed class LinkTokens
{
    private readonly byte[] key;
    private readonly TimeProvider clock;

    /// <summary>Creates the signer with the configured key.</summary>
    public LinkTokens(IOptions<SecurityOptions> options, TimeProvider clock)
    {
        key = Convert.FromBase64String(options.Value.LinkSigningKey);
        this.clock = clock;
    }

    /// <summary>Returns the signed token as text that fits in a path segment.</summary>
    public string Sign(LinkToken token)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(token, StoredJson.Options);
        return $"{Base64Url.EncodeToString(payload)}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, payload))}";
    }

    /// <summary>
    /// Reads a token that was made for <paramref name="purpose"/>. Compares signatures in constant time.
    /// </summary>
    /// <returns>The token, or the reason why it is refused.</returns>
    public (LinkToken? Token, LinkRefusal? Refusal) Read(string text, string purpose) =>
        ReadExpired(text, purpose) is not { } token ? (null, LinkRefusal.Invalid)
        : token.ExpiresAt < clock.GetUtcNow() ? (null, LinkRefusal.Expired)
        : (token, null);

    /// <summary>
    /// Reads a genuine token even if it has expired, for a page that offers a new link. Such a token decides nothing.
    /// </summary>
    /// <returns>The token, or null if it was altered or made for another purpose.</returns>
    public LinkToken? ReadExpired(string text, string purpose)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 1 || !Base64Url.IsValid(text.AsSpan(0, dot)) || !Base64Url.IsValid(text.AsSpan(dot + 1)))
        {
            return null;
        }

        var payload = Base64Url.DecodeFromChars(text.AsSpan(0, dot));
        var signature = Base64Url.DecodeFromChars(text.AsSpan(dot + 1));
        if (!CryptographicOperations.FixedTimeEquals(signature, HMACSHA256.HashData(key, payload)))
        {
            return null;
        }

        var token = JsonSerializer.Deserialize<LinkToken>(payload, StoredJson.Options);
        return token?.Purpose == purpose ? token : null;
    }
}

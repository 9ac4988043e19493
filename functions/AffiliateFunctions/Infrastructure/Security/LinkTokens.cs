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
/// Signs and verifies the tokens of links: base64url of the JSON, a dot, the id of the key, a dot, and base64url of the
/// HMAC-SHA-256. The newest key signs. The tokens of all configured keys are valid until they expire; tokens of earlier
/// versions have no key id and are verified with each key.
/// </summary>
public sealed class LinkTokens
{
    private readonly IReadOnlyList<SecurityKey> keys;
    private readonly TimeProvider clock;

    /// <summary>Creates the signer with the configured keys.</summary>
    public LinkTokens(IOptions<SecurityOptions> options, TimeProvider clock)
    {
        keys = options.Value.LinkSigningKeys();
        this.clock = clock;
    }

    /// <summary>Returns the signed token as text that fits in a path segment.</summary>
    public string Sign(LinkToken token)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(token, StoredJson.Options);
        var signature = Base64Url.EncodeToString(HMACSHA256.HashData(keys[0].Bytes, payload));
        return $"{Base64Url.EncodeToString(payload)}.{keys[0].Id}.{signature}";
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
        var parts = text.Split('.', 4);
        if (parts.Length is not (2 or 3) || parts[0].Length == 0 || !Base64Url.IsValid(parts[0]))
        {
            return null;
        }

        var payload = Base64Url.DecodeFromChars(parts[0]);
        if (!Base64Url.IsValid(parts[^1]) || !IsSigned(payload, parts))
        {
            return null;
        }

        var token = JsonSerializer.Deserialize<LinkToken>(payload, StoredJson.Options);
        return token?.Purpose == purpose ? token : null;
    }

    private bool IsSigned(byte[] payload, string[] parts)
    {
        var signature = Base64Url.DecodeFromChars(parts[^1]);
        var candidates = parts.Length == 2 ? keys : keys.Where(key => key.Id == parts[1]);
        return candidates.Any(key =>
            CryptographicOperations.FixedTimeEquals(signature, HMACSHA256.HashData(key.Bytes, payload))
        );
    }
}

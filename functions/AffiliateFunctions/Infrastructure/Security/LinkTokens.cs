using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>
/// What a signed link says: who may do what with which content until when. That it decides once is the store's part,
/// which refuses a second decision on the subject.
/// </summary>
/// <param name="Purpose">What the link is for, such as <c>approve</c>; a link for one purpose is none for
/// another.</param>
/// <param name="Program">The program's slug.</param>
/// <param name="Subject">The id of what the link is about.</param>
/// <param name="Actor">The e-mail address that the link was sent to.</param>
/// <param name="ContentHash">A hash of what was shown for decision, or empty.</param>
/// <param name="ExpiresAt">The last instant at which the link works.</param>
public sealed record LinkToken(
    string Purpose,
    string Program,
    string Subject,
    string Actor,
    string ContentHash,
    DateTimeOffset ExpiresAt
);

/// <summary>Why a token was refused.</summary>
public enum LinkRefusal
{
    /// <summary>Not a token of ours, altered, or made for another purpose.</summary>
    Invalid,

    /// <summary>A genuine token whose time has passed.</summary>
    Expired,
}

/// <summary>
/// Signs and checks the tokens of links: base64url of the JSON, a dot, base64url of its HMAC-SHA-256.
/// </summary>
public sealed class LinkTokens
{
    private readonly byte[] key;
    private readonly TimeProvider clock;

    /// <summary>The signer with the configured key.</summary>
    public LinkTokens(IOptions<SecurityOptions> options, TimeProvider clock)
    {
        key = Convert.FromBase64String(options.Value.LinkSigningKey);
        this.clock = clock;
    }

    /// <summary>The token as text that fits in a path segment.</summary>
    public string Sign(LinkToken token)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(token, StoredJson.Options);
        return $"{Base64Url.EncodeToString(payload)}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, payload))}";
    }

    /// <summary>Reads a token that was made for <paramref name="purpose"/>; compares in constant time.</summary>
    /// <returns>The token, or why it is refused.</returns>
    public (LinkToken? Token, LinkRefusal? Refusal) Read(string text, string purpose)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 1 || !Base64Url.IsValid(text.AsSpan(0, dot)) || !Base64Url.IsValid(text.AsSpan(dot + 1)))
        {
            return (null, LinkRefusal.Invalid);
        }

        var payload = Base64Url.DecodeFromChars(text.AsSpan(0, dot));
        var signature = Base64Url.DecodeFromChars(text.AsSpan(dot + 1));
        if (!CryptographicOperations.FixedTimeEquals(signature, HMACSHA256.HashData(key, payload)))
        {
            return (null, LinkRefusal.Invalid);
        }

        var token = JsonSerializer.Deserialize<LinkToken>(payload, StoredJson.Options);
        return token is null || token.Purpose != purpose ? (null, LinkRefusal.Invalid)
            : token.ExpiresAt < clock.GetUtcNow() ? (null, LinkRefusal.Expired)
            : (token, null);
    }
}

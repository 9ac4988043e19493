using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>
/// Binds the forms of pages to the cookie of the browser that was shown them, so that no other site can send them
/// (https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html). The token is
/// an HMAC of the cookie's secret and tells nothing about it.
/// </summary>
public sealed class FormTokens(IOptions<SecurityOptions> options)
{
    /// <summary>The field of the token.</summary>
    public const string Field = "form_token";

    private readonly byte[][] keys = [.. options.Value.LinkSigningKeys().Select(key => key.Derive("pages:form"u8))];

    /// <summary>The token of the forms that a browser with this secret is shown.</summary>
    public string Of(string secret) => Of(keys[0], secret);

    /// <summary>Whether the fields were sent by a form that was shown to the browser with this secret.</summary>
    public bool IsOf(string secret, IReadOnlyDictionary<string, string> fields) =>
        fields.TryGetValue(Field, out var sent)
        && keys.Any(key =>
            CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(sent),
                Encoding.UTF8.GetBytes(Of(key, secret))
            )
        );

    private static string Of(byte[] key, string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(secret)));
}

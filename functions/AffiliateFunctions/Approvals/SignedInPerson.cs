using System.Text.Json;
using Affiliate.Domain.Addresses;

namespace AffiliateFunctions.Approvals;

/// <summary>
/// The person that the platform's authentication has signed in. The platform passes the claims of the identity provider
/// in the header <c>X-MS-CLIENT-PRINCIPAL</c>, as base64 of a JSON object with <c>auth_typ</c> and
/// <c>claims[{typ, val}]</c>
/// (https://learn.microsoft.com/en-us/azure/app-service/configure-authentication-user-identities#decode-the-client-principal-header).
/// </summary>
/// <param name="Provider">The identity provider, such as <c>aad</c>.</param>
/// <param name="Addresses">The e-mail addresses in the claims.</param>
public sealed record SignedInPerson(string Provider, IReadOnlyList<string> Addresses)
{
    /// <summary>The header of the platform.</summary>
    public const string Header = "X-MS-CLIENT-PRINCIPAL";

    // A header of the platform is far shorter; Kestrel's own limit is 32 KB for all headers.
    private const int MaxCharacters = 24 * 1024;

    // The claim of the display name is missing here: people choose it themselves. The platform maps some claims of tokens
    // to the long names (the same page, "claims mapping").
    private static readonly string[] AddressClaims =
    [
        "email",
        "emails",
        "preferred_username",
        "upn",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn",
    ];

    private static readonly string[] GroupClaims = ["groups"];

    /// <summary>
    /// The ids of the person's groups. The identity provider sends them only if its registration says so, and for at most
    /// 200 groups (https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference).
    /// </summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Whether the person owns the mailbox of the address.</summary>
    public bool Owns(string email) => Addresses.Any(address => Mailbox.AreSame(address, email));

    /// <summary>Reads the header. Null for a text that the platform does not write.</summary>
    public static SignedInPerson? Read(string? header)
    {
        var bytes = new byte[MaxCharacters];
        if (
            string.IsNullOrWhiteSpace(header)
            || header.Length > MaxCharacters
            || !Convert.TryFromBase64String(header, bytes, out var length)
        )
        {
            return null;
        }

        try
        {
            using var principal = JsonDocument.Parse(bytes.AsMemory(0, length));
            return Read(principal.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static SignedInPerson? Read(JsonElement principal)
    {
        if (
            principal.ValueKind != JsonValueKind.Object
            || TextOf(principal, "auth_typ") is not { Length: > 0 and <= 40 } provider
            || !provider.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            || !principal.TryGetProperty("claims", out var claims)
            || claims.ValueKind != JsonValueKind.Array
        )
        {
            return null;
        }

        return new SignedInPerson(
            provider,
            [
                .. ValuesOf(claims, AddressClaims)
                    .Where(address => address.Contains('@', StringComparison.Ordinal))
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ]
        )
        {
            Groups = [.. ValuesOf(claims, GroupClaims)],
        };
    }

    private static IEnumerable<string> ValuesOf(JsonElement claims, string[] types) =>
        claims
            .EnumerateArray()
            .Where(claim => claim.ValueKind == JsonValueKind.Object)
            .Where(claim => types.Contains(TextOf(claim, "typ")))
            .Select(claim => TextOf(claim, "val"))
            .OfType<string>();

    private static string? TextOf(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

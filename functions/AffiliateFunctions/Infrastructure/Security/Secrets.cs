using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>Makes the random secrets of cookies, of which only a hash is stored.</summary>
internal static class Secrets
{
    private const int Bytes = 32;
    private const int Characters = 43;

    /// <summary>A new secret of 256 random bits, as base64url.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Whether the text has the form of a secret.</summary>
    public static bool IsSecret(string? text) => text is { Length: Characters } && Base64Url.IsValid(text);

    /// <summary>The SHA-256 of a secret, in hexadecimal. A random secret of this length needs no salt.</summary>
    public static string HashOf(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// Verifies signatures by HMAC-SHA256, with several keys during a rotation and a comparison in constant time.
/// </summary>
internal static class Signatures
{
    /// <summary>
    /// The maximum difference between a signed time and the current time: the five minutes that Stripe, HubSpot and
    /// Standard Webhooks specify.
    /// </summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Whether one of the signatures matches the message with one of the keys.</summary>
    public static bool AnyFits(IEnumerable<byte[]> keys, byte[] message, IReadOnlyList<byte[]> signatures)
    {
        var fits = false;
        foreach (var key in keys)
        {
            var expected = HMACSHA256.HashData(key, message);
            foreach (var signature in signatures)
            {
                fits |= CryptographicOperations.FixedTimeEquals(expected, signature);
            }
        }

        return fits;
    }

    /// <summary>Returns the secrets as keys without decoding.</summary>
    public static IEnumerable<byte[]> Plain(IEnumerable<string> secrets) => secrets.Select(Encoding.UTF8.GetBytes);

    /// <summary>Returns the signed message: the body with the texts before and after it.</summary>
    public static byte[] Message(string before, byte[] body, string after = "") =>
        [.. Encoding.UTF8.GetBytes(before), .. body, .. Encoding.UTF8.GetBytes(after)];

    /// <summary>Decodes a base64 signature; null when it is invalid.</summary>
    public static byte[]? Base64(string? text)
    {
        var bytes = new byte[HMACSHA256.HashSizeInBytes];
        return text is not null && Convert.TryFromBase64String(text, bytes, out var length) && length == bytes.Length
            ? bytes
            : null;
    }

    /// <summary>Decodes a hexadecimal signature; null when it is invalid.</summary>
    public static byte[]? Hex(string? text)
    {
        var bytes = new byte[HMACSHA256.HashSizeInBytes];
        return
            text?.Length == 2 * bytes.Length
            && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? bytes
            : null;
    }

    /// <summary>Whether the time, in seconds since 1970, is within the window.</summary>
    public static bool IsTimely(string? seconds, DateTimeOffset now) =>
        Number(seconds) is { } sent
        && Math.Abs((decimal)sent - now.ToUnixTimeSeconds()) <= (decimal)Window.TotalSeconds;

    /// <summary>Whether the time, in milliseconds since 1970, is within the window.</summary>
    public static bool IsTimelyInMilliseconds(string? milliseconds, DateTimeOffset now) =>
        Number(milliseconds) is { } sent
        && Math.Abs((decimal)sent - now.ToUnixTimeMilliseconds()) <= (decimal)Window.TotalMilliseconds;

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

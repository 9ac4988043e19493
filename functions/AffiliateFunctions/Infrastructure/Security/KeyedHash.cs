using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>
/// HMAC-SHA256 (RFC 2104) under one key, for what is computed with every request: setting a key up costs more than hashing a short text
/// with it, so what was set up is used again.
/// </summary>
/// <param name="key">The key.</param>
public sealed class KeyedHash(byte[] key)
{
    private const int ShortText = 256;

    private readonly ConcurrentBag<IncrementalHash> idle = [];

    /// <summary>The hash of a text in UTF-8, its first bytes as lower-case hexadecimal.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">How many digits.</param>
    public string Hex(string text, int length)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = most <= ShortText ? stackalloc byte[ShortText] : new byte[most];
        bytes = bytes[..Encoding.UTF8.GetBytes(text, bytes)];
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var hash = idle.TryTake(out var used) ? used : IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(bytes);
        hash.GetHashAndReset(mac);
        idle.Add(hash);
        return Convert.ToHexStringLower(mac[..(length / 2)]);
    }
}

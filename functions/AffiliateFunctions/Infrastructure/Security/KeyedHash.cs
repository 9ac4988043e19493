using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>
/// HMAC-SHA256 (RFC 2104) under one key, for what is computed with every request: setting a key up costs more than
/// hashing a short text with it, so what was set up is used again.
/// </summary>
/// <param name="key">The key.</param>
public sealed class KeyedHash(byte[] key)
{
    private readonly ConcurrentBag<IncrementalHash> idle = [];

    /// <summary>The hash, its first bytes as lower-case hexadecimal.</summary>
    /// <param name="text">What is hashed, mostly a text in UTF-8.</param>
    /// <param name="length">How many digits.</param>
    public string Hex(ReadOnlySpan<byte> text, int length)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var hash = idle.TryTake(out var used) ? used : IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(text);
        hash.GetHashAndReset(mac);
        idle.Add(hash);
        return Convert.ToHexStringLower(mac[..(length / 2)]);
    }
}

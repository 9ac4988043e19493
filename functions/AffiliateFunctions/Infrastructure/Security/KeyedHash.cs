using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>
/// HMAC-SHA256 (RFC 2104) under one key, for hashes that every request needs. Preparing a key costs more than hashing a
/// short text, so the prepared key is reused.
/// </summary>
/// <param name="key">The key.</param>
public sealed class KeyedHash(byte[] key)
{
    private readonly ConcurrentBag<IncrementalHash> idle = [];

    /// <summary>Returns the first digits of the hash in lower-case hexadecimal.</summary>
    /// <param name="text">The bytes to hash, usually a text in UTF-8.</param>
    /// <param name="length">The number of digits.</param>
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

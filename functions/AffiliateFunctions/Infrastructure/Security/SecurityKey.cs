using System.Security.Cryptography;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>
/// One key of the settings. Its id is derived from the key, so that an order or a name in the settings can change
/// without a change of the stored ids.
/// </summary>
/// <param name="Id">The id: eight hexadecimal digits, which tell nothing about the key.</param>
/// <param name="Bytes">The key.</param>
public sealed record SecurityKey(string Id, byte[] Bytes)
{
    /// <summary>The number of bytes of an id.</summary>
    public const int IdBytes = 4;

    /// <summary>Reads the keys of a setting, the newest first.</summary>
    /// <param name="setting">The keys in base64, separated by commas; a valid value of the setting.</param>
    public static IReadOnlyList<SecurityKey> ParseAll(string setting) =>
        [
            .. Parts(setting)
                .Select(Convert.FromBase64String)
                .Select(bytes => new SecurityKey(Convert.ToHexStringLower(IdOf(bytes)), bytes)),
        ];

    /// <summary>Splits a setting into its keys in base64.</summary>
    internal static string[] Parts(string setting) => setting.Split(',', StringSplitOptions.TrimEntries);

    /// <summary>Derives a key for one purpose, so that no two purposes share a key.</summary>
    public byte[] Derive(ReadOnlySpan<byte> purpose) => HMACSHA256.HashData(Bytes, purpose);

    /// <summary>Returns the id without the key, which no log may have.</summary>
    public override string ToString() => Id;

    private static ReadOnlySpan<byte> IdOf(byte[] bytes) => HMACSHA256.HashData(bytes, "key id"u8).AsSpan(0, IdBytes);
}

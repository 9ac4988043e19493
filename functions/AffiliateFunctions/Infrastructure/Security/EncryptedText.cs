using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>
/// Encrypts single columns, such as bank details, with AES-256-GCM and a fresh 96-bit nonce (NIST SP 800-38D). A value
/// is bound to its row, so a value that is moved to another row cannot be decrypted. A value names its key, so that
/// values of several keys can be read while keys are rotated.
/// </summary>
public sealed class EncryptedText
{
    // Values of the first form have no key id. They are tried against all keys, the oldest first.
    private const byte WithoutId = 1;
    private const byte WithId = 2;
    private const int IdBytes = SecurityKey.IdBytes;
    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;

    private readonly IReadOnlyList<SecurityKey> keys;

    /// <summary>Creates the encryption with the configured keys.</summary>
    public EncryptedText(IOptions<SecurityOptions> options) => keys = options.Value.EncryptionKeys();

    /// <summary>The ids of the keys, the newest first.</summary>
    public IEnumerable<string> KeyIds => keys.Select(key => key.Id);

    /// <summary>The id of the key that encrypts.</summary>
    public string NewestKey => keys[0].Id;

    /// <summary>Encrypts a text and returns version, key id, nonce, tag and cipher text in one array.</summary>
    /// <param name="text">The secret.</param>
    /// <param name="boundTo">The name of the row, such as its partition and row key.</param>
    public byte[] Seal(string text, string boundTo) => Seal(Encoding.UTF8.GetBytes(text), boundTo);

    /// <summary>Encrypts bytes; see <see cref="Seal(string, string)"/>.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plain, string boundTo)
    {
        var key = keys[0];
        var box = new byte[1 + IdBytes + NonceBytes + TagBytes + plain.Length];
        box[0] = WithId;
        Convert.FromHexString(key.Id).CopyTo(box, 1);
        var nonce = box.AsSpan(1 + IdBytes, NonceBytes);
        var tag = box.AsSpan(1 + IdBytes + NonceBytes, TagBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key.Bytes, TagBytes);
        aes.Encrypt(
            nonce,
            plain,
            box.AsSpan(1 + IdBytes + NonceBytes + TagBytes),
            tag,
            Encoding.UTF8.GetBytes(boundTo)
        );
        return box;
    }

    /// <summary>Decrypts the result of <see cref="Seal(string, string)"/>.</summary>
    /// <exception cref="MissingKeyException">The settings do not have the key of the value.</exception>
    /// <exception cref="CryptographicException">The row is another one, or the value was altered.</exception>
    public string Open(byte[] box, string boundTo) => Encoding.UTF8.GetString(OpenBytes(box, boundTo));

    /// <summary>Decrypts bytes; see <see cref="Open(byte[], string)"/>.</summary>
    public byte[] OpenBytes(byte[] box, string boundTo)
    {
        var header = HeaderOf(box);
        return header > 1 ? Open(KeyOf(box), box.AsSpan(header), boundTo) : OpenWithAny(box.AsSpan(header), boundTo);
    }

    /// <summary>Whether the newest key has encrypted the value.</summary>
    public bool IsNewest(byte[] box) => HeaderOf(box) > 1 && IdOf(box) == NewestKey;

    /// <summary>
    /// Returns the id of the key that a value names, even if the value was altered;
    /// <see cref="MissingKeyException.Unknown"/> for a value without a key id.
    /// </summary>
    internal static string NamedKeyOf(byte[] box) =>
        box is [WithId, ..] && box.Length > IdBytes ? IdOf(box) : MissingKeyException.Unknown;

    private SecurityKey KeyOf(byte[] box) =>
        keys.FirstOrDefault(key => key.Id == IdOf(box)) ?? throw new MissingKeyException(IdOf(box));

    private byte[] OpenWithAny(ReadOnlySpan<byte> sealedPart, string boundTo)
    {
        AuthenticationTagMismatchException? last = null;
        foreach (var key in keys.Reverse())
        {
            try
            {
                return Open(key, sealedPart, boundTo);
            }
            catch (AuthenticationTagMismatchException mismatch)
            {
                last = mismatch;
            }
        }

        throw new MissingKeyException(MissingKeyException.Unknown, last!);
    }

    private static byte[] Open(SecurityKey key, ReadOnlySpan<byte> sealedPart, string boundTo)
    {
        var plain = new byte[sealedPart.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key.Bytes, TagBytes);
        aes.Decrypt(
            sealedPart[..NonceBytes],
            sealedPart[(NonceBytes + TagBytes)..],
            sealedPart.Slice(NonceBytes, TagBytes),
            plain,
            Encoding.UTF8.GetBytes(boundTo)
        );
        return plain;
    }

    private static string IdOf(byte[] box) => Convert.ToHexStringLower(box.AsSpan(1, IdBytes));

    private static int HeaderOf(byte[] box)
    {
        var header = box switch
        {
            [WithId, ..] => 1 + IdBytes,
            [WithoutId, ..] => 1,
            _ => box.Length,
        };
        return box.Length >= header + NonceBytes + TagBytes
            ? header
            : throw new CryptographicException("The value is not a sealed one.");
    }
}

using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>
/// Encrypts single columns, such as bank details, with AES-256-GCM and a fresh 96-bit nonce (NIST SP 800-38D). A value
/// is bound to its row, so a value that is moved to another row cannot be decrypted.
/// </summary>
public sealed class EncryptedText
{
    private const byte Version = 1;
    private readonly byte[] key;

    /// <summary>Creates the encryption with the configured key.</summary>
    public EncryptedText(IOptions<SecurityOptions> options) =>
        key = Convert.FromBase64String(options.Value.EncryptionKey);

    /// <summary>Encrypts a text and returns version, nonce, tag and cipher text in one array.</summary>
    /// <param name="text">The secret.</param>
    /// <param name="boundTo">The name of the row, such as its partition and row key.</param>
    public byte[] Seal(string text, string boundTo) => Seal(Encoding.UTF8.GetBytes(text), boundTo);

    /// <summary>Encrypts bytes; see <see cref="Seal(string, string)"/>.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plain, string boundTo)
    {
        var box = new byte[1 + AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize + plain.Length];
        box[0] = Version;
        var (nonce, tag, cipher) = Parts(box);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag, Encoding.UTF8.GetBytes(boundTo));
        return box;
    }

    /// <summary>Decrypts the result of <see cref="Seal(string, string)"/>.</summary>
    /// <exception cref="CryptographicException">The key or the row is another one, or the value was
    /// altered.</exception>
    public string Open(byte[] box, string boundTo) => Encoding.UTF8.GetString(OpenBytes(box, boundTo));

    /// <summary>Decrypts bytes; see <see cref="Open"/>.</summary>
    public byte[] OpenBytes(byte[] box, string boundTo)
    {
        if (box.Length < 1 + AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize || box[0] != Version)
        {
            throw new CryptographicException("The value is not a sealed one.");
        }

        var (nonce, tag, cipher) = Parts(box);
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(key, tag.Length);
        aes.Decrypt(nonce, cipher, tag, plain, Encoding.UTF8.GetBytes(boundTo));
        return plain;
    }

    private static Layout Parts(byte[] box)
    {
        var nonce = AesGcm.NonceByteSizes.MaxSize;
        var tag = AesGcm.TagByteSizes.MaxSize;
        return new Layout(box.AsSpan(1, nonce), box.AsSpan(1 + nonce, tag), box.AsSpan(1 + nonce + tag));
    }

    private readonly ref struct Layout(Span<byte> nonce, Span<byte> tag, Span<byte> cipher)
    {
        private readonly Span<byte> nonce = nonce;
        private readonly Span<byte> tag = tag;
        private readonly Span<byte> cipher = cipher;

        public void Deconstruct(out Span<byte> nonceOut, out Span<byte> tagOut, out Span<byte> cipherOut)
        {
            nonceOut = nonce;
            tagOut = tag;
            cipherOut = cipher;
        }
    }
}

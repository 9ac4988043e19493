using System.Security.Cryptography;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>Reports a value that was encrypted with a key that the settings do not have.</summary>
public sealed class MissingKeyException : CryptographicException
{
    /// <summary>The name of the key of a value that has no key id and that no key decrypts.</summary>
    public const string Unknown = "unknown";

    /// <summary>Creates the fault without a key.</summary>
    public MissingKeyException()
        : this(Unknown) { }

    /// <summary>Creates the fault.</summary>
    /// <param name="keyId">The id of the missing key, or <see cref="Unknown"/>.</param>
    public MissingKeyException(string keyId)
        : base(
            $"No key of Security__EncryptionKey decrypts the value, which needs the key '{keyId}': add that key at the end "
                + "of the setting, after a comma."
        ) => KeyId = keyId;

    /// <summary>Creates the fault with its cause.</summary>
    public MissingKeyException(string keyId, Exception cause)
        : base($"No key of Security__EncryptionKey decrypts the value, or the value was altered.", cause) =>
        KeyId = keyId;

    /// <summary>The id of the missing key, or <see cref="Unknown"/>.</summary>
    public string KeyId { get; }
}

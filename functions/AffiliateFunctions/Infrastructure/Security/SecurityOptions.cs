using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>
/// The keys of signed links and of encrypted columns. They are secrets, from settings or Key Vault references.
/// </summary>
public sealed record SecurityOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Security";

    /// <summary>The key that signs links: 32 bytes or more, base64.</summary>
    [Required, Base64String, MinLength(44)]
    public string LinkSigningKey { get; init; } = string.Empty;

    /// <summary>The key that encrypts bank details: 32 bytes, base64.</summary>
    [Required, Base64String, StringLength(44, MinimumLength = 44)]
    public string EncryptionKey { get; init; } = string.Empty;
}

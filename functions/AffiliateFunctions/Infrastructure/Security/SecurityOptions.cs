using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>
/// The keys of signed links and of encrypted columns. They are secrets, from settings or Key Vault references.
/// </summary>
public sealed record SecurityOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Security";

    private const string Form = "it must be 32 random bytes in base64, for example of \"openssl rand -base64 32\".";

    /// <summary>The key that signs links: 32 bytes or more, base64.</summary>
    [Required(ErrorMessage = Form), Base64String(ErrorMessage = Form), MinLength(44, ErrorMessage = Form)]
    public string LinkSigningKey { get; init; } = string.Empty;

    /// <summary>The key that encrypts bank details: 32 bytes, base64.</summary>
    [Required(ErrorMessage = Form), Base64String(ErrorMessage = Form)]
    [StringLength(44, MinimumLength = 44, ErrorMessage = Form)]
    public string EncryptionKey { get; init; } = string.Empty;
}

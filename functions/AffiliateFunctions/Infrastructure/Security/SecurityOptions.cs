namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>
/// The keys of signed links and of encrypted columns. They are secrets, from settings or Key Vault references. A setting
/// has one key, or several while keys are rotated.
/// </summary>
public sealed record SecurityOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Security";

    /// <summary>
    /// The keys that sign links, the newest first: 32 bytes or more each, base64, separated by commas. The first key
    /// signs, and all of them verify.
    /// </summary>
    [KeyList]
    public string LinkSigningKey { get; init; } = string.Empty;

    /// <summary>
    /// The keys that encrypt bank details, the newest first: 32 bytes each, base64, separated by commas. The first key
    /// encrypts, and all of them decrypt.
    /// </summary>
    [KeyList(IsExact = true)]
    public string EncryptionKey { get; init; } = string.Empty;

    /// <summary>
    /// The key of the hashes by which partners' addresses and payout accounts are found: the oldest encryption key if
    /// the setting is missing. It must not change, because stored rows are named by these hashes.
    /// </summary>
    [KeyList(IsOptional = true, IsSingle = true)]
    public string EmailIndexKey { get; init; } = string.Empty;

    /// <summary>
    /// The key of the hashes by which customers of one mailbox are found: the oldest link signing key if the setting is
    /// missing. It must not change, because stored rows are named by these hashes.
    /// </summary>
    [KeyList(IsOptional = true, IsSingle = true)]
    public string CustomerIndexKey { get; init; } = string.Empty;

    /// <summary>Returns the keys that sign links, the newest first.</summary>
    public IReadOnlyList<SecurityKey> LinkSigningKeys() => SecurityKey.ParseAll(LinkSigningKey);

    /// <summary>Returns the keys that encrypt, the newest first.</summary>
    public IReadOnlyList<SecurityKey> EncryptionKeys() => SecurityKey.ParseAll(EncryptionKey);

    /// <summary>Returns the key of the hashes of partners' addresses and accounts.</summary>
    public SecurityKey EmailIndex() =>
        EmailIndexKey.Length > 0 ? SecurityKey.ParseAll(EmailIndexKey)[0] : EncryptionKeys()[^1];

    /// <summary>Returns the key of the hashes of customers' addresses.</summary>
    public SecurityKey CustomerIndex() =>
        CustomerIndexKey.Length > 0 ? SecurityKey.ParseAll(CustomerIndexKey)[0] : LinkSigningKeys()[^1];
}

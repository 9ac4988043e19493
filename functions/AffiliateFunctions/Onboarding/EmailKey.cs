using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding;

/// <summary>
/// Derives keys from e-mail addresses with HMAC-SHA-256 under the app's key. Without that key, nobody can find out an
/// address by trying candidates.
/// </summary>
public sealed class EmailKey(IOptions<SecurityOptions> options)
{
    private readonly byte[] key = options.Value.EmailIndex().Derive("onboarding:email"u8);

    /// <summary>The row key of the address in its program. All addresses of one mailbox share one row.</summary>
    public string RowOf(ProgramSlug program, string email) => $"email:{Hash($"{program}\n{Mailbox.Of(email)}")}";

    /// <summary>The key of the address's mailbox over all programs.</summary>
    public string MailboxOf(string email) => Hash(Mailbox.Of(email));

    /// <summary>
    /// The key of the address itself, whatever its letter case. Other addresses of the same mailbox have other keys.
    /// </summary>
    public string AddressOf(string email) => Hash($"address\n{email.Trim().ToUpperInvariant()}");

    /// <summary>
    /// The id of the address's n-th application in earlier versions, whose rows of addresses have no id.
    /// </summary>
    public ApplicationId ApplicationIdOf(ProgramSlug program, string email, int attempt) =>
        ApplicationId.Parse(
            "app_"
                + Hash(string.Create(CultureInfo.InvariantCulture, $"{program}\n{Mailbox.Of(email)}\n{attempt}"))[..26]
        );

    /// <summary>A name of the text for records that cannot be erased: the beginning of its keyed hash.</summary>
    public string PseudonymOf(ProgramSlug program, string text) => Hash($"{program}\n{text}")[..12];

    private string Hash(string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding;

/// <summary>
/// Names derived from an e-mail address under the app's key: HMAC-SHA-256, so that nobody can try addresses against
/// them.
/// </summary>
public sealed class EmailKey(IOptions<SecurityOptions> options)
{
    private readonly byte[] key = HMACSHA256.HashData(
        Convert.FromBase64String(options.Value.EncryptionKey),
        "onboarding:email"u8
    );

    /// <summary>The row of the address in its program; all addresses of one mailbox have the same.</summary>
    public string RowOf(ProgramSlug program, string email) => $"email:{Hash($"{program}\n{Mailbox.Of(email)}")}";

    /// <summary>
    /// The id of the address's n-th application. It carries no time: whoever applies with somebody else's address gets
    /// an id that looks like that of a first application, whether there has been one or not.
    /// </summary>
    public ApplicationId ApplicationIdOf(ProgramSlug program, string email, int attempt) =>
        ApplicationId.Parse(
            "app_"
                + Hash(string.Create(CultureInfo.InvariantCulture, $"{program}\n{Mailbox.Of(email)}\n{attempt}"))[..26]
        );

    private string Hash(string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
}

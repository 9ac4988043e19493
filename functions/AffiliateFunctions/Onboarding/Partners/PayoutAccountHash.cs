using System.Security.Cryptography;
using System.Text;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Hashes payout details with HMAC-SHA-256 under the app's key. The hash shows whether two accounts are the same, and
/// without the key nobody can find an account by trying numbers.
/// </summary>
public sealed class PayoutAccountHash(IOptions<SecurityOptions> options)
{
    private readonly byte[] key = options.Value.EmailIndex().Derive("onboarding:payout-account"u8);

    /// <summary>The hash of the method and of all fields, in hexadecimal.</summary>
    public string Of(PayoutDetails details)
    {
        var fields = details
            .Fields.OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => $"{field.Key.Length}:{field.Key}{field.Value.Length}:{field.Value}");
        return Convert.ToHexStringLower(
            HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{details.Method}\n{string.Concat(fields)}"))
        );
    }
}

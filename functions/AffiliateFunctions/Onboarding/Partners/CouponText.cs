using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Addresses;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Coupons in the form that shops allow: 1 to 255 printable characters, including spaces and symbols. Letter case is
/// ignored (https://shopify.dev/docs/api/admin-graphql/latest/objects/DiscountRedeemCode,
/// https://docs.stripe.com/api/promotion_codes/object#promotion_code_object-code).
/// </summary>
internal static class CouponText
{
    /// <summary>The message for an invalid coupon.</summary>
    public const string Sentence = "A coupon must have 1 to 255 printable characters.";

    private const int MaxLength = 255;

    // Coupons of only these characters are used as row keys without a hash.
    private const int MaxPlainLength = 40;
    private const char Hashed = '~';

    /// <summary>Whether the text is a valid coupon. Surrounding spaces are ignored.</summary>
    public static bool Fits(string? coupon) =>
        coupon?.Trim() is { Length: >= 1 and <= MaxLength } text && LineText.Fits(text) && !HasHalfPair(text);

    /// <summary>
    /// The form in which coupons are compared, stored and shown: upper case, Unicode normalization form KC.
    /// </summary>
    public static string Normal(string coupon) => CompatibilityForm.Of(coupon.Trim()).ToUpperInvariant();

    /// <summary>
    /// The row key of the coupon: the coupon itself when it has only letters, digits and hyphens, otherwise a hash of
    /// it.
    /// </summary>
    public static string KeyOf(string coupon)
    {
        var normal = Normal(coupon);
        return normal.Length <= MaxPlainLength && normal.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? normal
            : Hashed + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(normal)));
    }

    private static bool HasHalfPair(string text) => text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar);
}

using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Onboarding.StripeCodes;

/// <summary>
/// The Stripe accounts in which promotion codes of partners are created, by program. Without an account, coupons are
/// only recorded.
/// </summary>
internal sealed record StripeCodeOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Coupons:Stripe";

    // The base address of the API (https://docs.stripe.com/api).
    private const string Host = "api.stripe.com";

    /// <summary>The base address of the API.</summary>
    [Required, Url]
    public string BaseUrl { get; init; } = $"https://{Host}";

    /// <summary>The accounts by the slugs of their programs.</summary>
    public Dictionary<string, StripeCodeAccount> Programs { get; init; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (
            Uri.TryCreate(BaseUrl, UriKind.Absolute, out var address)
            && !address.IsLoopback
            && (address.Scheme != Uri.UriSchemeHttps || address.Authority != Host)
        )
        {
            yield return new ValidationResult($"it must be https://{Host}, except on this machine.", [nameof(BaseUrl)]);
        }

        foreach (var (program, account) in Programs)
        {
            if (string.IsNullOrWhiteSpace(account.ApiKey))
            {
                yield return new ValidationResult(
                    "give a restricted key that may write promotion codes, or remove the program.",
                    [$"{nameof(Programs)}__{program}__{nameof(StripeCodeAccount.ApiKey)}"]
                );
            }
        }
    }
}

/// <summary>The Stripe account of a program.</summary>
internal sealed record StripeCodeAccount
{
    /// <summary>A restricted key that may write promotion codes.</summary>
    public string ApiKey { get; init; } = string.Empty;

    /// <summary>
    /// The id of the coupon at Stripe that promotion codes refer to, which says how much customers save; empty if each
    /// request names one.
    /// </summary>
    public string Coupon { get; init; } = string.Empty;
}

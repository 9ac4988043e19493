using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Payouts.Rails.PayPal;

/// <summary>
/// The connection to PayPal's Payouts API. Without credentials PayPal payouts are written to a file, as any others.
/// </summary>
internal sealed record PayPalOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Payouts:PayPal";

    // PayPal, "Get started with PayPal REST APIs" (https://developer.paypal.com/api/rest/): the base addresses of the
    // sandbox and of live accounts.
    private static readonly string[] Hosts = ["api-m.paypal.com", "api-m.sandbox.paypal.com"];

    /// <summary>The client id of the app at PayPal. Payouts must be enabled for it.</summary>
    public string ClientId { get; init; } = string.Empty;

    /// <summary>The secret of the app at PayPal.</summary>
    public string ClientSecret { get; init; } = string.Empty;

    /// <summary>
    /// The id of the webhook at PayPal, by which its signatures are verified; empty without a webhook.
    /// </summary>
    public string WebhookId { get; init; } = string.Empty;

    /// <summary>The base address of the API: of live accounts by default, or of the sandbox.</summary>
    [Required, Url]
    public string BaseUrl { get; init; } = "https://api-m.paypal.com";

    /// <summary>Whether PayPal payouts are sent through the API.</summary>
    public bool IsEnabled => ClientId.Length > 0 && ClientSecret.Length > 0;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ClientId.Length > 0 != ClientSecret.Length > 0)
        {
            yield return new ValidationResult(
                "give the client id and the secret of the app at PayPal, or neither.",
                [nameof(ClientId), nameof(ClientSecret)]
            );
        }

        if (Uri.TryCreate(BaseUrl, UriKind.Absolute, out var address) && !IsAllowed(address))
        {
            yield return new ValidationResult(
                "it must be https://api-m.paypal.com or https://api-m.sandbox.paypal.com, except on this machine.",
                [nameof(BaseUrl)]
            );
        }
    }

    private static bool IsAllowed(Uri address) =>
        address.IsLoopback || (address.Scheme == Uri.UriSchemeHttps && Hosts.Contains(address.Host));
}

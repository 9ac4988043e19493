using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>The app's public address, and the request limits of its open routes.</summary>
public sealed record SiteOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Site";

    /// <summary>The path at which partners sign in to their pages.</summary>
    public const string PartnerPages = "/partner";

    private const string AddressForm = "it must be the public address of this app, such as https://partners.acme.com.";

    /// <summary>
    /// The address at which links in e-mails and pages begin, such as <c>https://partners.example.com</c>.
    /// </summary>
    [Required(ErrorMessage = AddressForm), Url(ErrorMessage = AddressForm)]
    public string PublicBaseUrl { get; init; } = string.Empty;

    /// <summary>The number of requests to open forms and links that one address can send per minute.</summary>
    [Range(1, 1_000_000)]
    public int OpenRequestsPerMinute { get; init; } = 600;

    /// <summary>
    /// The number of requests for the app's health and description that one address can send per minute.
    /// </summary>
    [Range(1, 1_000_000)]
    public int HealthRequestsPerMinute { get; init; } = 600;

    /// <summary>
    /// The number of webhooks that one address can send per minute. A billing system sends the webhooks of all its
    /// customers from a few addresses.
    /// </summary>
    [Range(1, 1_000_000)]
    public int WebhookRequestsPerMinute { get; init; } = 6_000;

    /// <summary>How the address of a caller is found; see <see cref="Http.CallerAddress"/>.</summary>
    [AllowedValues(Http.CallerAddress.Forwarded, Http.CallerAddress.FrontDoor)]
    public string CallerAddress { get; init; } = Http.CallerAddress.Forwarded;

    /// <summary>Returns an address of this app.</summary>
    /// <param name="path">The path, beginning with a slash.</param>
    public string Address(string path) => PublicBaseUrl.TrimEnd('/') + path;
}

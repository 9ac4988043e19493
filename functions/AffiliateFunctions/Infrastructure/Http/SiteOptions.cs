using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Where the app is reached from outside, and how much strangers may ask of it.</summary>
public sealed record SiteOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Site";

    /// <summary>
    /// The address that links in mails and pages begin with, such as <c>https://partners.example.com</c>.
    /// </summary>
    [Required, Url]
    public string PublicBaseUrl { get; init; } = string.Empty;

    /// <summary>How many requests to open forms and links one address may send in a minute.</summary>
    [Range(1, 1_000_000)]
    public int OpenRequestsPerMinute { get; init; } = 600;

    /// <summary>How many requests for the app's health and its description one address may send in a minute.</summary>
    [Range(1, 1_000_000)]
    public int HealthRequestsPerMinute { get; init; } = 600;

    /// <summary>
    /// How many webhooks one address may send in a minute. A billing system sends those of all its customers from a few
    /// addresses.
    /// </summary>
    [Range(1, 1_000_000)]
    public int WebhookRequestsPerMinute { get; init; } = 6_000;

    /// <summary>How the address of a caller is found; see <see cref="Http.CallerAddress"/>.</summary>
    [AllowedValues(Http.CallerAddress.Forwarded, Http.CallerAddress.FrontDoor)]
    public string CallerAddress { get; init; } = Http.CallerAddress.Forwarded;

    /// <summary>An address of this app.</summary>
    /// <param name="path">The path, beginning with a slash.</param>
    public string Address(string path) => PublicBaseUrl.TrimEnd('/') + path;
}

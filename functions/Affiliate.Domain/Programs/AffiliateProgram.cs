using System.Text.Json.Serialization;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Programs;

/// <summary>One affiliate program as other features see it.</summary>
public sealed record AffiliateProgram
{
    /// <summary>The slug that identifies the program in URLs.</summary>
    public required ProgramSlug Slug { get; init; }

    /// <summary>The display name.</summary>
    public required string Name { get; init; }

    /// <summary>The currency of the program's ledger, ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>The IANA time zone in which a month begins and ends.</summary>
    public required string Timezone { get; init; }

    /// <summary>The company's website, which partner links lead to.</summary>
    public required string Website { get; init; }

    /// <summary>The legal name of the company that runs the program, or null.</summary>
    public string? LegalName { get; init; }

    /// <summary>The company's postal address on one line, or null.</summary>
    public string? Address { get; init; }

    /// <summary>The company's VAT identification number, or null.</summary>
    public string? VatId { get; init; }

    /// <summary>The https address of the company's logo, or null.</summary>
    public string? LogoUrl { get; init; }

    /// <summary>The color of links and buttons, such as <c>#1f5fd0</c>; null for the default.</summary>
    public string? Color { get; init; }

    /// <summary>The origins that may call the public API from a browser.</summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    /// <summary>The hosts that a click may be redirected to, in addition to the website's host.</summary>
    public required IReadOnlyList<string> AllowedDestinations { get; init; }

    /// <summary>
    /// The parameters that carry a partner's code in links of another product, which lead to <c>/r</c>: <c>via</c>,
    /// <c>ref</c> or <c>fpr</c>.
    /// </summary>
    public IReadOnlyList<string> LinkParameters { get; init; } = [];

    /// <summary>
    /// The quality screens that hold commissions for a decision, in addition to the rule book's screens.
    /// </summary>
    public QualityScreens Screens { get; init; } = new();

    /// <summary>
    /// Whether customers with the same e-mail address are treated as one buyer. The touches of one then count for the
    /// other.
    /// </summary>
    public bool LinksCustomersByAddress { get; init; } = true;

    /// <summary>
    /// Whether events that a provider marks as tests are processed like other events. Otherwise they are ignored.
    /// </summary>
    public bool AcceptTestEvents { get; init; }

    /// <summary>When the settings were last changed; null for settings that are as they were at first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The stage of the program.</summary>
    public required ProgramStage Stage { get; init; }

    /// <summary>The time at which the program entered its stage.</summary>
    public required DateTimeOffset StageSince { get; init; }

    /// <summary>
    /// The time at which the program's pilot began. Null for a draft, and for a program whose pilot began before this
    /// was stored.
    /// </summary>
    public DateTimeOffset? PilotSince { get; init; }

    /// <summary>The time since which the program is known to run. No cycle covers an earlier month.</summary>
    [JsonIgnore]
    public DateTimeOffset RunsSince => PilotSince ?? StageSince;

    /// <summary>The limits of the pilot. Each limit is null once it is lifted.</summary>
    public required ProgramLimits Limits { get; init; }

    /// <summary>The charter; null until it is written. No program starts without a charter.</summary>
    public Charter? Charter { get; init; }

    /// <summary>The months that end with a review. A change of the charter's cadence applies from the next month.</summary>
    [JsonIgnore]
    public ReviewSchedule Reviews { get; init; } = ReviewSchedule.Monthly;

    /// <summary>The time at which the program was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// Whether links may lead to the address: the website's host or an allowed one, by https, or by http if the
    /// website itself has http. An allowed host without a port means that host on the default port.
    /// </summary>
    public bool AllowsDestination(Uri address)
    {
        var site = new Uri(Website);
        return (
                address.Scheme == Uri.UriSchemeHttps
                || (address.Scheme == Uri.UriSchemeHttp && site.Scheme == Uri.UriSchemeHttp)
            )
            && address.UserInfo.Length == 0
            && AllowedDestinations
                .Select(host => AsciiAddress.AuthorityOf(new Uri($"https://{host}/")))
                .Append(AsciiAddress.AuthorityOf(site))
                .Contains(AsciiAddress.AuthorityOf(address), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The time zone with its rules.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(Timezone);
}

/// <summary>The limits of a pilot. They apply until they are lifted by a decided review.</summary>
/// <param name="MaxPartners">The maximum number of active partners, or null.</param>
/// <param name="MaxMonthlyPayout">The maximum that one cycle pays, in minor units of the program's currency, or
/// null.</param>
public sealed record ProgramLimits(int? MaxPartners, long? MaxMonthlyPayout);

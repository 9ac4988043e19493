using Affiliate.Domain.Addresses;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Onboarding.Applications;

namespace AffiliateFunctions.Onboarding.Screening;

/// <summary>
/// Compares the stated country with the country of the domains. A two-letter top-level domain is the code of a country
/// (ISO 3166-1, https://www.iana.org/domains/root/db), with uk for GB.
/// </summary>
internal sealed class CountryScreen : IApplicationScreen
{
    // Country domains that are used all over the world
    // (https://developers.google.com/search/docs/specialty/international/managing-multi-regional-sites).
    private static readonly HashSet<string> Worldwide = new(
        "ad ai as bz cc cd co dj fm io la me ms nu sc sr su tv tk ws".Split(' '),
        StringComparer.Ordinal
    );

    public Task<IReadOnlyList<Finding>> FindAsync(
        AffiliateProgram program,
        PartnerApplication application,
        CancellationToken cancellationToken
    )
    {
        var applicant = application.Applicant;
        var hosts = new[] { AsciiHost.Of(EmailDomains.Of(applicant.Email)), AddressScreen.HostOf(applicant.Website) };
        return Task.FromResult<IReadOnlyList<Finding>>([
            .. hosts
                .Select(CountryOf)
                .OfType<string>()
                .Distinct()
                .Where(country => country != applicant.Country)
                .Select(country => new Finding(
                    "country_mismatch",
                    FindingSeverity.Info,
                    $"The application states the country {applicant.Country}, and a domain of it belongs to {country}."
                )),
        ]);
    }

    private static string? CountryOf(string? host)
    {
        var top = host?[(host.LastIndexOf('.') + 1)..];
        var code = top == "uk" ? "GB" : top?.ToUpperInvariant();
        return top is not null && !Worldwide.Contains(top) && CountryCode.TryParse(code, out _) ? code : null;
    }
}

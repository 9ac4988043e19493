using System.Net;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Onboarding.Partners;

namespace AffiliateFunctions.Onboarding.Screening;

/// <summary>
/// Finds partners and earlier applications that may be the same applicant: the same mailbox, company or network.
/// Sentences name partners by their ids, so that a partner can be erased.
/// </summary>
internal sealed class DuplicateScreen(PartnerStore partners, ApplicationStore applications) : IApplicationScreen
{
    private const int MaxNamed = 5;

    public async Task<IReadOnlyList<Finding>> FindAsync(
        AffiliateProgram program,
        PartnerApplication application,
        CancellationToken cancellationToken
    )
    {
        var own = Traits.Of(application);
        var similar = new List<(PartnerId Partner, Likeness Likeness)>();
        await foreach (var partner in partners.ListAsync(program.Slug, after: null, cancellationToken))
        {
            if (partner.Id != application.PartnerId && own.LikenessTo(Traits.Of(partner)) is var likeness and > 0)
            {
                similar.Add((partner.Id, likeness));
            }
        }

        var (earlier, fromNetwork) = (0, 0);
        await foreach (var other in applications.ListAsync(program.Slug, after: null, cancellationToken))
        {
            if (other.Id == application.Id || IsErased(other))
            {
                continue;
            }

            var likeness = own.LikenessTo(Traits.Of(other));
            earlier += likeness.HasFlag(Likeness.Mailbox) ? 1 : 0;
            fromNetwork += likeness.HasFlag(Likeness.Network) ? 1 : 0;
        }

        return [.. OfPartners(similar), .. OfApplications(earlier, fromNetwork)];
    }

    private static IEnumerable<Finding> OfPartners(List<(PartnerId Partner, Likeness Likeness)> similar)
    {
        (Likeness Likeness, string Code, FindingSeverity Severity, string What)[] kinds =
        [
            (Likeness.Mailbox, "same_mailbox", FindingSeverity.Serious, "has the same mailbox, written differently"),
            (Likeness.Domain, "same_company_domain", FindingSeverity.Warning, "has the same company domain"),
            (Likeness.Name, "same_company_name", FindingSeverity.Info, "has a company of the same name"),
            (Likeness.Network, "same_network", FindingSeverity.Warning, "has accepted terms from the same network"),
        ];
        foreach (var (likeness, code, severity, what) in kinds)
        {
            var ids = similar.Where(pair => pair.Likeness.HasFlag(likeness)).Select(pair => pair.Partner).ToList();
            if (ids.Count > 0)
            {
                var more = ids.Count > MaxNamed ? $" (and {ids.Count - MaxNamed} more)" : string.Empty;
                yield return new Finding(
                    code,
                    severity,
                    $"Partner {string.Join(", ", ids.Take(MaxNamed))}{more} {what}."
                )
                {
                    Partners = [.. ids.Take(MaxNamed)],
                };
            }
        }
    }

    private static IEnumerable<Finding> OfApplications(int earlier, int fromNetwork)
    {
        if (earlier > 0)
        {
            yield return new Finding(
                "applied_before",
                FindingSeverity.Info,
                $"The same mailbox has applied before, number of earlier applications: {earlier}."
            );
        }

        if (fromNetwork > 0)
        {
            yield return new Finding(
                "network_applied_before",
                FindingSeverity.Warning,
                $"Other applications came from the same network: {fromNetwork}."
            );
        }
    }

    private static bool IsErased(PartnerApplication application) =>
        application.Applicant.Name == ErasedPartner.Pseudonym;

    [Flags]
    private enum Likeness
    {
        None = 0,
        Mailbox = 1,
        Domain = 2,
        Name = 4,
        Network = 8,
    }

    private sealed record Traits(string Mailbox, string?[] Domains, string Name, ulong? Network)
    {
        public static Traits Of(PartnerApplication application) =>
            Of(
                application.Applicant.Email,
                application.Applicant.Website,
                application.Applicant.Company,
                application.Terms
            );

        public static Traits Of(Partner partner) => Of(partner.Email, partner.Website, partner.Company, partner.Terms);

        public Likeness LikenessTo(Traits other) =>
            (Mailbox == other.Mailbox ? Likeness.Mailbox : Likeness.None)
            | (
                Domains.OfType<string>().Intersect(other.Domains.OfType<string>()).Any()
                    ? Likeness.Domain
                    : Likeness.None
            )
            | (Name.Length > 0 && Name == other.Name ? Likeness.Name : Likeness.None)
            | (Network is { } network && network == other.Network ? Likeness.Network : Likeness.None);

        private static Traits Of(string email, string? website, string company, PartnerTerms terms) =>
            new(
                WithoutDots(Affiliate.Domain.Addresses.Mailbox.Of(email)),
                [CompanyDomain.OfEmail(email), CompanyDomain.Of(AddressScreen.HostOf(website))],
                company == ErasedPartner.Pseudonym
                    ? string.Empty
                    : string.Concat(company.Where(char.IsLetterOrDigit)).ToLowerInvariant(),
                IPAddress.TryParse(terms.AcceptedFrom, out var address) ? CallerNetwork.Of(address) : null
            );

        // Several providers ignore dots as Gmail does. A person decides whether two such addresses are the same.
        private static string WithoutDots(string mailbox)
        {
            var at = mailbox.LastIndexOf('@');
            return at < 0
                ? mailbox
                : mailbox[..at].Replace(".", string.Empty, StringComparison.Ordinal) + mailbox[at..];
        }
    }
}

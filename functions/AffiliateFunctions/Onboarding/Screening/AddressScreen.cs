using Affiliate.Domain.Addresses;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Lists;
using AffiliateFunctions.Onboarding.Applications;

namespace AffiliateFunctions.Onboarding.Screening;

/// <summary>
/// Looks at the applicant's domains: disposable and free mailboxes, domains that imitate others, and domains that do not
/// fit each other.
/// </summary>
internal sealed class AddressScreen : IApplicationScreen
{
    public Task<IReadOnlyList<Finding>> FindAsync(
        AffiliateProgram program,
        PartnerApplication application,
        CancellationToken cancellationToken
    )
    {
        var email = AsciiHost.Of(EmailDomains.Of(application.Applicant.Email)) ?? string.Empty;
        var site = HostOf(application.Applicant.Website) ?? string.Empty;
        IEnumerable<Finding?> findings =
        [
            Disposable(email),
            Own(email, site, program),
            Free(email),
            Imitation(email, "e-mail address", program),
            Imitation(site, "website", program),
            OtherScript(email, "e-mail address"),
            OtherScript(site, "website"),
            Mismatch(email, site),
        ];
        return Task.FromResult<IReadOnlyList<Finding>>([.. findings.OfType<Finding>()]);
    }

    internal static string? HostOf(string? website) =>
        Uri.TryCreate(website, UriKind.Absolute, out var address) ? AsciiHost.Of(address.IdnHost) : null;

    private static Finding? Disposable(string email) =>
        DisposableDomains.Contains(email)
            ? new Finding(
                "disposable_email",
                FindingSeverity.Serious,
                $"The e-mail address is at {email}, a provider of disposable mailboxes."
            )
            : null;

    private static Finding? Own(string email, string site, AffiliateProgram program)
    {
        var own = HostOf(program.Website);
        return CompanyDomain.AreSame(email, own)
                ? new Finding(
                    "own_domain",
                    FindingSeverity.Warning,
                    $"The e-mail address is at {email}, the company's own domain."
                )
            : CompanyDomain.AreSame(site, own)
                ? new Finding(
                    "own_website",
                    FindingSeverity.Warning,
                    $"The website {site} is at the company's own domain."
                )
            : null;
    }

    private static Finding? Free(string email) =>
        EmailDomains.IsFreeMail(email)
            ? new Finding(
                "free_email",
                FindingSeverity.Info,
                $"The e-mail address is at {email}, where anyone can get a mailbox."
            )
            : null;

    private static Finding? Imitation(string host, string what, AffiliateProgram program)
    {
        var imitated = LookAlikeDomain.Imitates(host, HostOf(program.Website))
            ? HostOf(program.Website)
            : LookAlikeDomain.ProviderImitatedBy(host);
        return imitated is null
            ? null
            : new Finding(
                "look_alike_domain",
                FindingSeverity.Serious,
                $"The {what} is at {Shown(host)}, which looks like {imitated} and is another domain."
            );
    }

    private static Finding? OtherScript(string host, string what) =>
        ConfusableText.ImitatesLatin(LookAlikeDomain.Displayed(host))
            ? new Finding(
                "confusable_domain",
                FindingSeverity.Serious,
                $"The {what} is at {Shown(host)}: letters of another script look like Latin letters in it."
            )
            : null;

    private static Finding? Mismatch(string email, string site)
    {
        if (CompanyDomain.Of(email) is not { } mail || CompanyDomain.Of(site) is not { } web || mail == web)
        {
            return null;
        }

        return LookAlikeDomain.Imitates(mail, web)
            ? new Finding(
                "look_alike_domain",
                FindingSeverity.Serious,
                $"The e-mail address is at {Shown(mail)}, which looks like the website's domain {Shown(web)} and is another."
            )
            : new Finding(
                "domain_mismatch",
                FindingSeverity.Info,
                $"The e-mail address is at {Shown(mail)}, and the website is at {Shown(web)}."
            );
    }

    // A domain with letters of other scripts is named in both forms, because the displayed form can deceive.
    private static string Shown(string host) =>
        LookAlikeDomain.Displayed(host) is var displayed && displayed == host ? host : $"{displayed} ({host})";
}

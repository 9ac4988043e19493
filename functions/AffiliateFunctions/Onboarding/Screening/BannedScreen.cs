using System.Net;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Onboarding.Applications;

namespace AffiliateFunctions.Onboarding.Screening;

/// <summary>Compares an application with the program's banned list.</summary>
internal sealed class BannedScreen(BannedStore store) : IApplicationScreen
{
    public async Task<IReadOnlyList<Finding>> FindAsync(
        AffiliateProgram program,
        PartnerApplication application,
        CancellationToken cancellationToken
    )
    {
        var list = await store.FindAsync(program.Slug, cancellationToken);
        var applicant = application.Applicant;
        var mailbox = Mailbox.Of(applicant.Email);
        var hosts = new[] { AsciiHost.Of(EmailDomains.Of(mailbox)), AddressScreen.HostOf(applicant.Website) };
        _ = IPAddress.TryParse(application.Terms.AcceptedFrom, out var address);
        return
        [
            .. Matches(list.Addresses, value => value == mailbox)
                .Select(entry => Finding.Banned("address", "The e-mail address", entry.Reason)),
            .. Matches(list.Domains, value => hosts.Any(host => IsWithin(host, value)))
                .Select(entry => Finding.Banned("domain", $"The domain {entry.Value}", entry.Reason)),
            .. Matches(list.Networks, value => address is not null && Contains(value, address))
                .Select(entry => Finding.Banned("network", $"The network {entry.Value}", entry.Reason)),
            .. Matches(list.Countries, value => value == applicant.Country)
                .Select(entry => Finding.Banned("country", $"The country {entry.Value}", entry.Reason)),
        ];
    }

    private static IEnumerable<BannedEntry> Matches(IReadOnlyList<BannedEntry>? entries, Func<string, bool> applies) =>
        (entries ?? []).Where(entry => applies(entry.Value));

    private static bool IsWithin(string? host, string domain) =>
        host == domain || host?.EndsWith('.' + domain, StringComparison.Ordinal) == true;

    private static bool Contains(string network, IPAddress address) =>
        IPNetwork.Parse(network).Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}

using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Onboarding;

/// <summary>Receives the sales of partners, for the e-mail after the first one.</summary>
public interface IPartnerSales
{
    /// <summary>Reports that the partners are credited for sales. A partner can be reported any number of times.</summary>
    Task ReportAsync(ProgramSlug program, IEnumerable<PartnerId> partners, CancellationToken cancellationToken);
}

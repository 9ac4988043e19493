using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding.Applications;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>What other features see of the partners and their applications.</summary>
internal sealed class PartnerDirectory(PartnerStore partners, ApplicationStore applications) : IPartners
{
    public Task<Partner?> FindAsync(ProgramSlug program, PartnerId id, CancellationToken cancellationToken)
        => partners.FindAsync(program, id, cancellationToken);

    public async Task<PartnerId?> FindByCodeAsync(ProgramSlug program, string code, CancellationToken cancellationToken)
        => PartnerCodes.Fits(code) ? await partners.FindByAsync(program, PartnerStore.CodeRow(code), cancellationToken) : null;

    public async Task<PartnerId?> FindByCouponAsync(ProgramSlug program, string coupon, CancellationToken cancellationToken)
        => PartnerCodes.Fits(coupon) ? await partners.FindByAsync(program, PartnerStore.CouponRow(coupon), cancellationToken) : null;

    public IAsyncEnumerable<Partner> ListAsync(ProgramSlug program, CancellationToken cancellationToken)
        => partners.ListAsync(program, after: null, cancellationToken);

    public async IAsyncEnumerable<ApplicationTimes> ApplicationTimesAsync(ProgramSlug program, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var application in applications.ListAsync(program, after: null, cancellationToken))
        {
            yield return new ApplicationTimes(
                application.Id,
                StoredJson.NameOf(application.Status),
                application.SubmittedAt,
                application.DecidedAt,
                application.ActiveAt,
                application.Applicant.FilledFields,
                ApplicantProfile.RequiredFields);
        }
    }

    public Task<PayoutDetails?> ReadPayoutDetailsAsync(ProgramSlug program, PartnerId id, CancellationToken cancellationToken)
        => partners.ReadPayoutDetailsAsync(program, id, cancellationToken);
}

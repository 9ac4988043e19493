using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding.Applications;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Gives other features read access to partners and their applications.</summary>
internal sealed class PartnerQueries(PartnerStore partners, ApplicationStore applications, PayoutAccountHash accounts)
    : IPartners
{
    public Task<Partner?> FindAsync(ProgramSlug program, PartnerId id, CancellationToken cancellationToken) =>
        partners.FindAsync(program, id, cancellationToken);

    public Task<IReadOnlyDictionary<PartnerId, Partner>> FindAllAsync(
        ProgramSlug program,
        IEnumerable<PartnerId> ids,
        CancellationToken cancellationToken
    ) => partners.FindAllAsync(program, ids, cancellationToken);

    public Task<IReadOnlyDictionary<PartnerId, Partner>> FindAllRecentAsync(
        ProgramSlug program,
        IEnumerable<PartnerId> ids,
        CancellationToken cancellationToken
    ) => partners.FindAllRecentAsync(program, ids, cancellationToken);

    public Task<NamedPartners> FindNamedAsync(
        ProgramSlug program,
        IEnumerable<string> codes,
        IEnumerable<string> coupons,
        CancellationToken cancellationToken
    ) => FindNamedAsync(codes, coupons, rows => partners.FindAllByAsync(program, rows, cancellationToken));

    public Task<NamedPartners> FindNamedRecentAsync(
        ProgramSlug program,
        IEnumerable<string> codes,
        IEnumerable<string> coupons,
        CancellationToken cancellationToken
    ) => FindNamedAsync(codes, coupons, rows => partners.FindAllRecentByAsync(program, rows, cancellationToken));

    public async Task<PartnerId?> FindByCouponAsync(
        ProgramSlug program,
        string coupon,
        CancellationToken cancellationToken
    ) =>
        CouponText.Fits(coupon)
            ? await partners.FindByAsync(program, PartnerStore.CouponRow(coupon), cancellationToken)
            : null;

    public Task<PartnerId?> FindByEmailAsync(ProgramSlug program, string email, CancellationToken cancellationToken) =>
        partners.FindByEmailAsync(program, email, cancellationToken);

    public IAsyncEnumerable<Partner> ListAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        partners.ListAsync(program, after: null, cancellationToken);

    public async IAsyncEnumerable<ApplicationTimes> ApplicationTimesAsync(
        ProgramSlug program,
        DateTimeOffset since,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var application in applications.ListSinceAsync(program, since, cancellationToken))
        {
            yield return new ApplicationTimes(
                application.Id,
                StoredJson.NameOf(application.Status),
                application.SubmittedAt,
                application.DecidedAt,
                application.ActiveAt,
                application.Applicant.FilledFields,
                ApplicantProfile.OptionalFields,
                application.PartnerId
            );
        }
    }

    public Task<IReadOnlyDictionary<PartnerId, PartnerWithDetails>> FindPayeesAsync(
        ProgramSlug program,
        IEnumerable<PartnerId> ids,
        CancellationToken cancellationToken
    ) => partners.FindPayeesAsync(program, ids, cancellationToken);

    public Task<PayoutDetails?> ReadPayoutDetailsAsync(
        ProgramSlug program,
        PartnerId id,
        CancellationToken cancellationToken
    ) => partners.ReadPayoutDetailsAsync(program, id, cancellationToken);

    public Task<TaxForm?> ReadTaxFormAsync(ProgramSlug program, PartnerId id, CancellationToken cancellationToken) =>
        partners.ReadTaxFormAsync(program, id, cancellationToken);

    public string AccountOf(PayoutDetails details) => accounts.Of(details);

    private static async Task<NamedPartners> FindNamedAsync(
        IEnumerable<string> codes,
        IEnumerable<string> coupons,
        Func<IReadOnlyList<string>, Task<IReadOnlyDictionary<string, PartnerId>>> find
    )
    {
        var (byCode, byCoupon) = (
            Rows(codes, PartnerCodes.Fits, PartnerStore.CodeRow),
            Rows(coupons, CouponText.Fits, PartnerStore.CouponRow)
        );
        var owners = await find([.. byCode.Values, .. byCoupon.Values]);
        return new NamedPartners(Owned(byCode), Owned(byCoupon));

        Dictionary<string, PartnerId> Owned(Dictionary<string, string> rows) =>
            rows.Where(pair => owners.ContainsKey(pair.Value))
                .ToDictionary(pair => pair.Key, pair => owners[pair.Value], StringComparer.OrdinalIgnoreCase);

        static Dictionary<string, string> Rows(
            IEnumerable<string> names,
            Func<string, bool> fits,
            Func<string, string> row
        ) =>
            names
                .Where(fits)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .ToDictionary(name => name, row, StringComparer.OrdinalIgnoreCase);
    }
}

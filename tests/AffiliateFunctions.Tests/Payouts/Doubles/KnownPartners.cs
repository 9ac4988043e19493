using Affiliate.Domain.Identity;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Tests.Payouts.Doubles;

/// <summary>Partners in memory with their payout details.</summary>
internal sealed class KnownPartners : IPartners
{
    private readonly SortedDictionary<string, (Partner Partner, PayoutDetails? Details)> byId = new(
        StringComparer.Ordinal
    );

    /// <summary>Adds a partner, or gives it other payout details.</summary>
    /// <param name="program">The program.</param>
    /// <param name="id">The partner.</param>
    /// <param name="details">The payout details, or null.</param>
    /// <param name="changedAt">When the details replaced others, or null.</param>
    public void Put(ProgramSlug program, PartnerId id, PayoutDetails? details, DateTimeOffset? changedAt = null) =>
        byId[id.Value] = (
            new Partner
            {
                Id = id,
                Program = program,
                Name = $"Contact of {id}",
                Email = $"{id}@partner.example.org",
                Company = $"Company of {id}",
                Country = "US",
                Status = PartnerStatus.Active,
                StatusSince = DateTimeOffset.UnixEpoch,
                Group = "default",
                Code = id.Value,
                Coupons = [],
                Tax = new PartnerTax("w9", "verified"),
                Payout = new PartnerPayout(details?.Method, details is null ? null : $"{details.Method} of {id}")
                {
                    Account = details is null ? null : AccountOf(details),
                    ChangedAt = changedAt,
                },
                Terms = new PartnerTerms(null, null),
                ApprovedBy = "key",
                CreatedAt = DateTimeOffset.UnixEpoch,
            },
            details
        );

    public Task<Partner?> FindAsync(ProgramSlug program, PartnerId id, CancellationToken cancellationToken) =>
        Task.FromResult(byId.TryGetValue(id.Value, out var known) ? known.Partner : null);

    public Task<IReadOnlyDictionary<PartnerId, Partner>> FindAllAsync(
        ProgramSlug program,
        IEnumerable<PartnerId> ids,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<IReadOnlyDictionary<PartnerId, Partner>>(
            ids.Distinct().Where(id => byId.ContainsKey(id.Value)).ToDictionary(id => id, id => byId[id.Value].Partner)
        );

    public Task<NamedPartners> FindNamedAsync(
        ProgramSlug program,
        IEnumerable<string> codes,
        IEnumerable<string> coupons,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<PartnerId?> FindByEmailAsync(ProgramSlug program, string email, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<PartnerId?> FindByCouponAsync(
        ProgramSlug program,
        string coupon,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public IAsyncEnumerable<Partner> ListAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        byId.Values.Select(known => known.Partner).ToAsyncEnumerable();

    public IAsyncEnumerable<ApplicationTimes> ApplicationTimesAsync(
        ProgramSlug program,
        DateTimeOffset since,
        CancellationToken cancellationToken
    ) => AsyncEnumerable.Empty<ApplicationTimes>();

    public string AccountOf(PayoutDetails details) =>
        $"{details.Method}:{string.Join(',', details.Fields.OrderBy(field => field.Key).Select(field => field.Value))}";

    public Task<IReadOnlyDictionary<PartnerId, PartnerWithDetails>> FindPayeesAsync(
        ProgramSlug program,
        IEnumerable<PartnerId> ids,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<IReadOnlyDictionary<PartnerId, PartnerWithDetails>>(
            ids.Where(id => byId.ContainsKey(id.Value))
                .ToDictionary(
                    id => id,
                    id => new PartnerWithDetails(byId[id.Value].Partner, () => byId[id.Value].Details)
                )
        );

    public Task<PayoutDetails?> ReadPayoutDetailsAsync(
        ProgramSlug program,
        PartnerId id,
        CancellationToken cancellationToken
    ) => Task.FromResult(byId.TryGetValue(id.Value, out var known) ? known.Details : null);

    public Task<TaxForm?> ReadTaxFormAsync(ProgramSlug program, PartnerId id, CancellationToken cancellationToken) =>
        Task.FromResult<TaxForm?>(null);
}

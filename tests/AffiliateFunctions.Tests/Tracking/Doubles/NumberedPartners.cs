using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Tests.Tracking.Doubles;

/// <summary>The partners <c>prt_p0</c>, <c>prt_p1</c> and so on, of each program.</summary>
/// <param name="count">How many partners there are.</param>
internal sealed class NumberedPartners(int count) : IPartners
{
    /// <summary>The numbers of the recruiters, by the numbers of the partners that they recruited.</summary>
    public Dictionary<int, int> Recruiters { get; } = [];

    /// <summary>The contract terms of partners, by their numbers.</summary>
    public Dictionary<int, PartnerContract> Contracts { get; } = [];

    /// <summary>The certifications of partners, by their numbers.</summary>
    public Dictionary<int, PartnerCertification> Certifications { get; } = [];

    /// <summary>The numbers of suspended partners.</summary>
    public HashSet<int> Suspended { get; } = [];

    /// <summary>The groups of partners that are not in the default group, by the numbers of the partners.</summary>
    public Dictionary<int, string> Groups { get; } = [];

    /// <summary>The countries of partners that are not in the US, by the numbers of the partners.</summary>
    public Dictionary<int, string> Countries { get; } = [];

    public Task<Partner?> FindAsync(ProgramSlug program, PartnerId id, CancellationToken cancellationToken) =>
        Task.FromResult(Number(id.Value, "prt_p") is { } number ? PartnerOf(program, number) : null);

    public async Task<IReadOnlyDictionary<PartnerId, Partner>> FindAllAsync(
        ProgramSlug program,
        IEnumerable<PartnerId> ids,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<PartnerId, Partner>();
        foreach (var id in ids)
        {
            if (await FindAsync(program, id, cancellationToken) is { } partner)
            {
                found[id] = partner;
            }
        }

        return found;
    }

    public async Task<NamedPartners> FindNamedAsync(
        ProgramSlug program,
        IEnumerable<string> codes,
        IEnumerable<string> coupons,
        CancellationToken cancellationToken
    )
    {
        return new NamedPartners(
            await OwnersAsync(codes, FindByCodeAsync),
            await OwnersAsync(coupons, FindByCouponAsync)
        );

        async Task<Dictionary<string, PartnerId>> OwnersAsync(
            IEnumerable<string> names,
            Func<ProgramSlug, string, CancellationToken, Task<PartnerId?>> find
        )
        {
            var owners = new Dictionary<string, PartnerId>(StringComparer.OrdinalIgnoreCase);
            foreach (var name in names)
            {
                if (await find(program, name, cancellationToken) is { } owner)
                {
                    owners[name] = owner;
                }
            }

            return owners;
        }
    }

    public Task<PartnerId?> FindByCouponAsync(
        ProgramSlug program,
        string coupon,
        CancellationToken cancellationToken
    ) => Task.FromResult<PartnerId?>(Number(coupon, "C") is { } number ? PartnerNumber.ToId(number) : null);

    public Task<PartnerId?> FindByEmailAsync(ProgramSlug program, string email, CancellationToken cancellationToken) =>
        Task.FromResult<PartnerId?>(
            Number(email.Split('.')[0], "contact@partner") is { } number ? PartnerNumber.ToId(number) : null
        );

    public async IAsyncEnumerable<Partner> ListAsync(
        ProgramSlug program,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask;
        for (var number = 0; number < count; number++)
        {
            yield return PartnerOf(program, number);
        }
    }

    public IAsyncEnumerable<ApplicationTimes> ApplicationTimesAsync(
        ProgramSlug program,
        DateTimeOffset since,
        CancellationToken cancellationToken
    ) => AsyncEnumerable.Empty<ApplicationTimes>();

    public string AccountOf(PayoutDetails details) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<PartnerId, PartnerWithDetails>> FindPayeesAsync(
        ProgramSlug program,
        IEnumerable<PartnerId> ids,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<PayoutDetails?> ReadPayoutDetailsAsync(
        ProgramSlug program,
        PartnerId id,
        CancellationToken cancellationToken
    ) => Task.FromResult<PayoutDetails?>(null);

    public Task<TaxForm?> ReadTaxFormAsync(ProgramSlug program, PartnerId id, CancellationToken cancellationToken) =>
        Task.FromResult<TaxForm?>(null);

    private Task<PartnerId?> FindByCodeAsync(ProgramSlug program, string code, CancellationToken cancellationToken) =>
        code == TrackingHost.UnreadableCode
            ? throw new InvalidDataException("The partner's row is no JSON.")
            : Task.FromResult<PartnerId?>(Number(code, "p") is { } number ? PartnerNumber.ToId(number) : null);

    private int? Number(string text, string prefix) => PartnerNumber.Read(text, prefix, count);

    private Partner PartnerOf(ProgramSlug program, int number) =>
        new()
        {
            Id = PartnerNumber.ToId(number),
            Program = program,
            Name = "Contact",
            Email = $"contact@partner{number}.example.org",
            Company = $"Partner {number}",
            Country = Countries.GetValueOrDefault(number, "US"),
            Status = Suspended.Contains(number) ? PartnerStatus.Suspended : PartnerStatus.Active,
            StatusSince = DateTimeOffset.UnixEpoch,
            ReferredBy = Recruiters.TryGetValue(number, out var recruiter) ? PartnerNumber.ToId(recruiter) : null,
            Contracts = Contracts.TryGetValue(number, out var contract) ? [contract] : null,
            Group = Groups.GetValueOrDefault(number, "default"),
            Certifications = Certifications.TryGetValue(number, out var certification) ? [certification] : [],
            Code = $"p{number}",
            Coupons = [$"C{number}"],
            Tax = new PartnerTax(null, "missing"),
            Payout = new PartnerPayout(null, null),
            Terms = new PartnerTerms(null, null),
            ApprovedBy = "key",
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
}

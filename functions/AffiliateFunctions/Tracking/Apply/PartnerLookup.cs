using Affiliate.Domain.Identity;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>The partners that the events of one message name; each is read once.</summary>
internal sealed class PartnerLookup(IPartners partners, ProgramSlug program)
{
    private readonly Dictionary<PartnerId, Partner?> byId = [];
    private readonly Dictionary<string, PartnerId?> byCode = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, PartnerId?> byCoupon = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The partner, or null.</summary>
    public async Task<Partner?> FindAsync(PartnerId id, CancellationToken cancellationToken)
    {
        if (!byId.TryGetValue(id, out var partner))
        {
            byId[id] = partner = await partners.FindAsync(program, id, cancellationToken);
        }

        return partner;
    }

    /// <summary>The partners that there are of those, in the same order.</summary>
    public async Task<IReadOnlyList<Partner>> FindAsync(IEnumerable<PartnerId> ids, CancellationToken cancellationToken)
    {
        var found = new List<Partner>();
        foreach (var id in ids)
        {
            if (await FindAsync(id, cancellationToken) is { } partner)
            {
                found.Add(partner);
            }
        }

        return found;
    }

    /// <summary>The partner of the code, or null.</summary>
    public async Task<PartnerId?> FindByCodeAsync(string code, CancellationToken cancellationToken)
    {
        if (!byCode.TryGetValue(code, out var id))
        {
            byCode[code] = id = await partners.FindByCodeAsync(program, code, cancellationToken);
        }

        return id;
    }

    /// <summary>The partner of the coupon, or null.</summary>
    public async Task<PartnerId?> FindByCouponAsync(string coupon, CancellationToken cancellationToken)
    {
        if (!byCoupon.TryGetValue(coupon, out var id))
        {
            byCoupon[coupon] = id = await partners.FindByCouponAsync(program, coupon, cancellationToken);
        }

        return id;
    }
}

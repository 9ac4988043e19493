using Affiliate.Domain.Identity;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Tracking.Events;

namespace AffiliateFunctions.Tracking.Apply;

/// <summary>The partners that the events of one message name, as they were a few seconds ago at most; each is looked up once.</summary>
public sealed class PartnerLookup(IPartners partners, ProgramSlug program)
{
    private readonly Dictionary<PartnerId, Partner?> byId = [];
    private readonly Dictionary<string, PartnerId?> byCode = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, PartnerId?> byCoupon = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads at once whom the events name by codes and coupons; what else they turn out to need is read when it is asked for.</summary>
    public async Task PrepareAsync(IReadOnlyList<TrackingEvent> events, CancellationToken cancellationToken)
    {
        var codes = events.Select(one => one.Body.Code).OfType<string>().Where(code => !byCode.ContainsKey(code)).ToList();
        var coupons = events.Select(one => one.Body.Coupon).OfType<string>().Where(coupon => !byCoupon.ContainsKey(coupon)).ToList();
        if (codes.Count + coupons.Count == 0)
        {
            return;
        }

        var named = await partners.FindNamedRecentAsync(program, codes, coupons, cancellationToken);
        codes.ForEach(code => byCode[code] = named.ByCode.TryGetValue(code, out var id) ? id : null);
        coupons.ForEach(coupon => byCoupon[coupon] = named.ByCoupon.TryGetValue(coupon, out var id) ? id : null);
        await PrepareAsync(named.ByCode.Values.Concat(named.ByCoupon.Values), cancellationToken);
    }

    /// <summary>Reads partners at once.</summary>
    public async Task PrepareAsync(IEnumerable<PartnerId> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.Where(id => !byId.ContainsKey(id)).Distinct().ToList();
        if (wanted.Count > 0)
        {
            var found = await partners.FindAllRecentAsync(program, wanted, cancellationToken);
            wanted.ForEach(id => byId[id] = found.GetValueOrDefault(id));
        }
    }

    /// <summary>The partner, or null.</summary>
    public async Task<Partner?> FindAsync(PartnerId id, CancellationToken cancellationToken)
    {
        if (!byId.TryGetValue(id, out var partner))
        {
            byId[id] = partner = (await partners.FindAllRecentAsync(program, [id], cancellationToken)).GetValueOrDefault(id);
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
            var owners = (await partners.FindNamedRecentAsync(program, [code], [], cancellationToken)).ByCode;
            byCode[code] = id = owners.TryGetValue(code, out var owner) ? owner : null;
        }

        return id;
    }

    /// <summary>The partner of the coupon, or null.</summary>
    public async Task<PartnerId?> FindByCouponAsync(string coupon, CancellationToken cancellationToken)
    {
        if (!byCoupon.TryGetValue(coupon, out var id))
        {
            var owners = (await partners.FindNamedRecentAsync(program, [], [coupon], cancellationToken)).ByCoupon;
            byCoupon[coupon] = id = owners.TryGetValue(coupon, out var owner) ? owner : null;
        }

        return id;
    }
}

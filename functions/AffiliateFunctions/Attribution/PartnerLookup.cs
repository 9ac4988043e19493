using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Attribution;

/// <summary>The partner that a code names.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Origin">The named link and the sub-id, or null.</param>
public readonly record struct FoundLink(PartnerId Partner, LinkOrigin? Origin);

/// <summary>
/// Looks up the partners that the events of one message name, at most a few seconds old. Each partner is read once.
/// Safe for concurrent use.
/// </summary>
public sealed class PartnerLookup
{
    private readonly GatheredReads<PartnerId, Partner> byId;
    private readonly GatheredReads<Name, PartnerId?> byName;

    /// <summary>Looks up partners of a program.</summary>
    public PartnerLookup(IPartners partners, ProgramSlug program)
    {
        byId = new((ids, cancellationToken) => partners.FindAllRecentAsync(program, ids, cancellationToken));
        byName = new((names, cancellationToken) => OwnersAsync(partners, program, names, cancellationToken));
    }

    /// <summary>
    /// Reads the partners of the events' codes and coupons together. Other partners are read on demand.
    /// </summary>
    public async Task PrepareAsync(IReadOnlyList<TrackingEvent> events, CancellationToken cancellationToken)
    {
        var (codes, coupons) = (
            events.Select(tracked => tracked.Body.Code),
            events.Select(tracked => tracked.Body.Coupon)
        );
        List<Name> names =
        [
            .. codes.OfType<string>().Select(code => new Name(code, IsCoupon: false)),
            .. coupons.OfType<string>().Select(coupon => new Name(coupon, IsCoupon: true)),
        ];
        await byName.PrepareAsync(names, cancellationToken);
        var owners = new List<PartnerId>();
        foreach (var name in names)
        {
            owners.AddRange(await byName.FindAsync(name, cancellationToken) is { } owner ? [owner] : []);
        }

        await PrepareAsync(owners, cancellationToken);
    }

    /// <summary>Reads partners together.</summary>
    public Task PrepareAsync(IEnumerable<PartnerId> ids, CancellationToken cancellationToken) =>
        byId.PrepareAsync(ids, cancellationToken);

    /// <summary>Finds the partner; null if there is none.</summary>
    public ValueTask<Partner?> FindAsync(PartnerId id, CancellationToken cancellationToken) =>
        byId.FindAsync(id, cancellationToken);

    /// <summary>Finds those of the partners that exist, in the same order.</summary>
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

    /// <summary>Finds the partner of the code; null if there is none.</summary>
    public ValueTask<PartnerId?> FindByCodeAsync(string code, CancellationToken cancellationToken) =>
        byName.FindAsync(new Name(code, IsCoupon: false), cancellationToken);

    /// <summary>
    /// Finds the partner of the code, with the origin of a visit by it; null if there is none. The partner of a code is
    /// read in any case, so its named links need no further request.
    /// </summary>
    /// <param name="code">The code of the partner or of one of its named links.</param>
    /// <param name="subId">The sub-id of the visit, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<FoundLink?> FindByLinkAsync(string code, string? subId, CancellationToken cancellationToken)
    {
        if (await FindByCodeAsync(code, cancellationToken) is not { } partner)
        {
            return null;
        }

        var link = (await FindAsync(partner, cancellationToken))?.Links.FirstOrDefault(named =>
            named.RemovedAt is null && string.Equals(named.Code, code, StringComparison.OrdinalIgnoreCase)
        );
        var origin =
            link is not null ? link.OriginOf(subId)
            : subId is not null ? new LinkOrigin(null, subId)
            : null;
        return new FoundLink(partner, origin);
    }

    /// <summary>Finds the partner of the coupon; null if there is none.</summary>
    public ValueTask<PartnerId?> FindByCouponAsync(string coupon, CancellationToken cancellationToken) =>
        byName.FindAsync(new Name(coupon, IsCoupon: true), cancellationToken);

    private static async Task<IReadOnlyDictionary<Name, PartnerId?>> OwnersAsync(
        IPartners partners,
        ProgramSlug program,
        IReadOnlyList<Name> names,
        CancellationToken cancellationToken
    )
    {
        var owners = await partners.FindNamedRecentAsync(
            program,
            names.Where(name => !name.IsCoupon).Select(name => name.Text),
            names.Where(name => name.IsCoupon).Select(name => name.Text),
            cancellationToken
        );
        var found = new Dictionary<Name, PartnerId?>();
        foreach (var name in names)
        {
            if ((name.IsCoupon ? owners.ByCoupon : owners.ByCode).TryGetValue(name.Text, out var owner))
            {
                found[name] = owner;
            }
        }

        return found;
    }

    /// <summary>A code or a coupon; both are compared without regard to case.</summary>
    private readonly record struct Name(string Text, bool IsCoupon)
    {
        public bool Equals(Name other) =>
            IsCoupon == other.IsCoupon && string.Equals(Text, other.Text, StringComparison.OrdinalIgnoreCase);

        public override int GetHashCode() =>
            HashCode.Combine(IsCoupon, string.GetHashCode(Text, StringComparison.OrdinalIgnoreCase));
    }
}

using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Payouts.CycleApprovals;

/// <summary>
/// A row that an approver selects: the payout of a partner, or one commission of it. Written <c>prt_…</c> or
/// <c>prt_…/com_…</c>.
/// </summary>
/// <param name="Partner">The partner.</param>
/// <param name="Commission">The commission; null for the whole payout.</param>
internal readonly record struct CycleSelection(PartnerId Partner, CommissionId? Commission)
{
    public static CycleSelection Parse(string value)
    {
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? new CycleSelection(PartnerId.Parse(value), null)
            : new CycleSelection(PartnerId.Parse(value[..slash]), CommissionId.Parse(value[(slash + 1)..]));
    }

    public override string ToString() => Commission is { } commission ? $"{Partner}/{commission}" : Partner.Value;
}

using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>
/// Collects the effects on the ledgers of the other credited partners of conversions. They are applied after the first
/// partner's ledger has recorded them, so that the next call completes an interrupted one.
/// </summary>
internal sealed class SharedEffects
{
    private readonly Dictionary<PartnerId, Dictionary<EventId, LedgerEffect>> effects = [];

    /// <summary>The effects on each partner's ledger, in their order.</summary>
    public IEnumerable<(PartnerId Partner, IReadOnlyList<LedgerEffect> Effects)> ByPartner =>
        effects.Select(own => (own.Key, (IReadOnlyList<LedgerEffect>)[.. own.Value.Values]));

    /// <summary>Adds the shares of a conversion.</summary>
    public void Add(ConversionEffect conversion, StoredOutcome outcome) =>
        AddShares(conversion.Event, outcome, isRepeat: conversion.Attempt > 0);

    /// <summary>
    /// Adds the effect of a refund on the shares of its sale. The shares themselves come first, in case the call for
    /// the sale was interrupted before it stored them.
    /// </summary>
    /// <param name="refund">The refund, or the change of the sale.</param>
    /// <param name="sale">The outcome of the sale.</param>
    /// <param name="outcome">The outcome of the refund in the first partner's ledger.</param>
    public void Add(RefundEffect refund, StoredOutcome sale, StoredOutcome outcome)
    {
        AddShares(refund.Sale, sale, isRepeat: true);
        foreach (
            var partner in sale.AllShares.SelectMany(shares => shares.Parts).Select(part => part.Partner).Distinct()
        )
        {
            effects[partner]
                .TryAdd(
                    refund.Event,
                    refund is SaleChangeEffect change
                        ? ShareOf(SaleRefunds.Latest(change, sale.Refunds), partner, outcome)
                        : refund
                );
        }
    }

    private static ShareChangeEffect ShareOf(SaleChangeEffect change, PartnerId partner, StoredOutcome outcome) =>
        new(
            change,
            [.. (outcome.Shares?.Commissions() ?? []).Where(share => share.Commission.Partner == partner)],
            outcome.Shares?.Caps ?? []
        )
        {
            Attempt = change.Attempt,
            TotalSequence = change.TotalSequence,
            Lines = change.Lines,
            HoldReason = change.IsHeld ? ApplySaleChange.DealLost : outcome.Shares?.Like.HoldReason,
        };

    private void AddShares(EventId conversion, StoredOutcome outcome, bool isRepeat)
    {
        foreach (var shares in outcome.AllShares)
        {
            foreach (var own in shares.Commissions().GroupBy(share => share.Commission.Partner))
            {
                var others = effects.TryGetValue(own.Key, out var known) ? known : effects[own.Key] = [];
                others.TryAdd(
                    conversion,
                    new ShareEffect(conversion, own.First().Commission.OccurredAt, [.. own], shares.Caps)
                    {
                        IsRepeat = isRepeat,
                    }
                );
            }
        }
    }
}

using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>
/// The effect of a changed sale on a credited partner other than the first, as computed together with the first
/// partner's effect.
/// </summary>
/// <param name="Change">The change.</param>
/// <param name="Shares">The partner's shares of the new grants.</param>
/// <param name="Caps">The caps that limit the shares.</param>
internal sealed record ShareChangeEffect(
    SaleChangeEffect Change,
    IReadOnlyList<NewCommission> Shares,
    IReadOnlyList<ShareCap> Caps
) : RefundEffect(Change.Event, Change.At, Change.Sale, Change.SaleAmount, Change.TotalRefunded, Change.Sequence)
{
    /// <summary>Why an increase waits for a decision, or null.</summary>
    public string? HoldReason { get; init; }
}

/// <summary>
/// Applies a changed sale. The rules are evaluated with the partner's counters without the sale. Each rule's commission
/// is changed to the new grant, and a rule that had not paid before creates a commission. Bonuses that were reached
/// stay.
/// </summary>
internal sealed class ApplySaleChange(LedgerStore store, ApplyConversion conversions, TimeProvider clock)
{
    /// <summary>The reason of commissions that wait because their deal was lost afterwards.</summary>
    public const string DealLost = "deal_lost";

    private const string DealLostAfterPayment = "deal_lost_after_payment";
    private const string Superseded = "superseded";

    /// <summary>Applies the change to the ledger of the first credited partner.</summary>
    public async Task<StoredOutcome> ApplyAsync(
        AccrualContext turn,
        SaleChangeEffect effect,
        CancellationToken cancellationToken
    )
    {
        if (await SaleAsync(turn, effect.Sale, cancellationToken) is not { } sale)
        {
            return StoredOutcome.Of(EffectStatus.Waiting, "sale_not_applied");
        }

        if (IsSuperseded(turn, effect, sale) is { } superseded)
        {
            return superseded;
        }

        var change = SaleRefunds.Latest(effect, sale.Outcome.Refunds);
        if (change.IsLost)
        {
            var lost = new Regrant(change, sale, [])
            {
                KeepsGrants = change.IsHeld,
                HoldReason = change.IsHeld ? DealLost : null,
            };
            return Marked(turn, lost, await RegrantAsync(turn, lost, cancellationToken));
        }

        var without = WithoutSale(turn, sale);
        var granted = change.Conversion.Rules.Evaluate(
            new PartnerState(
                turn.Partner,
                without.At(change.Conversion.At),
                without.CapUse,
                turn.Caps.UsedBeside(change.Conversion).Used,
                turn.Counters.Bonuses
            )
        );
        if (granted is { Status: EffectStatus.Held, Grants: [] })
        {
            // The exchange rate that was known when the sale was decided is stored with the decision.
            return StoredOutcome.Of(EffectStatus.Waiting, granted.Reason);
        }

        var hold = change.Conversion.HoldReason ?? (granted.Status == EffectStatus.Held ? granted.Reason : null);
        var shares = granted
            .Grants.Select(grant => conversions.CommissionOf(change.Conversion, grant, hold))
            .ToLookup(share => share.Commission.Partner == turn.Partner);
        var own = CappedShares.Of(granted.ShareCaps, without, shares[true]);
        var isRejected = granted.Status == EffectStatus.Rejected;
        var used = isRejected ? CustomerCapUse.None : CustomerCapUse.Of(granted.CustomerCaps);
        turn.Caps.Claim(change.Conversion, used);
        var regrant = new Regrant(change, sale, own.Commissions)
        {
            HoldReason = hold,
            Reason = granted.Reason,
            Counted = isRejected
                ? new Counted(change.Conversion.At, Counts.None)
                : ApplyConversion.CountedOf(change.Conversion, turn.Partner, granted, own),
            Others = StoredShares.Of([.. shares[false]], granted.ShareCaps),
            CustomerCapUse = used.Used.IsEmpty ? null : used,
        };
        return Marked(turn, regrant, await RegrantAsync(turn, regrant, cancellationToken));
    }

    /// <summary>Applies the change to the ledger of another credited partner.</summary>
    public async Task<StoredOutcome> ApplyShareAsync(
        AccrualContext turn,
        ShareChangeEffect effect,
        CancellationToken cancellationToken
    )
    {
        if (await SaleAsync(turn, effect.Sale, cancellationToken) is not { } sale)
        {
            return StoredOutcome.Of(EffectStatus.Waiting, "sale_not_applied");
        }

        if (IsSuperseded(turn, effect, sale) is { } superseded)
        {
            return superseded;
        }

        var share = SaleRefunds.Latest(effect, sale.Outcome.Refunds);
        var capped = CappedShares.Of(share.Caps, WithoutSale(turn, sale), share.Shares);
        var regrant = new Regrant(share, sale, capped.Commissions)
        {
            HoldReason = share.HoldReason,
            KeepsGrants = share.Change is { IsLost: true, IsHeld: true },
            Counted = share.Change.IsLost
                ? null
                : new Counted(share.Change.Conversion.At, Counts.None)
                {
                    Caps = capped.Used.IsEmpty ? null : capped.Used,
                },
        };
        return Marked(turn, regrant, await RegrantAsync(turn, regrant, cancellationToken));
    }

    // A change that arrives after a later change of the same sale is recorded but grants nothing.
    private static StoredOutcome? IsSuperseded(AccrualContext turn, RefundEffect change, CountedOutcome sale)
    {
        if (change.Sequence > sale.Outcome.ChangeSequence)
        {
            return null;
        }

        var outcome = StoredOutcome.Of(EffectStatus.Applied, Superseded);
        turn.Edit.Batch.Mark(change, outcome);
        return outcome;
    }

    // Changes of the previous effects are stored first, so that they can be read.
    private async Task<CountedOutcome?> SaleAsync(
        AccrualContext turn,
        EventId sale,
        CancellationToken cancellationToken
    )
    {
        await turn.Edit.FlushAsync();
        var found = await store.CountedOutcomeAsync(turn.Program, turn.Partner, sale, cancellationToken);
        return found is { Outcome.Outcome.Status: not EffectStatus.Rejected } ? found : null;
    }

    private static PartnerCounters WithoutSale(AccrualContext turn, CountedOutcome sale) =>
        (sale.Outcome.CountedNow ?? sale.Counted) is { } counted ? counted.Off(turn.Counters) : turn.Counters;

    private async Task<Regranted> RegrantAsync(
        AccrualContext turn,
        Regrant regrant,
        CancellationToken cancellationToken
    )
    {
        var found = await Task.WhenAll(
            regrant.Sale.Outcome.Own.Select(id =>
                store.FindCommissionAsync(turn.Program, turn.Partner, id, cancellationToken)
            )
        );
        var commissions = found.OfType<Commission>().ToList();
        var (changed, added) = (new List<CommissionId>(), new List<Commission>());
        foreach (var commission in commissions.Where(item => item.Source != Grant.BonusSource))
        {
            // Room for the commission, the line and the reversal, and the markers of the change and the sale.
            await turn.Edit.MakeRoomAsync(5);
            changed.AddRange(
                ApplyRefund.Change(turn.Edit.Batch, RefundOf(regrant, commission), commission, clock.GetUtcNow())
            );
        }

        foreach (
            var share in regrant.Shares.Where(newCommission =>
                commissions.All(known => known.Id != newCommission.Commission.Id)
            )
        )
        {
            // An earlier call may have been interrupted after it created this commission. Room for the commission, its
            // reversal, and the markers of the change and the sale.
            await turn.Edit.MakeRoomAsync(4);
            var known = await store.FindCommissionAsync(
                turn.Program,
                turn.Partner,
                share.Commission.Id,
                cancellationToken
            );
            if ((known ?? Added(turn, regrant.Change, share)) is { } commission)
            {
                added.Add(commission);
            }
        }

        var isPaid = commissions.Any(commission =>
            commission.Status is CommissionStatus.InPayout or CommissionStatus.Paid
        );
        return new Regranted([.. changed, .. added.Select(commission => commission.Id)], added, isPaid);
    }

    private static Refund RefundOf(Regrant regrant, Commission commission)
    {
        var refund = ApplyRefund.RefundOf(regrant.Change);
        if (regrant.KeepsGrants)
        {
            return refund with { HoldReason = regrant.HoldReason };
        }

        var now = regrant.Shares.FirstOrDefault(share => share.Commission.Id == commission.Id);
        var granted = now?.Commission.Amount ?? 0;
        return refund with
        {
            Granted = granted,
            GrantedLines = now?.Commission.Lines,
            Trace = now?.Trace,
            HoldReason = granted > (commission.Regranted ?? commission.Amount) ? regrant.HoldReason : null,
        };
    }

    // Earlier refunds reduce this commission, too. A commission of which they leave nothing is stored all the same, because
    // a won dispute restores it.
    private static Commission? Added(AccrualContext turn, RefundEffect change, NewCommission share)
    {
        if (share.Commission.Amount == 0)
        {
            return null;
        }

        var (batch, at) = (turn.Edit.Batch, share.Commission.CreatedAt);
        var granted = share.Commission with { GrantSequence = change.Sequence, Regranted = share.Commission.Amount };

        // The commission is created once, whichever attempt of the change does it.
        var accrued = granted.Accrue($"event:{change.Event}:{granted.Id}", at).Transaction;
        var refunded =
            granted.Source == Grant.BonusSource
                ? RefundEffects.None
                : ApplyRefund.RefundOf(change).On(granted, reserving: null, granted.Id, at);
        var commission = refunded.Commission ?? granted;
        batch.Add(share with { Commission = commission }, accrued);
        if (commission.Kept != granted.Kept)
        {
            batch.Post(refunded.Transaction);
            batch.Note(refunded.Reversal!);
        }

        return commission;
    }

    private static StoredOutcome Marked(AccrualContext turn, Regrant regrant, Regranted done)
    {
        var before = regrant.Sale.Outcome.CountedNow ?? regrant.Sale.Counted;
        var difference = regrant.Counted?.Minus(before ?? new Counted(regrant.Counted.At, Counts.None));
        var counted = difference is null
            ? null
            : difference with
            {
                Counts = difference.Counts with { CommissionAmount = done.Added.Sum(commission => commission.Amount) },
                Bonuses = regrant.Counted!.Bonuses,
            };

        // A paid commission cannot be held, so a person has to decide.
        var isLate = regrant.KeepsGrants && done.IsPaid;
        var outcome = StoredOutcome.Of(
            isLate ? EffectStatus.Held : EffectStatus.Applied,
            isLate ? DealLostAfterPayment : regrant.HoldReason ?? regrant.Reason,
            done.Commissions
        ) with
        {
            Counted = counted is { IsEmpty: false } ? counted : null,
            Shares = regrant.Others,
            CustomerCapUse = regrant.CustomerCapUse,
        };
        turn.Edit.Batch.Mark(regrant.Change, outcome);
        var sale = regrant.Sale.Outcome;
        turn.Edit.Batch.Amend(
            regrant.Change.Sale,
            regrant.Sale,
            sale with
            {
                Outcome = sale.Outcome with
                {
                    Commissions = [.. sale.Own.Union(done.Added.Select(commission => commission.Id))],
                },
                CountedNow = CountedNow(regrant, before, done) ?? sale.CountedNow,
                ChangeSequence = regrant.Change.Sequence,
                CustomerCapUse = regrant.Counted is null ? sale.CustomerCapUse : regrant.CustomerCapUse,
                Shares = sale.Shares ?? regrant.Others,
                LaterShares = LaterShares(sale, regrant.Others),
                Refunds = SaleRefunds.Of(regrant.Change),
            }
        );
        return outcome;
    }

    // Partners that only this change grants a share. Refunds and later changes have to reach them, too.
    private static IReadOnlyList<StoredShares>? LaterShares(StoredOutcome sale, StoredShares? granted)
    {
        var known = sale.AllShares.SelectMany(shares => shares.Parts).Select(part => part.Partner).ToHashSet();
        return sale.Shares is not null && granted?.Where(partner => !known.Contains(partner)) is { } later
            ? [.. sale.LaterShares ?? [], later]
            : sale.LaterShares;
    }

    // The commission amount in the counters is the original grant plus what changes have added.
    private static Counted? CountedNow(Regrant regrant, Counted? before, Regranted done) =>
        regrant.Counted is not { } counted
            ? null
            : counted with
            {
                Counts = counted.Counts with
                {
                    CommissionAmount =
                        (before?.Counts.CommissionAmount ?? 0) + done.Added.Sum(commission => commission.Amount),
                },
            };

    /// <summary>The new grants in one ledger.</summary>
    /// <param name="Change">The change.</param>
    /// <param name="Sale">The effect of the sale in this ledger.</param>
    /// <param name="Shares">The new grants.</param>
    private sealed record Regrant(RefundEffect Change, CountedOutcome Sale, IReadOnlyList<NewCommission> Shares)
    {
        public bool KeepsGrants { get; init; }

        public string? HoldReason { get; init; }

        public string? Reason { get; init; }

        public Counted? Counted { get; init; }

        public StoredShares? Others { get; init; }

        public CustomerCapUse? CustomerCapUse { get; init; }
    }

    private sealed record Regranted(
        IReadOnlyList<CommissionId> Commissions,
        IReadOnlyList<Commission> Added,
        bool IsPaid
    );
}

using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>
/// Counts a conversion and stores what the rules grant for it. The rules are evaluated with the counters after the
/// previous effects.
/// </summary>
internal sealed class ApplyConversion(TimeProvider clock)
{
    public async Task<StoredOutcome> ApplyAsync(AccrualContext turn, ConversionEffect effect)
    {
        var granted = effect.Rules.Evaluate(
            new PartnerState(
                turn.Partner,
                turn.Counters.At(effect.At),
                turn.Counters.CapUse,
                turn.Caps.UsedBeside(effect).Used,
                turn.Counters.Bonuses
            )
        );

        // Held without a grant: data such as a rate is missing, and the event can be sent again with it.
        if (granted is { Status: EffectStatus.Held, Grants: [] })
        {
            return StoredOutcome.Of(EffectStatus.Held, granted.Reason);
        }

        // When no rule pays, there is nothing to hold.
        var isHeld =
            granted.Status == EffectStatus.Held
            || (granted is { Status: EffectStatus.Applied, Grants: not [] } && effect.HoldReason is not null);
        var status = isHeld ? EffectStatus.Held : granted.Status;
        var reason = isHeld ? effect.HoldReason ?? granted.Reason : granted.Reason;
        var commissions = granted
            .Grants.Select(grant => CommissionOf(effect, grant, isHeld ? reason : null))
            .ToLookup(c => c.Commission.Partner == turn.Partner);
        var used = status == EffectStatus.Rejected ? CustomerCapUse.None : CustomerCapUse.Of(granted.CustomerCaps);
        await turn.Edit.MakeRoomAsync(1 + commissions[true].Count());
        var own = CappedShares.Of(granted.ShareCaps, turn.Counters, commissions[true]);
        if (status != EffectStatus.Rejected)
        {
            turn.Caps.Claim(effect, used);
        }

        var outcome = StoredOutcome.Of(
            status,
            reason,
            own.Commissions.Select(commission => commission.Commission.Id)
        ) with
        {
            Attempt = effect.Attempt,
            CustomerCapUse = used.Used.IsEmpty ? null : used,
            Shares = StoredShares.Of([.. commissions[false]], granted.ShareCaps),
            Trace = granted.Trace is { } trace ? CompressedText.Compress(trace.ToJson()) : null,
            Counted = status == EffectStatus.Rejected ? null : CountedOf(effect, turn.Partner, granted, own),
        };
        Grants.Store(turn, effect.Event, own.Commissions, outcome);
        return outcome;
    }

    /// <summary>Returns what the conversion adds to the counters of the first credited partner.</summary>
    public static Counted CountedOf(
        ConversionEffect effect,
        PartnerId partner,
        ConversionGrants granted,
        CappedShares own
    ) =>
        new(
            effect.At,
            granted.Counted with
            {
                CommissionAmount = own.Commissions.Sum(commission => commission.Commission.Amount),
            }
        )
        {
            Caps = granted.PartnerCaps.Count + own.Used.Count == 0 ? null : own.Used.AddRange(granted.PartnerCaps),
            Bonuses = granted.Bonuses.Count == 0 ? null : granted.Bonuses,
            Links = LinkCounts.OfConversion(effect.Origins.GetValueOrDefault(partner)?.Link, granted.Counted),
        };

    /// <summary>Returns the grant of a rule as a commission.</summary>
    public NewCommission CommissionOf(ConversionEffect effect, Grant grant, string? hold) =>
        new(
            new Commission
            {
                Id = CommissionIds.Of(effect.At, grant.Partner, effect.Event, grant.Rule),
                Partner = grant.Partner,
                Customer = effect.Customer,
                Event = effect.Event,
                Source = grant.Source,
                Rule = grant.Rule,
                RulesVersion = effect.Rules.Version,
                BaseAmount = grant.BaseAmount,
                Lines = grant.Lines,
                Amount = grant.Amount,
                CurrentAmount = grant.Amount,
                Kept = grant.Amount,
                Currency = grant.Currency,
                Status = hold is null ? CommissionStatus.Pending : CommissionStatus.Held,
                HoldReason = hold,
                OccurredAt = effect.At,
                DueAt = effect.At.AddDays(grant.Trace.Hold?.Days ?? effect.Rules.HoldDays),
                CreatedAt = clock.GetUtcNow(),

                // What a recruiter gets does not come by its own link.
                Origin = grant.Source == Grant.OverrideSource ? null : effect.Origins.GetValueOrDefault(grant.Partner),
            },
            hold is null ? grant.Trace : grant.Trace with { HeldFor = hold }
        );
}

using System.Diagnostics;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger.Commissions;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>
/// Applies effects, many in one storage transaction. The first attempt takes none of them for a repeat and lets storage refuse a
/// name that is there; only then, or where an event is given another try, are the outcomes of earlier calls read.
/// </summary>
internal sealed class PartnerAccruals(
    LedgerStore store, LedgerWriter writer, CustomerCapStore caps, ApplyConversion conversions, ApplyRefund refunds, CommissionNotices notices) : IAccruals
{
    public async Task<IReadOnlyList<EffectOutcome>> ApplyAsync(
        ProgramSlug program, PartnerId partner, IReadOnlyList<LedgerEffect> effects, CancellationToken cancellationToken)
    {
        var outcomes = await ApplyOwnAsync(program, partner, effects, cancellationToken);
        foreach (var (effect, outcome) in effects.Zip(outcomes))
        {
            await ApplySharesAsync(program, partner, effect, outcome, cancellationToken);
        }

        // Told before the caller goes on: one that is cut off applies the effects again, which then only tells again.
        await notices.TellAsync(program, partner, [.. effects.Zip(outcomes, (effect, outcome) => (effect, outcome.Outcome))], cancellationToken);
        return [.. outcomes.Select(outcome => outcome.Outcome)];
    }

    private async Task<StoredOutcome[]> ApplyOwnAsync(
        ProgramSlug program, PartnerId partner, IReadOnlyList<LedgerEffect> effects, CancellationToken cancellationToken)
    {
        var outcomes = new StoredOutcome[effects.Count];
        var isRepeat = effects.Any(effect => effect is ConversionEffect { Attempt: > 0 });
        var customers = new CustomerCaps(caps, program);
        await writer.WriteAsync(
            program,
            partner,
            async edit =>
            {
                var earlier = isRepeat ? await EarlierAsync(program, partner, effects, cancellationToken) : [];
                await customers.ReadAsync(effects, cancellationToken);
                edit.StoreFirst = () => customers.StoreAsync(cancellationToken);
                isRepeat = true;
                var turn = new AccrualTurn(program, partner, edit, customers);
                for (var i = 0; i < effects.Count; i++)
                {
                    outcomes[i] = earlier.GetValueOrDefault(effects[i].Event) ?? await ApplyAsync(turn, effects[i], cancellationToken);
                }
            },
            cancellationToken);
        await customers.GiveBackAsync(
            effects.Zip(outcomes).Where(one => one.First is ConversionEffect).Select(one => ((ConversionEffect)one.First, one.Second.CustomerCapUse ?? CustomerCapUse.None)),
            cancellationToken);
        return outcomes;
    }

    private Task<StoredOutcome> ApplyAsync(AccrualTurn turn, LedgerEffect effect, CancellationToken cancellationToken) => effect switch
    {
        ConversionEffect conversion => conversions.ApplyAsync(turn, conversion),
        RefundEffect refund => refunds.ApplyAsync(turn, refund, cancellationToken),
        ShareEffect share => ApplyShare.ApplyAsync(turn, share),
        ClickCountEffect clicks => CountClicks.ApplyAsync(turn, clicks),
        _ => throw new UnreachableException($"No effect is a {effect.GetType().Name}."),
    };

    private async Task<Dictionary<EventId, StoredOutcome>> EarlierAsync(
        ProgramSlug program, PartnerId partner, IReadOnlyList<LedgerEffect> effects, CancellationToken cancellationToken)
    {
        var found = await store.OutcomesAsync(program, partner, effects.Select(effect => effect.Event), cancellationToken);
        foreach (var effect in effects.Where(effect => found.TryGetValue(effect.Event, out var outcome) && outcome.IsOpenTo(effect)))
        {
            found.Remove(effect.Event);
        }

        return found;
    }

    // The shares of other partners are in their own ledgers, after the first partner's has them noted: a call that was cut off in
    // between is completed by the next. No two ledgers are ever locked at once.
    private async Task ApplySharesAsync(
        ProgramSlug program, PartnerId partner, LedgerEffect effect, StoredOutcome outcome, CancellationToken cancellationToken)
    {
        if (effect is ConversionEffect)
        {
            await PostSharesAsync(program, effect.Event, effect.At, outcome.Shares, cancellationToken);
        }
        else if (effect is RefundEffect refund && outcome.Outcome.Status != EffectStatus.Waiting
            && await store.OutcomeAsync(program, partner, refund.Sale, cancellationToken) is { Shares: { Count: > 0 } shares })
        {
            await PostSharesAsync(program, refund.Sale, shares[0].Commission.OccurredAt, shares, cancellationToken);
            foreach (var other in shares.Select(share => share.Commission.Partner).Distinct())
            {
                await ApplyOwnAsync(program, other, [refund], cancellationToken);
            }
        }
    }

    private async Task PostSharesAsync(
        ProgramSlug program, EventId cause, DateTimeOffset at, IReadOnlyList<NewCommission> shares, CancellationToken cancellationToken)
    {
        foreach (var others in shares.GroupBy(share => share.Commission.Partner))
        {
            await ApplyOwnAsync(program, others.Key, [new ShareEffect(cause, at, [.. others])], cancellationToken);
        }
    }
}

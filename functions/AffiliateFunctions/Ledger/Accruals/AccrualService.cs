using System.Collections.Concurrent;
using System.Diagnostics;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger.Commissions;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>
/// Applies many effects in one storage transaction. The first attempt assumes that no effect is a repeat, because
/// storage rejects an event that is already stored. The outcomes of earlier calls are read only after such a rejection
/// or when an event is retried.
/// </summary>
internal sealed class AccrualService(
    LedgerStore store,
    LedgerWriter writer,
    CustomerCapStore caps,
    ApplyConversion conversions,
    ApplyRefund refunds,
    ApplySaleChange changes,
    CommissionWebhookEvents webhookEvents
) : IAccrualLedger
{
    private const int MaxPartnersAtOnce = 4;

    public async Task<IReadOnlyList<EffectOutcome>> ApplyAsync(
        ProgramSlug program,
        PartnerId partner,
        IReadOnlyList<LedgerEffect> effects,
        CancellationToken cancellationToken
    )
    {
        var outcomes = await ApplyOwnAsync(program, partner, effects, cancellationToken);
        var shared = await SharedAsync(program, partner, effects, outcomes, cancellationToken);
        var asked = effects.Select(effect => effect.Event).ToHashSet();
        List<AppliedEffect> applied =
        [
            .. effects.Zip(outcomes, (effect, outcome) => new AppliedEffect(partner, effect, outcome.Outcome)),
            .. (await ApplySharedAsync(program, shared, cancellationToken)).Where(appliedEffect =>
                asked.Contains(appliedEffect.Effect.Event)
            ),
        ];

        // The events are published before the caller continues. An interrupted caller applies the effects again, which
        // then only publishes again.
        await webhookEvents.TellAsync(program, applied, cancellationToken);
        var commissions = applied.ToLookup(
            appliedEffect => appliedEffect.Effect.Event,
            appliedEffect => appliedEffect.Outcome.Commissions
        );
        return
        [
            .. effects.Zip(
                outcomes,
                (effect, outcome) =>
                    outcome.Outcome with
                    {
                        Commissions = [.. commissions[effect.Event].SelectMany(own => own)],
                    }
            ),
        ];
    }

    private async Task<StoredOutcome[]> ApplyOwnAsync(
        ProgramSlug program,
        PartnerId partner,
        IReadOnlyList<LedgerEffect> effects,
        CancellationToken cancellationToken
    )
    {
        var outcomes = new StoredOutcome[effects.Count];
        var isRepeat = effects.Any(effect =>
            effect is ConversionEffect { Attempt: > 0 } or ShareEffect { IsRepeat: true }
        );
        var customers = new CustomerCaps(caps, program, partner);
        await writer.AppendAsync(
            program,
            partner,
            async edit =>
            {
                var earlier = isRepeat ? await EarlierAsync(program, partner, effects, cancellationToken) : [];
                await customers.ReadAsync(
                    effects.Select(effect => effect is SaleChangeEffect change ? change.Conversion : effect),
                    cancellationToken
                );
                edit.StoreFirst = () => customers.StoreAsync(cancellationToken);
                isRepeat = true;
                var turn = new AccrualContext(program, partner, edit, customers);
                for (var i = 0; i < effects.Count; i++)
                {
                    outcomes[i] =
                        earlier.GetValueOrDefault(effects[i].Event)
                        ?? await ApplyAsync(turn, effects[i], cancellationToken);
                }
            },
            cancellationToken
        );
        await customers.GiveBackAsync(
            effects
                .Zip(outcomes)
                .Where(pair => pair.First is ConversionEffect)
                .Select(pair => ((ConversionEffect)pair.First, pair.Second.CustomerCapUse ?? CustomerCapUse.None)),
            cancellationToken
        );
        await GiveBackAsync(program, partner, customers, effects.OfType<SaleChangeEffect>(), cancellationToken);
        return outcomes;
    }

    // The cap usage of a changed sale is stored with the sale, as its latest change left it.
    private async Task GiveBackAsync(
        ProgramSlug program,
        PartnerId partner,
        CustomerCaps customers,
        IEnumerable<SaleChangeEffect> effects,
        CancellationToken cancellationToken
    )
    {
        foreach (var change in effects.Where(change => change.Conversion.Rules.HasCustomerCaps))
        {
            if (await store.OutcomeAsync(program, partner, change.Sale, cancellationToken) is { } sale)
            {
                await customers.GiveBackAsync(
                    [(change.Conversion, sale.CustomerCapUse ?? CustomerCapUse.None)],
                    cancellationToken
                );
            }
        }
    }

    private Task<StoredOutcome> ApplyAsync(
        AccrualContext turn,
        LedgerEffect effect,
        CancellationToken cancellationToken
    ) =>
        effect switch
        {
            ConversionEffect conversion => conversions.ApplyAsync(turn, conversion),
            SaleChangeEffect change => changes.ApplyAsync(turn, change, cancellationToken),
            ShareChangeEffect share => changes.ApplyShareAsync(turn, share, cancellationToken),
            RefundEffect refund => refunds.ApplyAsync(turn, refund, cancellationToken),
            ShareEffect share => ApplyShare.ApplyAsync(turn, share),
            ClickCountEffect clicks => CountClicksEffect.ApplyAsync(turn, clicks),
            _ => throw new UnreachableException($"There is no effect of the type {effect.GetType().Name}."),
        };

    private async Task<Dictionary<EventId, StoredOutcome>> EarlierAsync(
        ProgramSlug program,
        PartnerId partner,
        IReadOnlyList<LedgerEffect> effects,
        CancellationToken cancellationToken
    )
    {
        var found = await store.OutcomesAsync(program, partner, effects, cancellationToken);
        foreach (
            var effect in effects.Where(effect =>
                found.TryGetValue(effect.Event, out var outcome) && outcome.IsOpenTo(effect)
            )
        )
        {
            found.Remove(effect.Event);
        }

        return found;
    }

    private async Task<SharedEffects> SharedAsync(
        ProgramSlug program,
        PartnerId partner,
        IReadOnlyList<LedgerEffect> effects,
        StoredOutcome[] outcomes,
        CancellationToken cancellationToken
    )
    {
        var refunded = effects
            .Zip(outcomes)
            .Where(pair => pair.Second.Outcome.Status != EffectStatus.Waiting)
            .Select(pair => pair.First)
            .OfType<RefundEffect>()
            .ToList();
        var sales = await store.OutcomesAsync(
            program,
            partner,
            refunded.Select(refund => refund.Sale).Distinct(),
            cancellationToken
        );
        var shared = new SharedEffects();
        foreach (var (effect, outcome) in effects.Zip(outcomes))
        {
            if (effect is ConversionEffect conversion)
            {
                shared.Add(conversion, outcome);
            }
            else if (effect is RefundEffect refund && sales.TryGetValue(refund.Sale, out var sale))
            {
                shared.Add(refund, sale, outcome);
            }
        }

        return shared;
    }

    // The effects on each ledger are a change of their own, so no call ever locks two ledgers.
    private async Task<IEnumerable<AppliedEffect>> ApplySharedAsync(
        ProgramSlug program,
        SharedEffects shared,
        CancellationToken cancellationToken
    )
    {
        var applied = new ConcurrentDictionary<PartnerId, IEnumerable<AppliedEffect>>();
        var fewAtOnce = new ParallelOptions
        {
            MaxDegreeOfParallelism = MaxPartnersAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            shared.ByPartner,
            fewAtOnce,
            async (own, token) =>
            {
                var outcomes = await ApplyOwnAsync(program, own.Partner, own.Effects, token);
                applied[own.Partner] = own.Effects.Zip(
                    outcomes,
                    (effect, outcome) => new AppliedEffect(own.Partner, effect, outcome.Outcome)
                );
            }
        );
        return shared.ByPartner.SelectMany(own => applied[own.Partner]);
    }
}

using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger.Accruals;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.OutgoingWebhooks;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>Publishes webhook events about commissions that were granted, decided or taken back.</summary>
public sealed class CommissionWebhookEvents(LedgerStore store, IWebhooks webhooks)
{
    private static readonly string[] OfEffects =
    [
        WebhookEventTypes.CommissionCreated,
        WebhookEventTypes.CommissionReversed,
        WebhookEventTypes.CommissionRestored,
        WebhookEventTypes.CommissionChanged,
    ];

    /// <summary>
    /// Publishes webhook events about the commissions that effects created or changed. The commissions are read from
    /// the ledger, because a repeated effect carries only their ids. Nothing is read when no endpoint subscribes.
    /// </summary>
    public async Task TellAsync(
        ProgramSlug program,
        IReadOnlyList<AppliedEffect> applied,
        CancellationToken cancellationToken
    )
    {
        if (
            applied.All(appliedEffect => appliedEffect.Outcome.Commissions.Count == 0)
            || !await webhooks.WantsAsync(program, OfEffects, cancellationToken)
        )
        {
            return;
        }

        var told = new List<WebhookEvent>();
        foreach (var own in applied.GroupBy(appliedEffect => appliedEffect.Partner))
        {
            var found = await store.FindCommissionsAsync(
                program,
                own.Key,
                [.. own.SelectMany(appliedEffect => appliedEffect.Outcome.Commissions).Distinct()],
                cancellationToken
            );
            told.AddRange(
                own.SelectMany(appliedEffect =>
                    appliedEffect.Outcome.Commissions.Select(id =>
                        WebhookEventOf(
                            appliedEffect.Effect,
                            found.GetValueOrDefault(id)
                                ?? throw new InvalidDataException($"The commission {id} is missing.")
                        )
                    )
                )
            );
        }

        await webhooks.TellAsync(program, told, cancellationToken);
    }

    /// <summary>
    /// Publishes webhook events about a person's decision on a held commission, and about the line that corrects what
    /// refunds took from it before; null if there is none.
    /// </summary>
    public Task TellAsync(
        ProgramSlug program,
        Commission commission,
        HoldDecision decision,
        Commission? line,
        CancellationToken cancellationToken
    ) =>
        webhooks.TellAsync(
            program,
            [
                new WebhookEvent(
                    decision.Kind == HoldDecisionKind.Release
                        ? WebhookEventTypes.CommissionReleased
                        : WebhookEventTypes.CommissionReversed,
                    commission.RefundSequence == 0
                        ? $"{commission.Id}:decided"
                        : $"{commission.Id}:decided:{commission.RefundSequence}",
                    decision.At,
                    PartnerLedgers.ViewOf(commission)
                ),
                .. line is null ? [] : new[] { CreatedOf(line) },
            ],
            cancellationToken
        );

    /// <summary>Publishes a webhook event about a commission that was voided.</summary>
    public Task TellAsync(
        ProgramSlug program,
        Commission commission,
        CommissionVoid decision,
        CancellationToken cancellationToken
    ) =>
        webhooks.TellAsync(
            program,
            [
                new WebhookEvent(
                    WebhookEventTypes.CommissionReversed,
                    $"{commission.Id}:{decision.Id}",
                    decision.At,
                    PartnerLedgers.ViewOf(commission)
                ),
            ],
            cancellationToken
        );

    // A line that corrects a paid commission is a commission of its own.
    private static WebhookEvent WebhookEventOf(LedgerEffect effect, Commission commission) =>
        effect is not RefundEffect || commission.Corrects is not null
            ? CreatedOf(commission)
            : new WebhookEvent(
                effect is SaleChangeEffect or ShareChangeEffect ? WebhookEventTypes.CommissionChanged
                    : commission.CurrentAmount < commission.Granted ? WebhookEventTypes.CommissionReversed
                    : WebhookEventTypes.CommissionRestored,
                effect.Attempt == 0
                    ? $"{commission.Id}:{effect.Event}"
                    : $"{commission.Id}:{effect.Event}:{effect.Attempt}",
                effect.At,
                PartnerLedgers.ViewOf(commission)
            );

    private static WebhookEvent CreatedOf(Commission commission) =>
        new(
            WebhookEventTypes.CommissionCreated,
            commission.Id.Value,
            commission.CreatedAt,
            PartnerLedgers.ViewOf(commission)
        );
}

using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.OutgoingWebhooks;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Carries out decisions about partners.</summary>
internal sealed class PartnerActions(PartnerChanges changes, PartnerStatusChanges statuses, IAuditLog audit)
    : IPartnerActions
{
    public async Task<Result<Partner>> MoveToGroupAsync(
        AffiliateProgram program,
        PartnerId partner,
        string group,
        PartnerDecision decision,
        CancellationToken cancellationToken
    )
    {
        if (!PartnerText.IsGroup(group))
        {
            return Problem.Invalid("/group", PartnerText.GroupSentence);
        }

        Partner? before = null;
        var changed = await changes.ChangeAsync(
            program,
            partner.Value,
            stored =>
            {
                before = stored;
                return stored.Status == PartnerStatus.Closed
                    ? Problem.Conflict("The partner is closed and can no longer be changed.")
                    : new PartnerChange(stored with { Group = group }, []);
            },
            cancellationToken
        );
        if (changed.Succeeded)
        {
            await audit.RecordAsync(
                new AuditEntry(
                    program.Slug,
                    $"{decision.Cause}:group",
                    decision.Actor,
                    "partner_group_changed",
                    partner.Value,
                    decision.Reason,
                    decision.At
                )
                {
                    Change = before is null ? null : AuditChange.Between(new GroupOf(before.Group), new GroupOf(group)),
                },
                cancellationToken
            );
        }

        return changed;
    }

    public async Task<bool> PutContractAsync(
        AffiliateProgram program,
        PartnerId partner,
        PartnerContract contract,
        CancellationToken cancellationToken
    ) =>
        (
            await changes.ChangeAsync(
                program,
                partner.Value,
                stored => new PartnerChange(
                    stored with
                    {
                        Contracts =
                        [
                            .. (stored.Contracts ?? []).Where(known => known.Id != contract.Id),
                            WithEarlyEnd(contract, stored),
                        ],
                    },
                    []
                ),
                cancellationToken
            )
        ).Succeeded;

    public Task<Result<Partner>> SuspendAsync(
        AffiliateProgram program,
        PartnerId partner,
        PartnerDecision decision,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        statuses.MoveAsync(
            program,
            partner.Value,
            new AskedStatusChange(
                "partner_suspended",
                WebhookEventTypes.PartnerSuspended,
                decision.Reason,
                Message: null
            )
            {
                Actor = decision.Actor,
            },
            (stored, now) =>
                stored.Status switch
                {
                    PartnerStatus.Closed => Problem.Conflict("The partner is closed."),
                    PartnerStatus.Suspended => stored,
                    _ => stored with { Status = PartnerStatus.Suspended, StatusSince = now },
                },
            orchestrations,
            cancellationToken
        );

    // A decision that is carried out late does not take back that the terms were ended in the meantime.
    private static PartnerContract WithEarlyEnd(PartnerContract contract, Partner stored) =>
        contract with
        {
            EndedAt = contract.EndedAt ?? stored.Contracts?.FirstOrDefault(known => known.Id == contract.Id)?.EndedAt,
        };

    private sealed record GroupOf(string Group);
}

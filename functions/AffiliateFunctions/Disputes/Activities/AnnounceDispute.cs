using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.OutgoingWebhooks;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Disputes.Activities;

/// <summary>Makes known that a partner has opened a dispute: to the audit log, to subscribers, and to the partner.</summary>
public sealed class AnnounceDispute(DisputeStore disputes, DisputeMails mails, IAuditLog audit, IWebhooks webhooks)
{
    /// <inheritdoc cref="AnnounceDispute"/>
    [Function(nameof(AnnounceDispute))]
    public async Task RunAsync([ActivityTrigger] DisputeKey key, CancellationToken cancellationToken)
    {
        var dispute = await disputes.RequireAsync(key, cancellationToken);

        // The claim is not recorded: audit records cannot be erased.
        await audit.RecordAsync(
            new AuditEntry(
                key.Program,
                $"dispute:{key.Id}:opened",
                dispute.Partner.Value,
                "dispute_opened",
                key.Id.Value,
                null,
                dispute.OpenedAt
            )
            {
                Change = AuditChange.OfNew(
                    new { Kind = StoredJson.NameOf(dispute.Kind), Commission = dispute.Commission?.Value }
                ),
            },
            cancellationToken
        );
        await webhooks.TellAsync(key.Program, [DisputeEvent.Opened(dispute)], cancellationToken);
        await mails.ReceivedAsync(dispute, cancellationToken);
    }
}

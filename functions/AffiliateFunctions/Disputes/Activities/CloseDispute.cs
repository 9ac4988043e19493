using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Disputes.Activities;

/// <summary>
/// Carries out the decision on a dispute and stores it. What the decision sets going is identified by the dispute, so a
/// repeated call has no other effect.
/// </summary>
public sealed class CloseDispute(
    DisputeStore disputes,
    IPrograms programs,
    DisputeRemedies remedies,
    IAuditLog audit,
    IWebhooks webhooks
)
{
    /// <inheritdoc cref="CloseDispute"/>
    [Function(nameof(CloseDispute))]
    public async Task RunAsync(
        [ActivityTrigger] Input input,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var (key, outcome) = input;
        var dispute = await disputes.RequireAsync(key, cancellationToken);
        if (dispute.Status == DisputeStatus.Open)
        {
            var program =
                await programs.FindAsync(key.Program, cancellationToken)
                ?? throw new InvalidOperationException($"There is no program {key.Program}.");
            var effect =
                outcome.Decision == PrepareDisputeApproval.Grant
                    ? await remedies.CarryOutAsync(program, dispute, outcome, orchestrations, cancellationToken)
                    : null;
            dispute = await disputes.ChangeAsync(
                key,
                stored => stored.Status == DisputeStatus.Open ? Closed(stored, outcome, effect) : null,
                cancellationToken
            );
        }

        await RecordAsync(dispute, cancellationToken);
        await webhooks.TellAsync(key.Program, [DisputeEvent.Decided(dispute)], cancellationToken);
    }

    private static Dispute Closed(Dispute dispute, ApprovalOutcome outcome, DisputeEffect? effect) =>
        dispute with
        {
            Status = outcome.Decision switch
            {
                PrepareDisputeApproval.Grant => DisputeStatus.Granted,
                PrepareDisputeApproval.Uphold => DisputeStatus.Upheld,
                _ => DisputeStatus.Expired,
            },
            DecidedBy = outcome.Actor,
            DecidedAt = outcome.DecidedAt,
            Message = string.IsNullOrWhiteSpace(outcome.Note) ? null : outcome.Note.Trim(),
            Effect = effect,
        };

    // The message is not recorded: it is written to a person, and audit records cannot be erased.
    private Task RecordAsync(Dispute dispute, CancellationToken cancellationToken) =>
        audit.RecordAsync(
            new AuditEntry(
                dispute.Program,
                $"dispute:{dispute.Id}:decided",
                dispute.DecidedBy!,
                $"dispute_{StoredJson.NameOf(dispute.Status)}",
                dispute.Id.Value,
                dispute.Effect?.Problem,
                dispute.DecidedAt!.Value
            )
            {
                Change = AuditChange.Between(
                    new
                    {
                        Status = StoredJson.NameOf(DisputeStatus.Open),
                        Remedy = (string?)null,
                        Reference = (string?)null,
                    },
                    new
                    {
                        Status = StoredJson.NameOf(dispute.Status),
                        Remedy = dispute.Effect is { } effect ? StoredJson.NameOf(effect.Remedy) : null,
                        dispute.Effect?.Reference,
                    }
                ),
            },
            cancellationToken
        );

    /// <summary>The decision on a dispute.</summary>
    /// <param name="Key">The dispute.</param>
    /// <param name="Outcome">The owner's decision.</param>
    public sealed record Input(DisputeKey Key, ApprovalOutcome Outcome);
}

using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Settings;

/// <summary>Records the decision on payout settings. A version that was replaced stays out of force.</summary>
public sealed class RecordPayoutSettingsDecision(PayoutSettingsStore store, IAuditLog audit)
{
    /// <inheritdoc cref="RecordPayoutSettingsDecision"/>
    [Function(nameof(RecordPayoutSettingsDecision))]
    public async Task RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var (key, outcome) = (input.Key, input.Outcome);
        var stored = await store.DecideAsync(
            key.Program,
            key.Version,
            outcome.Decision == PreparePayoutSettingsApproval.Approve,
            outcome.Actor,
            outcome.DecidedAt,
            cancellationToken
        );
        var version = stored.Versions.Single(version => version.Version == key.Version);
        var action = version.Status switch
        {
            PayoutSettingsStatus.InForce or PayoutSettingsStatus.Superseded => "payout_settings_approved",
            PayoutSettingsStatus.Replaced => "payout_settings_replaced",
            _ => "payout_settings_rejected",
        };
        await audit.RecordAsync(
            new AuditEntry(
                key.Program,
                $"payout_settings:{key.Version}:decided",
                outcome.Actor,
                action,
                $"payout_settings:{key.Version}",
                string.Join(
                    "; ",
                    [.. version.Changes, .. outcome.Reason is { } reason ? [reason] : Array.Empty<string>()]
                ),
                outcome.DecidedAt
            ),
            cancellationToken
        );
    }

    /// <summary>The version, and the outcome of its approval.</summary>
    public sealed record Input(PayoutSettingsKey Key, ApprovalOutcome Outcome);
}

using AffiliateFunctions.Approvals;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Settings;

/// <summary>
/// Makes the approval request of payout settings. Finance is asked first, or the owner if finance has prepared them.
/// Returns null if another version was prepared in the meantime.
/// </summary>
public sealed class PreparePayoutSettingsApproval(
    IPrograms programs,
    PayoutSettingsStore store,
    IApprovals approvals,
    TimeProvider clock
)
{
    /// <summary>The decision to approve the settings.</summary>
    public const string Approve = "approve";

    private const string Reject = "reject";

    private static readonly ApprovalOption[] Options =
    [
        new(Approve, "Approve the payout settings"),
        new(Reject, "Reject the payout settings", ReasonRequired: true) { Reasons = ApprovalReason.OfPayments },
    ];

    /// <inheritdoc cref="PreparePayoutSettingsApproval"/>
    [Function(nameof(PreparePayoutSettingsApproval))]
    public async Task<ApprovalRequest?> RunAsync(
        [ActivityTrigger] PayoutSettingsKey key,
        CancellationToken cancellationToken
    )
    {
        var program =
            await programs.FindAsync(key.Program, cancellationToken)
            ?? throw new InvalidOperationException($"There is no program {key.Program}.");
        var stored = await store.FindAsync(key.Program, cancellationToken);
        var version = stored.Versions.Single(version => version.Version == key.Version);
        if (version.Status == PayoutSettingsStatus.Replaced)
        {
            return null;
        }

        var asked = program.Charter?.FinanceFirst(version.PreparedBy);
        if (asked is not [var first, ..])
        {
            throw new InvalidOperationException($"Nobody may approve the payout settings of {key.Program}.");
        }

        var request = new ApprovalRequest
        {
            Id = IdOf(key.Version),
            Program = key.Program,
            Kind = ApprovalKinds.PayoutSettings,
            Subject = $"Approve payout settings {key.Version} of {program.Name}",
            Facts =
            [
                new("Program", program.Name),
                new("Version", $"{key.Version}, after {stored.InForce?.Version.ToString() ?? "none"}"),
                new("Prepared by", version.PreparedBy),
                new("In force", "With the first cycle that starts after the approval"),
            ],
            Sections = [new("What changes", version.Changes)],
            Options = Options,
            Owner = first,
            Backup = asked[^1],
            Excluded = [version.PreparedBy],
            RemindAfter = TimeSpan.FromDays(1),
            EscalateAfter = TimeSpan.FromDays(3),
            ExpireAfter = TimeSpan.FromDays(14),
            DecisionOnExpiry = Reject,
        };
        return await approvals.PrepareAsync(request, clock.GetUtcNow(), cancellationToken);
    }

    /// <summary>The id of the approval of a version.</summary>
    internal static string IdOf(int version) => $"payout-settings-{version}";
}

using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Adjustments.Activities;

/// <summary>Makes the approval request of an adjustment. The preparer cannot approve.</summary>
public sealed class PrepareAdjustmentApproval(
    IPrograms programs,
    AdjustmentStore adjustments,
    AdjustmentContent content,
    IApprovals approvals,
    TimeProvider clock
)
{
    /// <summary>The decision to approve.</summary>
    public const string Approve = "approve";

    /// <summary>The outcome when nobody decides in time.</summary>
    public const string Expired = "expired";

    internal static readonly ApprovalOption[] Options =
    [
        new(Approve, "Approve"),
        new("reject", "Reject", ReasonRequired: true) { Reasons = ApprovalReason.OfPayments },
    ];

    /// <inheritdoc cref="PrepareAdjustmentApproval"/>
    [Function(nameof(PrepareAdjustmentApproval))]
    public async Task<ApprovalRequest> RunAsync(
        [ActivityTrigger] AdjustmentKey key,
        CancellationToken cancellationToken
    )
    {
        var adjustment = await adjustments.RequireAsync(key, cancellationToken);
        var program = await programs.FindAsync(key.Program, cancellationToken);
        var charter =
            program?.Charter ?? throw new InvalidOperationException($"The program {key.Program} has no charter.");
        string[] excluded = adjustment.PreparedBy is { } preparer ? [preparer] : [];
        var asked = charter.FinanceFirst(excluded);
        if (asked.Count == 0)
        {
            throw new InvalidOperationException($"Nobody may approve the adjustment {key.Id} of {key.Program}.");
        }

        var request = new ApprovalRequest
        {
            Id = $"adjustment-{key.Id}",
            Program = key.Program,
            Kind = ApprovalKinds.Adjustment,
            Subject = await content.SubjectAsync(adjustment, cancellationToken),
            Facts = await content.FactsAsync(adjustment, cancellationToken),
            Options = Options,
            Owner = asked[0],
            Backup = asked[^1],
            Excluded = excluded,
            RemindAfter = TimeSpan.FromDays(1),
            EscalateAfter = TimeSpan.FromDays(3),
            ExpireAfter = TimeSpan.FromDays(14),
            DecisionOnExpiry = Expired,
        };
        return await approvals.PrepareAsync(request, clock.GetUtcNow(), cancellationToken);
    }
}

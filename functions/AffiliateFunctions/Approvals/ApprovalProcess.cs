using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance;

namespace AffiliateFunctions.Approvals;

/// <summary>The decisions that people are asked for. Applications are steps of the onboarding.</summary>
internal sealed class ApprovalProcess(ApprovalStore approvals) : IProcessSource
{
    private static readonly Dictionary<string, ProcessStep> ByKind = new(StringComparer.Ordinal)
    {
        [ApprovalKinds.RuleBook] = new("rules", "approve_rule_book", StepOwner.Owner, TimeSpan.FromDays(3)),
        [ApprovalKinds.PayoutSettings] = new(
            "payouts",
            "approve_payout_settings",
            StepOwner.Finance,
            TimeSpan.FromDays(3)
        ),
        [ApprovalKinds.Adjustment] = new("payouts", "approve_adjustment", StepOwner.Finance, TimeSpan.FromDays(3)),
        [ApprovalKinds.Cycle] = new("payouts", "approve_payouts", StepOwner.Finance, TimeSpan.FromDays(3)),
        [ApprovalKinds.ContractTerms] = new("rules", "approve_contract_terms", StepOwner.Finance, TimeSpan.FromDays(3)),
        [ApprovalKinds.LeadConflict] = new("leads", "decide_lead_conflict", StepOwner.Owner, TimeSpan.FromDays(3)),
        [ApprovalKinds.Dispute] = new("disputes", "decide_dispute", StepOwner.Owner, TimeSpan.FromDays(5)),
        [ApprovalKinds.Review] = new("review", "decide_review", StepOwner.Owner, TimeSpan.FromDays(5)),
    };

    public IReadOnlyList<ProcessStep> Steps { get; } = [.. ByKind.Values];

    public async IAsyncEnumerable<StepRun> RunsAsync(
        ProgramSlug program,
        DateTimeOffset since,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var approval in approvals.ListAsync(program, cancellationToken))
        {
            if (ByKind.TryGetValue(approval.Kind, out var step))
            {
                yield return new StepRun(step.Name, approval.AskedAt, approval.DecidedAt);
            }
        }
    }
}

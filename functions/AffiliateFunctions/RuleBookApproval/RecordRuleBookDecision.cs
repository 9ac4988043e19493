using AffiliateFunctions.Audit;
using AffiliateFunctions.RuleBooks;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.RuleBookApproval;

/// <summary>Records the owner's decision on the version.</summary>
public sealed class RecordRuleBookDecision(RuleBookStore ruleBooks, IAuditLog audit)
{
    /// <inheritdoc cref="RecordRuleBookDecision"/>
    [Function(nameof(RecordRuleBookDecision))]
    public async Task RunAsync([ActivityTrigger] RuleBookDecision decision, CancellationToken cancellationToken)
    {
        var (key, outcome) = decision;
        var approved = outcome.Decision == "approve";
        await ruleBooks.ChangeAsync(
            key.Program,
            key.Version,
            s => s.Decide(approved, outcome.Actor, outcome.DecidedAt),
            cancellationToken
        );
        await audit.RecordAsync(
            new AuditEntry(
                key.Program,
                $"rules:{key.Version}:decided",
                outcome.Actor,
                approved ? "rule_book_approved" : "rule_book_rejected",
                $"rules:{key.Version}",
                outcome.Reason,
                outcome.DecidedAt
            ),
            cancellationToken
        );
    }
}

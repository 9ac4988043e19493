using AffiliateFunctions.Governance;
using AffiliateFunctions.Governance.Approvals;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ProgramRules;

/// <summary>Puts into words what the owner decides on.</summary>
internal sealed class DescribeRuleBook(IPrograms programs, RuleBookStore ruleBooks, TimeProvider clock)
{
    private static readonly ApprovalOption[] Options =
        [new("approve", "Approve the rule book"), new("reject", "Reject the rule book", ReasonRequired: true)];

    [Function(nameof(DescribeRuleBook))]
    public async Task<ApprovalRequest> RunAsync([ActivityTrigger] RuleBookKey key, CancellationToken cancellationToken)
    {
        var program = await programs.FindAsync(key.Program, cancellationToken);
        var charter = program?.Charter ?? throw new InvalidOperationException($"The program {key.Program} has no charter.");
        var (stored, document, _) = await ruleBooks.FindAsync(key.Program, key.Version, cancellationToken)
            ?? throw new InvalidOperationException($"The program {key.Program} has no rule book {key.Version}.");
        var current = (await ruleBooks.TimelineAsync(key.Program, cancellationToken)).At(clock.GetUtcNow());
        return new ApprovalRequest
        {
            Id = $"rules-{key.Version}",
            Program = key.Program,
            Kind = "rule_book",
            Subject = $"Approve rule book {key.Version} of {program.Name}",
            Facts =
            [
                new("Program", program.Name),
                new("Rule book", RuleBookDocument.NameOf(document)),
                new("Version", $"{key.Version}, after {(current is null ? "none" : current.Version)}"),
                new("Effective from", $"{stored.EffectiveFrom:u}, but not before its approval"),
                new("Fingerprint (SHA-256)", stored.Hash),
            ],
            Sections = RuleBookDocument.Describe(document),
            Options = Options,
            Owner = charter.Owner,
            Backup = charter.BackupOwner,
            RemindAfter = TimeSpan.FromDays(2),
            EscalateAfter = TimeSpan.FromDays(4),
            ExpireAfter = TimeSpan.FromDays(14),
            DecisionOnExpiry = "reject",
        };
    }
}

/// <summary>Records the owner's decision on the version.</summary>
internal sealed class RecordRuleBookDecision(RuleBookStore ruleBooks, IAuditLog audit)
{
    [Function(nameof(RecordRuleBookDecision))]
    public async Task RunAsync([ActivityTrigger] RuleBookDecision decision, CancellationToken cancellationToken)
    {
        var (key, outcome) = decision;
        var approved = outcome.Decision == "approve";
        await ruleBooks.ChangeAsync(key.Program, key.Version, s => s.Decide(approved, outcome.Actor, outcome.DecidedAt), cancellationToken);
        await audit.RecordAsync(
            new AuditEntry(
                key.Program,
                $"rules:{key.Version}:decided",
                outcome.Actor,
                approved ? "rule_book_approved" : "rule_book_rejected",
                $"rules:{key.Version}",
                outcome.Reason,
                outcome.DecidedAt),
            cancellationToken);
    }
}

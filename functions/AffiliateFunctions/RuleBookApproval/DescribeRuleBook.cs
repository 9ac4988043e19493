using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Simulation;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.RuleBookApproval;

/// <summary>Makes the approval request that describes the rule book to the owner.</summary>
public sealed class DescribeRuleBook(
    IPrograms programs,
    RuleBookStore ruleBooks,
    RuleChanges changes,
    RuleBookSimulation simulation,
    IPartners partners,
    TimeProvider clock
)
{
    private static readonly TimeSpan Simulated = TimeSpan.FromDays(90);

    private static readonly ApprovalOption[] Options =
    [
        new("approve", "Approve the rule book"),
        new("reject", "Reject the rule book", ReasonRequired: true) { Reasons = ApprovalReason.OfRules },
    ];

    /// <inheritdoc cref="DescribeRuleBook"/>
    [Function(nameof(DescribeRuleBook))]
    public async Task<ApprovalRequest> RunAsync([ActivityTrigger] RuleBookKey key, CancellationToken cancellationToken)
    {
        var program = await programs.FindAsync(key.Program, cancellationToken);
        var charter =
            program?.Charter ?? throw new InvalidOperationException($"The program {key.Program} has no charter.");
        var (stored, document) =
            await ruleBooks.FindAsync(key.Program, key.Version, cancellationToken)
            ?? throw new InvalidOperationException($"The program {key.Program} has no rule book {key.Version}.");
        var current = (await ruleBooks.TimelineAsync(key.Program, cancellationToken)).At(clock.GetUtcNow());
        var rules = RuleBookDocument.Compile(document);
        return new ApprovalRequest
        {
            Id = $"rules-{key.Version}",
            Program = key.Program,
            Kind = ApprovalKinds.RuleBook,
            Subject = $"Approve rule book {key.Version} of {program.Name}",
            Facts =
            [
                new("Program", program.Name),
                new("Rule book", RuleBookDocument.NameOf(document)),
                new("Version", $"{key.Version}, after {(current is null ? "none" : current.Version)}"),
                new("Effective from", $"{stored.EffectiveFrom:u}, but not before its approval"),
                new("Fingerprint (SHA-256)", stored.Hash),
            ],
            Sections =
            [
                .. AskedOf(await changes.RequestsOfAsync(key.Program, key.Version, cancellationToken)),
                ChangesOf(current, rules.Book),
                new(
                    $"The last {Simulated.Days} days under this version",
                    await SimulateAsync(key.Program, rules, cancellationToken)
                ),
                .. RuleBookText.TopicsOf(rules.Book).Select(topic => new ApprovalSection(topic.Title, topic.Lines)),
            ],
            Options = Options,
            Owner = charter.Owner,
            Backup = charter.BackupOwner,
            RemindAfter = TimeSpan.FromDays(2),
            EscalateAfter = TimeSpan.FromDays(4),
            ExpireAfter = TimeSpan.FromDays(14),
            DecisionOnExpiry = "reject",
        };
    }

    private static IEnumerable<ApprovalSection> AskedOf(IReadOnlyList<RuleChangeRequest> requests) =>
        requests.Count == 0
            ? []
            :
            [
                new ApprovalSection(
                    "What reviews decided to change",
                    [.. requests.Select(request => request.InWords())]
                ),
            ];

    private static ApprovalSection ChangesOf(ApprovedRuleBook? current, RuleBook after)
    {
        const string title = "What changes";
        if (current is null)
        {
            return new ApprovalSection(title, ["This is the program's first rule book."]);
        }

        return new ApprovalSection(
            $"{title} from version {current.Version}",
            RuleBookText.ChangesBetween(current.Rules.Book, after)
        );
    }

    private async Task<IReadOnlyList<string>> SimulateAsync(
        ProgramSlug program,
        CompiledRuleBook rules,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var report = await simulation.RunAsync(program, rules, now - Simulated, now, cancellationToken);
        var companies = new Dictionary<PartnerId, string>();
        await foreach (var partner in partners.ListAsync(program, cancellationToken))
        {
            companies[partner.Id] = partner.Company;
        }

        return SimulationText.Of(report, id => companies.GetValueOrDefault(id, id.Value));
    }
}

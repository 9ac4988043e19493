using Affiliate.Domain.Rules;
using Affiliate.Pages;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerContracts.Store;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerContracts.Activities;

/// <summary>
/// Makes the next approval request of contract terms: of the first person, or of the second. The preparer cannot
/// approve.
/// </summary>
public sealed class PrepareContractApproval(
    IPrograms programs,
    IPartners partners,
    ContractStore contracts,
    IRuleBooks ruleBooks,
    IApprovals approvals,
    TimeProvider clock
)
{
    /// <summary>The decision to approve.</summary>
    public const string Approve = "approve";

    /// <summary>The outcome when nobody decides in time.</summary>
    public const string Expired = "expired";

    private static readonly ApprovalOption[] Options =
    [
        new(Approve, "Approve the terms"),
        new("reject", "Reject the terms", ReasonRequired: true) { Reasons = ApprovalReason.OfRules },
    ];

    /// <inheritdoc cref="PrepareContractApproval"/>
    [Function(nameof(PrepareContractApproval))]
    public async Task<ApprovalRequest> RunAsync([ActivityTrigger] ContractKey key, CancellationToken cancellationToken)
    {
        var contract = await contracts.RequireAsync(key, cancellationToken);
        var program = await programs.FindAsync(key.Program, cancellationToken);
        var charter =
            program?.Charter ?? throw new InvalidOperationException($"The program {key.Program} has no charter.");
        var earlier = contract.EarlierApprovals;
        var approvers = NextApprovers.Of(
            [charter.Finance, charter.Owner, charter.BackupOwner],
            earlier,
            contract.PreparedBy is { } preparer ? [preparer] : Array.Empty<string>()
        );
        if (approvers.Asked.Count == 0)
        {
            throw new InvalidOperationException($"Nobody may approve the contract terms {key.Id} of {key.Program}.");
        }

        var now = clock.GetUtcNow();
        var rules = (await ruleBooks.TimelineAsync(key.Program, cancellationToken)).At(now)?.Rules.Book;
        var company = (await partners.FindAsync(key.Program, key.Partner, cancellationToken))?.Company;
        var isSecond = earlier.Count > 0;
        var request = new ApprovalRequest
        {
            Id = isSecond ? $"contract-{key.Id}-second" : $"contract-{key.Id}",
            Program = key.Program,
            Kind = ApprovalKinds.ContractTerms,
            Subject =
                $"{(isSecond ? "Second approval of" : "Approve")} contract terms of {company ?? key.Partner.Value}",
            Facts = [.. FactsOf(contract, company, rules)],
            Options = Options,
            IsOfSecondPerson = isSecond,
            AfterApproval = contract.NeedsSecondPerson && !isSecond ? NextApprovers.SecondPersonFollows : null,
            Owner = approvers.Asked[0],
            Backup = approvers.Asked[^1],
            Excluded = approvers.Excluded,
            RemindAfter = TimeSpan.FromDays(1),
            EscalateAfter = TimeSpan.FromDays(3),
            ExpireAfter = TimeSpan.FromDays(14),
            DecisionOnExpiry = Expired,
        };
        return await approvals.PrepareAsync(request, now, cancellationToken);
    }

    private static IEnumerable<ApprovalFact> FactsOf(StoredContract contract, string? company, RuleBook? rules)
    {
        if (contract.NeedsSecondPerson)
        {
            yield return new ApprovalFact(
                "Approvals",
                contract.ApprovedBy is [var first, ..]
                    ? $"{first.Actor} has approved. You are the second of two persons who must approve."
                    : "Two different persons must approve, because the pay is above the limit of the rule book. After "
                        + "you, another person is asked."
            );
        }

        yield return new ApprovalFact(
            "Partner",
            company is null ? contract.Partner.Value : $"{company} ({contract.Partner})"
        );
        foreach (var (rule, pay, insteadOf) in ContractWords.Pays(contract.ToTerms(), rules))
        {
            yield return new ApprovalFact($"Rule {rule}", insteadOf is null ? pay : $"{pay}, instead of {insteadOf}");
        }

        yield return new ApprovalFact("From", $"{DisplayFormat.Time(contract.From)}, but not before the approval");
        yield return new ApprovalFact("Until", DisplayFormat.Time(contract.Until));
        yield return new ApprovalFact("Reason", contract.Reason) { IsPersonal = true };
        yield return new ApprovalFact("Prepared by", contract.PreparedBy ?? "a caller with the function key");
        yield return new ApprovalFact("Fingerprint", contract.Hash) { IsTechnical = true };
    }
}

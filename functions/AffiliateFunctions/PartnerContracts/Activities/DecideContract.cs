using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerContracts.Store;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerContracts.Activities;

/// <summary>
/// Records the decision of one person. The last approval gives the terms to the partner; each step can be repeated.
/// </summary>
public sealed class DecideContract(
    IPrograms programs,
    IPartners partners,
    IPartnerActions actions,
    ContractStore contracts,
    IRuleBooks ruleBooks,
    IAuditLog audit
)
{
    /// <inheritdoc cref="DecideContract"/>
    [Function(nameof(DecideContract))]
    public async Task<ContractStatus> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var (key, outcome) = input;
        var partner = await partners.FindAsync(key.Program, key.Partner, cancellationToken);
        var contract = await contracts.ChangeAsync(key, stored => Decided(stored, outcome, partner), cancellationToken);
        if (contract.Status == ContractStatus.AwaitingApproval)
        {
            return contract.Status;
        }

        if (contract.Approved is { } approved)
        {
            var program =
                await programs.FindAsync(key.Program, cancellationToken)
                ?? throw new InvalidOperationException($"There is no program {key.Program}.");
            await actions.PutContractAsync(program, key.Partner, approved, cancellationToken);
        }

        await RecordAsync(contract, cancellationToken);
        return contract.Status;
    }

    private static StoredContract Decided(StoredContract stored, ApprovalOutcome outcome, Partner? partner)
    {
        var approval = new EarlierApproval(outcome.Actor, outcome.OnBehalfOf);
        if (stored.Status != ContractStatus.AwaitingApproval || stored.ApprovedBy.Contains(approval))
        {
            return stored;
        }

        var decided = stored with { Decision = new ContractDecision(outcome.Actor, outcome.Reason, outcome.DecidedAt) };
        if (outcome.Decision != PrepareContractApproval.Approve)
        {
            return decided with
            {
                Status =
                    outcome.Decision == PrepareContractApproval.Expired
                        ? ContractStatus.Expired
                        : ContractStatus.Rejected,
            };
        }

        var approved = decided with { ApprovedBy = [.. stored.ApprovedBy, approval] };
        if (approved.ApprovedBy.Count < (stored.NeedsSecondPerson ? 2 : 1))
        {
            return approved;
        }

        var refusal =
            partner is null or { Status: PartnerStatus.Closed } ? "The partner has left the program."
            : stored.Until <= outcome.DecidedAt ? "The terms had ended before they were approved."
            : null;
        return approved with
        {
            Status = refusal is null ? ContractStatus.Approved : ContractStatus.NotApplied,
            NotAppliedBecause = refusal,
        };
    }

    private async Task RecordAsync(StoredContract contract, CancellationToken cancellationToken)
    {
        var decision = contract.Decision!;
        var book = (await ruleBooks.TimelineAsync(contract.Program, cancellationToken)).At(decision.At)?.Rules.Book;
        var (before, after) = ContractWords.Change(contract.ToTerms(), book);
        var approvers = string.Join(" and ", contract.ApprovedBy.Select(approval => approval.Actor));
        await audit.RecordAsync(
            new AuditEntry(
                contract.Program,
                $"contract:{contract.Id}:decided",
                decision.Actor,
                $"contract_terms_{StoredJson.NameOf(contract.Status)}",
                contract.Partner.Value,
                contract.Status switch
                {
                    ContractStatus.Approved => $"{ContractWords.Of(contract)}. Approved by {approvers}.",
                    ContractStatus.NotApplied => $"{ContractWords.Of(contract)}. {contract.NotAppliedBecause}",
                    _ => ContractWords.Of(contract),
                },
                decision.At
            )
            {
                Change = contract.Status == ContractStatus.Approved ? AuditChange.Between(before, after) : null,
            },
            cancellationToken
        );
    }

    /// <summary>The contract terms, and the outcome of one approval.</summary>
    public sealed record Input(ContractKey Key, ApprovalOutcome Outcome);
}

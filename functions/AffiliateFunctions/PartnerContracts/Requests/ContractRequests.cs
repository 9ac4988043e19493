using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerContracts.Store;
using AffiliateFunctions.RuleBooks;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerContracts.Requests;

/// <summary>Asks for contract terms, and ends them early. A repeated request finds what it has stored.</summary>
public sealed class ContractRequests(
    ContractStore contracts,
    ContractStarter starter,
    IPartners partners,
    IPartnerActions actions,
    IRuleBooks ruleBooks,
    IAuditLog audit,
    IdSource ids,
    TimeProvider clock
)
{
    private const int MaxPerPartner = 50;

    /// <summary>The rule book in force, or null.</summary>
    public async Task<ApprovedRuleBook?> RulesAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        (await ruleBooks.TimelineAsync(program, cancellationToken)).At(clock.GetUtcNow());

    /// <summary>The partner of a route, or a problem.</summary>
    public async Task<Result<Partner>> PartnerAsync(
        AffiliateProgram program,
        string id,
        CancellationToken cancellationToken
    ) =>
        PartnerId.TryParse(id, out var parsed)
        && await partners.FindAsync(program.Slug, parsed, cancellationToken) is { } partner
            ? partner
            : Problem.NotFound($"There is no partner '{id}' in this program.");

    /// <summary>Stores the terms and asks for their approval.</summary>
    public async Task<Result<StoredContract>> AskAsync(
        AffiliateProgram program,
        Partner partner,
        ContractBody body,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (program.Charter is not { } charter)
        {
            return Problem.Conflict(
                "The program has no charter, so it has nobody who can decide.",
                [("/charter", "Write the charter first: its persons decide on contract terms.")]
            );
        }

        if (await RulesAsync(program.Slug, cancellationToken) is not { Rules: var rules })
        {
            return Problem.Conflict("No rule book is in force, so there is no rule whose pay could be replaced.");
        }

        var now = clock.GetUtcNow();
        if (body.Mistakes(charter, rules, now).ToList() is { Count: > 0 } mistakes)
        {
            return Problem.Invalid(mistakes);
        }

        var asked = Asked(program, partner.Id, body, rules, now);
        Problem? problem = null;
        var stored = await contracts.ChangeAllAsync(
            program.Slug,
            partner.Id,
            known =>
            {
                problem = null;
                if (known.Any(contract => IsAskedAgain(contract, asked)))
                {
                    return known;
                }

                problem = RefusalOf(partner, asked, known);
                return problem is null ? [.. known, asked] : known;
            },
            cancellationToken
        );
        if (problem is not null)
        {
            return problem;
        }

        var contract = stored.Last(contract => IsAskedAgain(contract, asked));
        await starter.ResumeAsync(contract, orchestrations, cancellationToken);
        return contract;
    }

    // Terms that were ended early can be agreed anew.
    private static bool IsAskedAgain(StoredContract contract, StoredContract asked) =>
        contract is { Counts: true, EndedAt: null } && contract.AsksForTheSame(asked);

    /// <summary>Ends approved terms now. Events from now on are evaluated without them.</summary>
    public async Task<Result<StoredContract>> EndAsync(
        AffiliateProgram program,
        Partner partner,
        string id,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var known = await contracts.ListAsync(program.Slug, partner.Id, cancellationToken);
        if (known.FirstOrDefault(contract => contract.Id.Value == id) is not { } before)
        {
            return Problem.NotFound($"There are no contract terms '{id}' of this partner.");
        }

        var now = clock.GetUtcNow();
        if (before.Status != ContractStatus.Approved || (before.EndedAt is null && before.Until <= now))
        {
            return Problem.Conflict(
                before.Status == ContractStatus.AwaitingApproval
                    ? "The terms are not decided yet. Reject them by the link in the e-mail."
                    : "The terms do not apply any more."
            );
        }

        var ended = await contracts.ChangeAsync(
            ContractKey.Of(before),
            stored => stored.EndedAt is null ? stored with { EndedAt = now, EndReason = reason.Trim() } : stored,
            cancellationToken
        );
        await actions.PutContractAsync(program, partner.Id, ended.Approved!, cancellationToken);
        await audit.RecordAsync(
            new AuditEntry(
                program.Slug,
                $"contract:{ended.Id}:ended",
                Callers.Unnamed,
                "contract_terms_ended",
                partner.Id.Value,
                $"{ended.Id}: {ended.EndReason}",
                ended.EndedAt!.Value
            )
            {
                Change = AuditChange.Between(new LastDay(ended.Until), new LastDay(ended.EndedAt.Value)),
            },
            cancellationToken
        );
        return ended;
    }

    private StoredContract Asked(
        AffiliateProgram program,
        PartnerId partner,
        ContractBody body,
        CompiledRuleBook rules,
        DateTimeOffset now
    )
    {
        var id = ids.Next("ctr_");
        var terms = ContractTerms.Read(id, body.Rules);
        return new StoredContract
        {
            Id = ContractId.Parse(id),
            Program = program.Slug,
            Partner = partner,
            Rules = terms.Rules,
            Hash = terms.Hash,
            From = body.From,
            Until = body.Until,
            Reason = body.Reason.Trim(),
            PreparedBy = body.PreparedBy,
            RequestedAt = now,
            NeedsSecondPerson = rules.Book.Contracts.NeedSecondPerson(terms),
            Status = ContractStatus.AwaitingApproval,
        };
    }

    private static Problem? RefusalOf(Partner partner, StoredContract asked, IReadOnlyList<StoredContract> known) =>
        partner.Status == PartnerStatus.Closed ? Problem.Conflict("The partner is closed and earns nothing any more.")
        : known.FirstOrDefault(contract => contract.Counts && contract.Overlaps(asked)) is { } other
            ? Problem.Conflict(
                $"The terms {other.Id} apply {ContractWords.Period(other)} or are asked for. Choose another time, or "
                    + "end those terms first."
            )
        : known.Count >= MaxPerPartner
            ? Problem.Conflict($"The partner has {MaxPerPartner} contract terms already, which is the limit.")
        : null;

    private sealed record LastDay(DateTimeOffset Until);
}

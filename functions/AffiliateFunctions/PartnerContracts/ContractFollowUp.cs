using Affiliate.Domain.Rules;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerContracts.Store;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.PartnerContracts;

/// <summary>
/// Tells the partner when approved terms begin and 30 days before they end, and records which named rules have no
/// effect. Each happens once, because it is stored afterwards and has a fixed key.
/// </summary>
public sealed class ContractFollowUp(
    ContractStore contracts,
    IPrograms programs,
    IPartners partners,
    IPartnerActions actions,
    IRuleBooks ruleBooks,
    IAuditLog audit,
    EmailSender emails,
    TimeProvider clock
)
{
    private static readonly TimeSpan EndIsNear = TimeSpan.FromDays(30);

    /// <summary>Does what is due now.</summary>
    public async Task FollowAsync(StoredContract contract, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (contract.Approved is not { } approved || contract.Until <= now)
        {
            return;
        }

        await PutIfMissingAsync(contract, approved, cancellationToken);
        if (!approved.IsInForceAt(now))
        {
            return;
        }

        var rules = (await ruleBooks.TimelineAsync(contract.Program, cancellationToken)).At(now);
        await RecordWithoutEffectAsync(contract, rules, now, cancellationToken);
        if (!contract.Progress.IsBeginMailed && await MailAsync(contract, rules, isBegin: true, cancellationToken))
        {
            await ProgressAsync(contract, progress => progress with { IsBeginMailed = true }, cancellationToken);
        }

        // Terms of less than 30 days are told about once, with their end.
        var tellsEnd = approved.EndsAt - EndIsNear is var near && approved.BeginsAt < near && near <= now;
        if (
            tellsEnd
            && !contract.Progress.IsEndMailed
            && await MailAsync(contract, rules, isBegin: false, cancellationToken)
        )
        {
            await ProgressAsync(contract, progress => progress with { IsEndMailed = true }, cancellationToken);
        }
    }

    // The decision or the end of the terms can have been interrupted before the partner's row had it.
    private async Task PutIfMissingAsync(
        StoredContract contract,
        PartnerContract approved,
        CancellationToken cancellationToken
    )
    {
        var partner = await partners.FindAsync(contract.Program, contract.Partner, cancellationToken);
        if (
            partner?.Contracts?.Any(known => known.Id == approved.Id && known.EndedAt == approved.EndedAt) != true
            && await programs.FindAsync(contract.Program, cancellationToken) is { } program
        )
        {
            await actions.PutContractAsync(program, contract.Partner, approved, cancellationToken);
        }
    }

    private async Task RecordWithoutEffectAsync(
        StoredContract contract,
        ApprovedRuleBook? rules,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (rules is null || contract.Progress.RecordedVersion == rules.Version)
        {
            return;
        }

        if (contract.ToTerms().WithoutEffectIn(rules.Rules.Book) is { Count: > 0 } missing)
        {
            await audit.RecordAsync(
                new AuditEntry(
                    contract.Program,
                    $"contract:{contract.Id}:without_effect:{rules.Version}",
                    "rule:rule_book",
                    "contract_terms_without_effect",
                    contract.Partner.Value,
                    $"{contract.Id}: rule book {rules.Version} has no such rule: {string.Join(", ", missing)}.",
                    now
                ),
                cancellationToken
            );
        }

        await ProgressAsync(contract, progress => progress with { RecordedVersion = rules.Version }, cancellationToken);
    }

    // A suspended partner earns nothing and is told once it is reinstated; an erased partner has no address.
    private async Task<bool> MailAsync(
        StoredContract contract,
        ApprovedRuleBook? rules,
        bool isBegin,
        CancellationToken cancellationToken
    )
    {
        if (
            await partners.FindAsync(contract.Program, contract.Partner, cancellationToken)
                is not { Status: PartnerStatus.Active } partner
            || partner.Email == ErasedPartner.AddressOf(partner.Id)
            || await programs.FindAsync(contract.Program, cancellationToken) is not { } program
        )
        {
            return false;
        }

        var end = DisplayFormat.Time(contract.EndsAt);
        await emails.SendAsync(
            $"contract:{contract.Program}:{contract.Id}:{(isBegin ? "begins" : "ends")}",
            partner.Email,
            new EmailMessage
            {
                Kind = isBegin ? EmailKind.ContractTermsBegin : EmailKind.ContractTermsEndSoon,
                Subject = isBegin
                    ? $"Your terms for {program.Name} apply from now on"
                    : $"Your terms for {program.Name} end on {end}",
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs =
                [
                    isBegin
                        ? "The terms that we have agreed with you apply from now on, instead of the program's "
                            + "general pay."
                        : "The terms that we have agreed with you end soon. From then on, the program's general pay "
                            + "applies again.",
                ],
                Facts = [.. FactsOf(contract, rules?.Rules.Book), new Fact("Until", end)],
            },
            cancellationToken
        );
        return true;
    }

    private static IEnumerable<Fact> FactsOf(StoredContract contract, RuleBook? book) =>
        ContractWords
            .Pays(contract.ToTerms(), book)
            .Where(pay => pay.InsteadOf is not null)
            .Select(pay => new Fact(pay.Rule, pay.Pay));

    private Task<StoredContract> ProgressAsync(
        StoredContract contract,
        Func<ContractProgress, ContractProgress> change,
        CancellationToken cancellationToken
    ) =>
        contracts.ChangeAsync(
            ContractKey.Of(contract),
            stored => stored with { Progress = change(stored.Progress) },
            cancellationToken
        );
}

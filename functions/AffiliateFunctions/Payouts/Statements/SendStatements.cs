using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>
/// Freezes the statements of a cycle and sends them by e-mail, to every partner with a balance or a movement. A call
/// handles some partners and returns the last of them; the next call continues there. A repeated call changes no
/// statement and sends only what an earlier call has not sent. An e-mail that the provider refuses stops no other one; it
/// is tried again when the cycle is restarted.
/// </summary>
public sealed class SendStatements(
    IPrograms programs,
    IPartners partners,
    ILedgerJournal journal,
    CycleStore cycles,
    SkippedPartnerStore skippedPartners,
    PartnerStatements statements,
    StatementStore stored,
    StatementLinks links,
    PayoutDetailsLinks details,
    IEnumerable<IStatementDisputes> disputes,
    FinanceEmails emails
)
{
    private const int PartnersAtOnce = 8;

    // The page of the statement has all movements.
    private const int MaxMovementsInEmail = 50;

    /// <inheritdoc cref="SendStatements"/>
    [Function(nameof(SendStatements))]
    public async Task<PartnerId?> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        // The attempt that is started again sends the statements of the month.
        if (await cycles.FindAttemptAsync(programs, input.Key, cancellationToken) is not var (program, cycle))
        {
            return null;
        }

        var page = await PartnerPage.ReadAsync(journal, program.Slug, input.After, cancellationToken);
        if (page.Last is not { } last)
        {
            return null;
        }

        var payees = await partners.FindAllAsync(program.Slug, page.Partners, cancellationToken);
        var payouts = await cycles
            .PayoutsAsync(cycle, input.After, last, cancellationToken)
            .ToDictionaryAsync(payout => payout.Partner, cancellationToken: cancellationToken);
        var skipped = await skippedPartners
            .ListAsync(cycle, input.After, last, cancellationToken)
            .ToDictionaryAsync(partner => partner.Partner, cancellationToken: cancellationToken);
        var decided = payees
            .Values.Select(payee =>
                (
                    Partner: payee,
                    Decision: new PayoutDecision(
                        payouts.GetValueOrDefault(payee.Id),
                        skipped.GetValueOrDefault(payee.Id)
                    )
                )
            )
            .ToList();
        var frozen = await statements.FreezeAsync(program, cycle, decided, cancellationToken);
        await Parallel.ForEachAsync(
            decided.Where(payee =>
                frozen.TryGetValue(payee.Partner.Id, out var statement) && !(statement.MailedAttempt >= cycle.Attempt)
            ),
            new ParallelOptions { MaxDegreeOfParallelism = PartnersAtOnce, CancellationToken = cancellationToken },
            // The fault of one e-mail ends the call. Those under way are finished and noted, so they are not repeated.
            async (payee, _) =>
                await SendAsync(
                    program,
                    cycle,
                    payee.Partner,
                    payee.Decision,
                    frozen[payee.Partner.Id],
                    cancellationToken
                )
        );
        return page.Next;
    }

    private async Task SendAsync(
        AffiliateProgram program,
        StoredCycle cycle,
        Partner partner,
        PayoutDecision decision,
        StoredStatement statement,
        CancellationToken cancellationToken
    )
    {
        var id = partner.Id;
        if (partner.Email == ErasedPartner.AddressOf(id) || !Concerns(cycle, decision))
        {
            return;
        }

        var text = new StatementText(statement);
        var payoutNow = decision.ToStatement();
        var attempt = cycle.Attempt == 0 ? string.Empty : $":{cycle.Attempt}";
        var message = new EmailMessage
        {
            Kind = EmailKind.Statement,
            Subject = $"Your statement of {cycle.Period}",
            Brand = program.Brand(),
            Recipient = partner.Name,
            Paragraphs = [ParagraphOf(cycle, decision.Payout)],
            Facts = [.. text.ToFacts(payoutNow), .. text.ToLines(MaxMovementsInEmail)],
            Link = new EmailLink("Open the statement", links.AddressFor(program.Slug, id, cycle.Period)),
        };
        var isSent = await emails.TrySendAsync(
            $"statement:{program.Slug}:{cycle.Period}:{partner.Id}{attempt}",
            partner,
            message with
            {
                MoreLinks =
                [
                    .. NeedsDetails(partner, payoutNow.Reason) ? [details.For(partner)] : Array.Empty<EmailLink>(),
                    .. disputes
                        .Select(source => source.LinkFor(partner, statement.Period, statement.FrozenAt!.Value))
                        .OfType<EmailLink>(),
                ],
            },
            copy: message,
            cancellationToken
        );
        if (isSent)
        {
            await stored.MarkMailedAsync(statement, cycle.Attempt, cancellationToken);
        }
    }

    // A bank's failures have other reasons, and an e-mail of their own with this link.
    private static bool NeedsDetails(Partner partner, string? reason) =>
        partner.IsPayee
        && reason
            is SkipReasons.DetailsMissing
                or SkipReasons.DetailsInvalid
                or SkipReasons.MethodNotOffered
                or SkipReasons.MethodCurrency
                or SkipReasons.TaxFormMissing;

    // Of a cycle that was computed again, the first attempt has sent the statements. Only payouts are news.
    private static bool Concerns(StoredCycle cycle, PayoutDecision decision) =>
        cycle.Attempt == 0 || decision is not { Payout: null, Skipped: null };

    private static string ParagraphOf(StoredCycle cycle, StoredPayout? payout) =>
        payout?.Status switch
        {
            PayoutStatus.Paid => $"Your payout of {cycle.Period} was made. This is your statement of the month.",
            PayoutStatus.Failed or PayoutStatus.Returned =>
                "We could not make your payout. The amount stays due and is paid with the next payout; please check "
                    + "your payout details.",
            PayoutStatus.Reserved =>
                $"Your payout of {cycle.Period} is on its way. This is your statement of the month. If the payment does "
                    + "not reach you, the amount stays due and is paid with a later payout.",
            _ => $"No payout was made to you for {cycle.Period}. What is due to you stays due.",
        };

    /// <summary>
    /// The partners of a cycle after one of them. The first three members are those of the cycle's key.
    /// </summary>
    /// <param name="Program">The program.</param>
    /// <param name="Period">The period.</param>
    /// <param name="Attempt">The attempt, from 0.</param>
    /// <param name="After">The last partner that an earlier call has handled; null for the first call.</param>
    public sealed record Input(ProgramSlug Program, Period Period, int Attempt = 0, PartnerId? After = null)
    {
        /// <summary>The cycle.</summary>
        internal CycleKey Key => new(Program, Period, Attempt);

        /// <summary>The first partners of a cycle, or those after one of them.</summary>
        public static Input Of(CycleKey key, PartnerId? after = null) =>
            new(key.Program, key.Period, key.Attempt, after);
    }
}

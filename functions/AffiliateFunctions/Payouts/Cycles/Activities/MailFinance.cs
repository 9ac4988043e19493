using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>
/// Informs finance about the result of a cycle: files that are ready, a rejection, or a month in which nothing is paid.
/// </summary>
public sealed class MailFinance(
    IPrograms programs,
    IPartners partners,
    CycleStore cycles,
    SkippedPartnerStore skippedPartners,
    PaymentFileLinks links,
    IOptions<SiteOptions> site,
    EmailSender emails
)
{
    // An e-mail lists this many; the cycle itself has all.
    private const int MaxListed = 50;

    /// <inheritdoc cref="MailFinance"/>
    [Function(nameof(MailFinance))]
    public async Task RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        if (await cycles.FindAttemptAsync(programs, input.Key, cancellationToken) is not var (program, cycle))
        {
            return;
        }

        // A restarted orchestration does not announce files whose payments are settled.
        if (input.Mail == FinanceMail.FilesReady && cycle.Status > CycleStatus.Paying)
        {
            return;
        }

        // All payouts may have been taken out since the approval was requested.
        var mail =
            input.Mail == FinanceMail.FilesReady && cycle.Files.Count == 0 ? FinanceMail.NothingToPay : input.Mail;
        if (program.Charter is not { } charter || (mail == FinanceMail.NothingToPay && cycle.Skipped.Partners == 0))
        {
            return;
        }

        Person[] recipients =
            mail == FinanceMail.Rejected ? [charter.Finance, charter.Owner, .. PreparerOf(cycle)] : [charter.Finance];
        var (subject, paragraphs, facts) = await TextAsync(mail, program, cycle, cancellationToken);
        foreach (var recipient in recipients.DistinctBy(person => person.Email, StringComparer.OrdinalIgnoreCase))
        {
            await emails.SendAsync(
                $"cycle:{program.Slug}:{cycle.Period}:{cycle.Attempt}:{mail}",
                recipient.Email,
                new EmailMessage
                {
                    Kind = KindOf(mail),
                    Subject = subject,
                    Brand = program.Brand(),
                    Recipient = recipient.Name,
                    Paragraphs = paragraphs,
                    Facts = facts,
                    MoreLinks = mail == FinanceMail.FilesReady ? DownloadsOf(cycle, recipient) : [],
                },
                cancellationToken
            );
        }
    }

    private IReadOnlyList<EmailLink> DownloadsOf(StoredCycle cycle, Person recipient) =>
        [
            .. HandedOverText
                .FilesOf(cycle)
                .Take(MaxListed)
                .Select(file => new EmailLink(
                    $"Download {file.Name}",
                    site.Value.Address(links.PathFor(cycle, file, recipient))
                )),
        ];

    private async Task<(string Subject, string[] Paragraphs, List<Fact> Facts)> TextAsync(
        FinanceMail mail,
        AffiliateProgram program,
        StoredCycle cycle,
        CancellationToken cancellationToken
    )
    {
        var skipped = await SkippedAsync(cycle, cancellationToken);
        return mail switch
        {
            FinanceMail.FilesReady => (
                HandedOverText.SubjectOf(program, cycle),
                HandedOverText.ParagraphsOf(cycle),
                [.. HandedOverText.FactsOf(cycle), .. skipped]
            ),
            FinanceMail.Rejected => (
                $"The payouts of {cycle.Period} of {program.Name} were rejected",
                [
                    $"{cycle.Approvals[^1].Actor} rejected the payouts. Nothing is paid, and all amounts stay payable.",
                    "The cycle can be computed again after a correction: start the same period again, if necessary "
                        + "without some commissions or partners. Otherwise the next cycle pays the amounts.",
                ],
                [
                    new Fact("Reason", cycle.Approvals[^1].Reason ?? "none"),
                    new Fact("Total", cycle.AmountText(cycle.Total)),
                ]
            ),
            _ => (
                $"Nothing is paid for {cycle.Period} of {program.Name}",
                [$"No payout of {cycle.Period} can be made. The amounts below stay payable."],
                skipped
            ),
        };
    }

    private async Task<List<Fact>> SkippedAsync(StoredCycle cycle, CancellationToken cancellationToken)
    {
        var listed = await skippedPartners
            .ListAsync(cycle, after: null, cancellationToken)
            .Take(MaxListed)
            .ToListAsync(cancellationToken);
        var payees = await partners.FindAllAsync(
            cycle.Program,
            listed.Select(skipped => skipped.Partner),
            cancellationToken
        );
        var facts = listed
            .Select(skipped => new Fact(
                $"Not paid: {NameOf(skipped.Partner, payees)}",
                $"{cycle.AmountText(skipped.Amount)}. {SkipReasons.TextOf(skipped.Reason, skipped.Detail)}"
            ))
            .ToList();
        if (cycle.Skipped.Partners > listed.Count)
        {
            facts.Add(new Fact("Not paid", $"{cycle.Skipped.Partners - listed.Count} more partners"));
        }

        return facts;
    }

    private static EmailKind KindOf(FinanceMail mail) =>
        mail switch
        {
            FinanceMail.FilesReady => EmailKind.PaymentFilesReady,
            FinanceMail.Rejected => EmailKind.PayoutsRejected,
            _ => EmailKind.NothingToPay,
        };

    private static IEnumerable<Person> PreparerOf(StoredCycle cycle) =>
        cycle.StartedBy.Contains('@', StringComparison.Ordinal) ? [new Person(cycle.StartedBy, cycle.StartedBy)] : [];

    private static string NameOf(PartnerId partner, IReadOnlyDictionary<PartnerId, Partner> payees) =>
        payees.TryGetValue(partner, out var payee) ? payee.Company : partner.Value;

    /// <summary>The cycle, and the kind of e-mail.</summary>
    public sealed record Input(CycleKey Key, FinanceMail Mail);
}

/// <summary>The e-mails to finance about a cycle.</summary>
public enum FinanceMail
{
    /// <summary>The payment files are written.</summary>
    FilesReady,

    /// <summary>The payouts were rejected.</summary>
    Rejected,

    /// <summary>Amounts are due, and none can be paid.</summary>
    NothingToPay,
}

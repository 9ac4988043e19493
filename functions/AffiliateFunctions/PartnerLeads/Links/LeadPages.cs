using System.Diagnostics;
using System.Globalization;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.PartnerLeads.Links;

/// <summary>The pages of the links about leads.</summary>
public sealed class LeadPages(PageAnswers pages, IPrograms programs)
{
    private static readonly Dictionary<string, IReadOnlyList<string>> NoErrors = [];

    /// <summary>The page of an offer. A form with a mistake keeps the entered texts.</summary>
    public async Task<IResult> OfferAsync(
        LeadLinkResult result,
        string token,
        AnswerLead.LeadAnswerForm entered,
        CancellationToken cancellationToken
    ) =>
        result switch
        {
            LeadLinkResult.Open open => await pages.AnswerAsync<EntryPage>(
                await OfferFormAsync(open, token, entered, cancellationToken),
                StatusOf(open)
            ),
            LeadLinkResult.Done done => await StatusAsync(
                done.Lead,
                "Thank you",
                done.Lead.Offers[^1].Answer == LeadAnswer.Declined
                    ? "You have declined the lead. Another partner is asked."
                    : "You have accepted the lead. Once the deal is registered for you, you receive the contact's data "
                        + "by e-mail.",
                StatusTone.Ok,
                StatusCodes.Status200OK,
                cancellationToken
            ),
            LeadLinkResult.Over over => await StatusAsync(
                over.Lead,
                "There is nothing to answer",
                "You have answered already, or the lead is no longer offered to you.",
                StatusTone.Info,
                StatusCodes.Status409Conflict,
                cancellationToken
            ),
            _ => await WithoutFormAsync(result, cancellationToken),
        };

    /// <summary>The page of an accepted lead. A form with a mistake keeps the entered texts.</summary>
    public async Task<IResult> LeadAsync(
        LeadLinkResult result,
        string token,
        UpdateLead.LeadUpdateForm entered,
        CancellationToken cancellationToken
    ) =>
        result switch
        {
            LeadLinkResult.Open open => await pages.AnswerAsync<LeadPage>(
                await LeadViewAsync(open, token, entered, cancellationToken),
                StatusOf(open)
            ),
            LeadLinkResult.Done done => await pages.AnswerAsync<LeadPage>(
                await LeadViewAsync(
                    new LeadLinkResult.Open(done.Lead, done.Partner),
                    token,
                    new(),
                    cancellationToken
                ) with
                {
                    Result = "Your update is recorded.",
                }
            ),
            LeadLinkResult.Over over => await pages.AnswerAsync<LeadPage>(
                await LeadViewAsync(new LeadLinkResult.Open(over.Lead, over.Partner), token, new(), cancellationToken)
            ),
            LeadLinkResult.Unchanged unchanged => await StatusAsync(
                unchanged.Lead,
                "Your update is not recorded",
                "The lead has ended, or another update was recorded in the meantime. Open the link again.",
                StatusTone.Warning,
                StatusCodes.Status409Conflict,
                cancellationToken
            ),
            _ => await WithoutFormAsync(result, cancellationToken),
        };

    private async Task<EntryForm> OfferFormAsync(
        LeadLinkResult.Open open,
        string token,
        AnswerLead.LeadAnswerForm entered,
        CancellationToken cancellationToken
    )
    {
        var program = await programs.FindAsync(open.Lead.Program, cancellationToken);
        return new EntryForm
        {
            Brand = program?.Brand() ?? new Brand(open.Lead.Program.Value),
            Title = "A lead for you",
            Paragraphs =
            [
                $"Please answer by {DisplayFormat.Time(open.Lead.OpenOffer!.DueAt)}. If you accept, the deal is "
                    + $"registered for you for {open.Lead.ExpiresDays} days, and you receive the contact's data.",
            ],
            Facts = LeadTexts.Outline(open.Lead, program?.Currency ?? "USD"),
            TabsLabel = string.Empty,
            Action = LeadLinks.OfferPathOf(token),
            Button = "Send my answer",
            Fields =
            [
                new EntryField("decision", "Do you take this lead?")
                {
                    Choices = [new EntryChoice("accept", "Yes, I accept"), new EntryChoice("decline", "No, I decline")],
                },
                new EntryField("reason", "Why you decline")
                {
                    IsLong = true,
                    IsRequired = false,
                    Longest = LeadAnswerService.MaxReason,
                },
            ],
            Values = new Dictionary<string, string>
            {
                ["decision"] = entered.Decision ?? string.Empty,
                ["reason"] = entered.Reason ?? string.Empty,
            },
            Errors = ErrorsOf(open),
        };
    }

    private async Task<LeadView> LeadViewAsync(
        LeadLinkResult.Open shown,
        string token,
        UpdateLead.LeadUpdateForm entered,
        CancellationToken cancellationToken
    )
    {
        var (lead, program) = (shown.Lead, await programs.FindAsync(shown.Lead.Program, cancellationToken));
        var brand = program?.Brand() ?? new Brand(lead.Program.Value);
        return new LeadView(
            brand,
            $"The lead {lead.Customer.Company}",
            [
                .. LeadTexts.Whole(lead, program?.Currency ?? "USD"),
                new Fact("Registered until", DisplayFormat.Time(lead.Deal!.ExpiresAt)),
                new Fact("Status", lead.Status.ToString()),
            ],
            HistoryOf(lead)
        )
        {
            Form = lead.Status == LeadStatus.Accepted && !HasEnd(lead) ? FormOf(shown, brand, token, entered) : null,
        };
    }

    private static EntryForm FormOf(
        LeadLinkResult.Open shown,
        Brand brand,
        string token,
        UpdateLead.LeadUpdateForm entered
    ) =>
        new()
        {
            Brand = brand,
            Title = "Update the lead",
            TabsLabel = string.Empty,
            Action = LeadLinks.LeadPathOf(token),
            Button = "Record the update",
            Hidden = new Dictionary<string, string>
            {
                ["number"] = (shown.Lead.Reports.Count + 1).ToString(CultureInfo.InvariantCulture),
            },
            Fields =
            [
                new EntryField("stage", "What happened?") { Choices = ChoicesOf(shown.Lead) },
                new EntryField("note", "More about it")
                {
                    IsLong = true,
                    IsRequired = false,
                    Longest = LeadUpdateService.MaxNote,
                },
            ],
            Values = new Dictionary<string, string>
            {
                ["stage"] = entered.Stage ?? string.Empty,
                ["note"] = entered.Note ?? string.Empty,
            },
            Errors = ErrorsOf(shown),
        };

    private static IReadOnlyList<EntryChoice> ChoicesOf(PartnerLead lead) =>
        [
            new EntryChoice("meeting", "We had a meeting"),
            new EntryChoice("negotiation", "We negotiate"),
            new EntryChoice("won", "The deal is won"),
            new EntryChoice("lost", "The deal is lost"),
            .. lead.Deal!.ExtendedAt is null
                ? [new EntryChoice("extend", $"I need {lead.ExpiresDays} more days (once)")]
                : Array.Empty<EntryChoice>(),
        ];

    private static DataTable HistoryOf(PartnerLead lead) =>
        new(
            "History",
            [new TableColumn("What", false), new TableColumn("When", false), new TableColumn("Note", false)],
            [
                RowOf("Accepted", lead.Deal!.AcceptedAt, null),
                .. lead.Reports.Select(report => RowOf(LeadTexts.NameOf(report.Kind), report.At, report.Note)),
            ]
        );

    private static TableRow RowOf(string what, DateTimeOffset at, string? note) =>
        new([new TableCell(what, null), new TableCell(DisplayFormat.Time(at), null), new TableCell(note ?? "", null)]);

    private static bool HasEnd(PartnerLead lead) =>
        lead.Reports.Any(report => report.Kind is LeadReportKind.Won or LeadReportKind.Lost);

    private static int StatusOf(LeadLinkResult.Open open) =>
        open.Mistake is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;

    private static Dictionary<string, IReadOnlyList<string>> ErrorsOf(LeadLinkResult.Open open) =>
        open.Mistake is { } mistake
            ? new Dictionary<string, IReadOnlyList<string>> { [mistake.Field] = [mistake.Sentence] }
            : NoErrors;

    private async Task<IResult> WithoutFormAsync(LeadLinkResult result, CancellationToken cancellationToken) =>
        result switch
        {
            LeadLinkResult.Inactive inactive => await StatusAsync(
                inactive.Lead,
                "Your partnership is not active",
                "Leads are handed to active partners only. Please reply to one of our e-mails.",
                StatusTone.Warning,
                StatusCodes.Status403Forbidden,
                cancellationToken
            ),
            LeadLinkResult.Expired => await pages.StatusAsync(
                new StatusMessage(
                    "This link has expired",
                    "The time for this lead has passed. Look for a newer e-mail from us.",
                    StatusTone.Warning
                ),
                StatusCodes.Status410Gone
            ),
            LeadLinkResult.Invalid => await pages.InvalidLinkAsync(),
            _ => throw new UnreachableException($"No page for {result}."),
        };

    private async Task<IResult> StatusAsync(
        PartnerLead lead,
        string title,
        string text,
        StatusTone tone,
        int status,
        CancellationToken cancellationToken
    ) =>
        await pages.StatusAsync(
            new StatusMessage(title, text, tone)
            {
                Brand = (await programs.FindAsync(lead.Program, cancellationToken))?.Brand(),
            },
            status
        );
}

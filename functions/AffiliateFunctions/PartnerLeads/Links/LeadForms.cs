using System.Globalization;
using Affiliate.Pages;
using Affiliate.Pages.Models;

namespace AffiliateFunctions.PartnerLeads.Links;

/// <summary>The forms about leads, on the pages of links and on the pages of signed-in partners.</summary>
internal static class LeadForms
{
    private static readonly Dictionary<string, IReadOnlyList<string>> NoErrors = [];

    /// <summary>What the partner reads above the form that answers an offer.</summary>
    public static string OfferText(PartnerLead lead) =>
        $"Please answer by {DisplayFormat.Time(lead.OpenOffer!.DueAt)}. If you accept, the deal is registered for you for "
        + $"{DisplayFormat.Days(lead.ExpiresDays)}, and you receive the contact's data.";

    /// <summary>The form that answers an offer.</summary>
    /// <param name="brand">The program's brand.</param>
    /// <param name="action">The URL that the form is submitted to.</param>
    /// <param name="entered">The entered values.</param>
    /// <param name="mistake">The field to correct, or null.</param>
    public static EntryForm OfOffer(
        Brand brand,
        string action,
        AnswerLead.LeadAnswerForm entered,
        LeadMistake? mistake
    ) =>
        new()
        {
            Brand = brand,
            Title = "A lead for you",
            TabsLabel = string.Empty,
            Action = action,
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
            Errors = ErrorsOf(mistake),
        };

    /// <summary>The form that updates an accepted lead.</summary>
    /// <param name="lead">The lead, which can be updated.</param>
    /// <param name="brand">The program's brand.</param>
    /// <param name="action">The URL that the form is submitted to.</param>
    /// <param name="entered">The entered values.</param>
    /// <param name="mistake">The field to correct, or null.</param>
    public static EntryForm OfLead(
        PartnerLead lead,
        Brand brand,
        string action,
        UpdateLead.LeadUpdateForm entered,
        LeadMistake? mistake
    ) =>
        new()
        {
            Brand = brand,
            Title = "Update the lead",
            TabsLabel = string.Empty,
            Action = action,
            Button = "Record the update",
            Hidden = new Dictionary<string, string>
            {
                ["number"] = (lead.Reports.Count + 1).ToString(CultureInfo.InvariantCulture),
            },
            Fields =
            [
                new EntryField("stage", "What happened?") { Choices = ChoicesOf(lead) },
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
            Errors = ErrorsOf(mistake),
        };

    /// <summary>The updates of an accepted lead.</summary>
    public static DataTable HistoryOf(PartnerLead lead) =>
        new(
            "History",
            [new TableColumn("What", false), new TableColumn("When", false), new TableColumn("Note", false)],
            [
                RowOf("Accepted", lead.Deal!.AcceptedAt, null),
                .. lead.Reports.Select(report => RowOf(LeadTexts.NameOf(report.Kind), report.At, report.Note)),
            ]
        );

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

    private static TableRow RowOf(string what, DateTimeOffset at, string? note) =>
        new([new TableCell(what, null), new TableCell(DisplayFormat.Time(at), null), new TableCell(note ?? "", null)]);

    private static Dictionary<string, IReadOnlyList<string>> ErrorsOf(LeadMistake? mistake) =>
        mistake is null
            ? NoErrors
            : new Dictionary<string, IReadOnlyList<string>> { [mistake.Field] = [mistake.Sentence] };
}

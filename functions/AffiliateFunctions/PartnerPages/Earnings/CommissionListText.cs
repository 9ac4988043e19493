using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.HeldCommissions;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.PartnerPages.Sessions;

namespace AffiliateFunctions.PartnerPages.Earnings;

/// <summary>Writes the list of a partner's commissions.</summary>
internal static class CommissionListText
{
    /// <summary>The status of a held commission.</summary>
    public const string Held = "held";

    private static readonly EntryChoice[] Statuses =
    [
        new(string.Empty, "All"),
        .. Enum.GetValues<CommissionStatus>()
            .Select(status => new EntryChoice(StoredJson.NameOf(status), WordOf(StoredJson.NameOf(status)))),
    ];

    /// <summary>The content of the page.</summary>
    public static PartnerCommissions Of(
        PartnerAccount account,
        WantedCommissions wanted,
        CommissionPage page,
        IReadOnlyDictionary<CommissionId, HoldQuestion> questions
    )
    {
        var path = PartnerPaths.Commissions(account.Program.Slug);
        var status = wanted.Status is { } chosen ? StoredJson.NameOf(chosen) : string.Empty;
        var query = $"{path}?{wanted.Range.ToQuery()}&status={status}";
        return new PartnerCommissions
        {
            Frame = PartnerFrames.Of(account, path),
            Range = wanted.Range.ToForm(path),
            Statuses = Statuses,
            Status = status,
            Commissions = page.Commissions.Count == 0 ? null : TableOf(account, wanted, page, questions),
            Empty = EmptyText(wanted, page),
            Contest = new MissingStep(
                "Open a commission to see how it was computed, and to contest it. Tell us about one that is missing.",
                "Contest a commission or a missing one",
                PartnerPaths.Disputes(account.Program.Slug)
            ),
            Older = page.Older is { } older ? $"{query}&older={older}" : null,
            Newest = wanted.Older is null ? null : query,
        };
    }

    private static DataTable TableOf(
        PartnerAccount account,
        WantedCommissions wanted,
        CommissionPage page,
        IReadOnlyDictionary<CommissionId, HoldQuestion> questions
    ) =>
        new(
            $"Commissions for conversions from {DisplayFormat.Month(wanted.Range.First)} to "
                + $"{DisplayFormat.Month(wanted.Range.Last)}, the newest first",
            [
                new TableColumn("Commission", IsNumber: false),
                new TableColumn("Status", IsNumber: false),
                new TableColumn("You keep", IsNumber: true),
            ],
            [.. page.Commissions.Select(commission => RowOf(account, commission, questions))]
        );

    private static TableRow RowOf(
        PartnerAccount account,
        DescribedCommission described,
        IReadOnlyDictionary<CommissionId, HoldQuestion> questions
    )
    {
        var commission = described.Commission;
        return new TableRow([
            new TableCell(described.Text, null)
            {
                Address = PartnerPaths.Commission(account.Program.Slug, commission.Id),
            },
            new TableCell(WordOf(commission.Status), DetailOf(account, commission)),
            new TableCell(
                account.Amount(commission.Amount - commission.ReversedAmount),
                commission.ReversedAmount == 0 ? null : $"of {account.Amount(commission.Amount)}"
            ),
        ])
        {
            Notes =
                commission.Status == Held
                    ?
                    [
                        HoldReasonForPartner.Of(commission.HoldReason),
                        HoldQuestion.SentenceOf(questions.GetValueOrDefault(commission.Id)),
                    ]
                    : [],
        };
    }

    private static string? DetailOf(PartnerAccount account, CommissionView commission) =>
        commission.Status is Held or "pending" ? $"payable from {account.Day(commission.DueAt)}" : null;

    // A page can end before the oldest commission although none was found so far.
    private static string EmptyText(WantedCommissions wanted, CommissionPage page) =>
        page.Older is not null ? "None so far: look further back."
        : wanted.Status is null
            ? "There are no commissions in these months. A commission appears within minutes of a sale by your link, code "
                + "or coupon."
        : "There are no commissions of this status in these months.";

    private static string WordOf(string status)
    {
        var words = status.Replace('_', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }
}

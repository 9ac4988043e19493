using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.CycleApprovals;

/// <summary>
/// The tables of a cycle's approval: what needs attention first, then the largest payouts, then what is not paid. Rows
/// beyond the limits are counted, and are part of the complete list.
/// </summary>
internal sealed class CycleApprovalTables
{
    private const int MaxRows = 500;
    private const int MaxPartsOfRow = 20;
    private const int MaxParts = 1000;

    private readonly CycleOverview overview;
    private int parts;

    private CycleApprovalTables(CycleOverview overview) => this.overview = overview;

    private StoredCycle Cycle => overview.Cycle;

    /// <summary>The sections. One without rows is left out, except for the payouts.</summary>
    /// <param name="overview">What the approver has to know.</param>
    /// <param name="listPath">The path of the complete list.</param>
    public static IReadOnlyList<ApprovalSection> Of(CycleOverview overview, string listPath)
    {
        var tables = new CycleApprovalTables(overview);
        var (attention, others) = (overview.Attention, overview.Others);
        ApprovalSection?[] sections =
        [
            tables.Dropped(),
            tables.Excluded(),
            tables.SharedAccounts(),
            tables.Payouts("Needs attention", attention),
            tables.Exceeding(),
            tables.Payouts(attention.Count == 0 ? "Payouts" : "Other payouts", others),
            tables.NotPaid(),
        ];
        var shown = sections.OfType<ApprovalSection>().ToList();
        var download = new ApprovalDownload("Download the complete list (CSV)", listPath);
        return [.. shown.SkipLast(1), .. shown.TakeLast(1).Select(last => last with { Download = download })];
    }

    // What approvers have excluded has a table of its own.
    private ApprovalSection? Dropped() =>
        Section(
            "Taken out since the last request",
            [new("Partner"), new("Why"), new("Amount", IsNumber: true)],
            [.. Cycle.Dropped.Where(dropped => dropped.Reason != SkipReasons.Excluded)],
            "payout",
            dropped => new ApprovalRow([Named(dropped.Partner), new(DroppedText(dropped)), Amount(dropped.Amount)])
        );

    private ApprovalSection? Excluded() =>
        Section(
            "Excluded by approvers",
            [new("Partner"), new("Excluded by"), new("Amount", IsNumber: true)],
            Cycle.ExcludedByApprovers,
            "exclusion",
            exclusion => new ApprovalRow([
                Named(exclusion.Partner),
                new(exclusion.Actor, exclusion.Reason),
                Amount(exclusion.Amount),
            ])
            {
                Notes = exclusion.Text is null ? [] : [exclusion.Text],
            }
        );

    private ApprovalSection? SharedAccounts() =>
        Section(
            "Accounts used by several partners",
            [new("Account"), new("Partners")],
            overview.SharedAccounts,
            "account",
            account => new ApprovalRow([new(account.Summary), new(string.Join(", ", account.Partners))]),
            overview.SharedAccountCount
        );

    private ApprovalSection? Payouts(string title, LargestItems<ReviewedPayout> payouts) =>
        Section(
            title,
            [new("Partner"), new("Paid by"), new("Amount", IsNumber: true)],
            payouts.Items,
            "payout",
            Row,
            payouts.Count,
            payouts.Sum
        );

    private ApprovalSection? Exceeding() =>
        Section(
            "Commissions above the amount of their sale",
            [new("Partner"), new("Commission"), new("Sale", IsNumber: true), new("Amount", IsNumber: true)],
            overview.Exceeding.Items,
            "commission",
            exceeding => new ApprovalRow([
                Named(exceeding.Reviewed.Payout.Partner),
                new(exceeding.Line.Text, exceeding.Line.Commission.Value),
                Amount(exceeding.Line.ExceededBase!.Value),
                Amount(exceeding.Line.Amount),
            ])
            {
                Value = new CycleSelection(exceeding.Reviewed.Payout.Partner, exceeding.Line.Commission).ToString(),
            },
            overview.Exceeding.Count
        );

    private ApprovalSection? NotPaid() =>
        Section(
            "Not paid now",
            [new("Partner"), new("Why, and what helps"), new("Amount", IsNumber: true)],
            overview.NotPaid.Items,
            "partner",
            skipped => new ApprovalRow([
                Named(skipped.Partner),
                new(SkipReasons.TextOf(skipped.Reason, skipped.Detail)),
                Amount(skipped.Amount),
            ]),
            overview.NotPaid.Count,
            overview.NotPaid.Sum
        );

    private ApprovalRow Row(ReviewedPayout reviewed)
    {
        var payout = reviewed.Payout;
        return new ApprovalRow([
            new(reviewed.Company, payout.Partner.Value),
            new(payout.Method, payout.AccountSummary),
            Amount(payout.Amount),
        ])
        {
            Notes = reviewed.Notes,
            Value = new CycleSelection(payout.Partner, null).ToString(),
            PartsTitle = CountText.Of(payout.Lines.Count, "commission"),
            Parts = PartsOf(payout),
        };
    }

    // The commissions of a payout that has one are the payout itself.
    private List<ApprovalPart> PartsOf(StoredPayout payout)
    {
        var room = Math.Min(MaxPartsOfRow, MaxParts - parts);
        if (payout.Lines.Count < 2 || room <= 0)
        {
            return [];
        }

        var listed = payout.Lines.OrderByDescending(line => Math.Abs(line.Amount)).Take(room).ToList();
        parts += listed.Count;
        var rest = payout.Lines.Count - listed.Count;
        return
        [
            .. listed.Select(line => Part(payout, line)),
            .. rest == 0
                ? Array.Empty<ApprovalPart>()
                :
                [
                    new ApprovalPart(
                        $"{CountText.Of(rest, "smaller commission")}",
                        Cycle.AmountText(payout.Amount - listed.Sum(line => line.Amount))
                    ),
                ],
        ];
    }

    private ApprovalPart Part(StoredPayout payout, PayoutLine line) =>
        new(
            line.Text,
            Cycle.AmountText(line.Amount),
            line.Amount > 0 ? new CycleSelection(payout.Partner, line.Commission).ToString() : null
        );

    private ApprovalCell Named(PartnerId partner) => new(overview.CompanyOf(partner), partner.Value);

    private ApprovalCell Amount(long amount) => new(Cycle.AmountText(amount));

    private static string DroppedText(DroppedPayout dropped) =>
        dropped.NewAccount is null
            ? SkipReasons.TextOf(dropped.Reason)
            : $"The account was changed from {dropped.Account ?? "none"} to {dropped.NewAccount}.";

    private ApprovalSection? Section<T>(
        string title,
        IReadOnlyList<ApprovalColumn> columns,
        IReadOnlyList<T> largest,
        string noun,
        Func<T, ApprovalRow> row,
        int? countOfAll = null,
        long? sum = null
    )
    {
        if (largest.Count == 0)
        {
            return null;
        }

        var (count, shown) = (countOfAll ?? largest.Count, Math.Min(MaxRows, largest.Count));
        var total = sum is { } amount ? $", {Cycle.AmountText(amount)} in all" : string.Empty;
        var left = count - shown;
        var caption =
            left > 0
                ? $"The largest {shown} of {CountText.Of(count, noun)}{total}; {CountText.Number(left)} are left out "
                    + "and are part of the complete list"
                : $"{CountText.Of(count, noun)}{total}";
        return new ApprovalSection(title, [])
        {
            Table = new ApprovalTable(caption, columns, [.. largest.Take(shown).Select(row)]),
        };
    }
}

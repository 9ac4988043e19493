using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Pages;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>What the approval of a cycle shows: totals, what needs attention, payouts, and what is not paid.</summary>
public sealed class CycleApprovalContent(CycleStore cycles, IPartners partners, TimeProvider clock)
{
    // The payouts hold the whole list. A page of an approval has room for this many.
    private const int MaxExceeding = 100;

    private static readonly TimeSpan RecentlyChanged = TimeSpan.FromDays(60);

    /// <summary>The facts, which the e-mail shows too, and the sections of the page.</summary>
    public async Task<(IReadOnlyList<ApprovalFact> Facts, IReadOnlyList<ApprovalSection> Sections)> OfAsync(
        StoredCycle cycle,
        CancellationToken cancellationToken
    )
    {
        var payouts = (await cycles.AllPayoutsAsync(cycle.Program, cycle.Period, cancellationToken))
            .Where(payout => payout.Status == PayoutStatus.Reserved)
            .ToList();
        var exceeding = Exceeding(payouts);
        return (FactsOf(cycle, exceeding), await SectionsAsync(cycle, payouts, exceeding, cancellationToken));
    }

    private static ApprovalFact[] FactsOf(StoredCycle cycle, List<(StoredPayout Payout, PayoutLine Line)> exceeding) =>
        [
            new("Period", cycle.Period.Value),
            new("Payouts", $"{cycle.Partners}"),
            new("Total", cycle.AmountText(cycle.Total)),
            new("Not paid now", $"{cycle.Skipped.Count} partners"),
            .. exceeding.Count == 0
                ? Array.Empty<ApprovalFact>()
                :
                [
                    new ApprovalFact(
                        "Above the amount of their sale",
                        $"{exceeding.Count} commissions of {cycle.AmountText(exceeding.Sum(pair => pair.Line.Amount))}"
                    ),
                ],
            new("Prepared by", cycle.StartedBy),
            new("Fingerprint of the lines (SHA-256)", cycle.Fingerprint!),
        ];

    // A section without lines is left out, except for the payouts.
    private async Task<IReadOnlyList<ApprovalSection>> SectionsAsync(
        StoredCycle cycle,
        List<StoredPayout> payouts,
        List<(StoredPayout Payout, PayoutLine Line)> exceeding,
        CancellationToken cancellationToken
    )
    {
        var payees = await partners.FindAllAsync(
            cycle.Program,
            payouts.Select(payout => payout.Partner).Concat(cycle.Skipped.Select(skipped => skipped.Partner)),
            cancellationToken
        );
        ApprovalSection[] sections =
        [
            new(
                "Taken out since the last request",
                [.. cycle.Dropped.Select(dropped => DroppedText(cycle, dropped, payees))]
            ),
            new("Accounts used by several partners", await SharedAccountsAsync(cycle, payouts, cancellationToken)),
            new("Accounts changed in the last 60 days", [.. ChangedAccounts(payouts, payees)]),
            new(
                "Commissions above the amount of their sale",
                [.. exceeding.Take(MaxExceeding).Select(pair => ExceedingText(cycle, pair.Payout, pair.Line))]
            ),
            new(
                "Payouts",
                [.. payouts.OrderByDescending(payout => payout.Amount).Select(payout => PayoutText(cycle, payout))]
            ),
            new("Not paid now", [.. cycle.Skipped.Select(skipped => SkippedText(cycle, skipped, payees))]),
        ];
        return [.. sections.Where(section => section.Lines.Count > 0 || section.Title == "Payouts")];
    }

    // All partners of the program count, also those that are not paid in this cycle.
    private async Task<IReadOnlyList<string>> SharedAccountsAsync(
        StoredCycle cycle,
        IReadOnlyList<StoredPayout> payouts,
        CancellationToken cancellationToken
    )
    {
        // The account of a partner whose details were stored before accounts had hashes is known by its payout.
        var paid = payouts
            .Where(payout => payout.Account is not null)
            .ToDictionary(payout => payout.Partner, payout => payout.Account!);
        var users = paid.Values.Distinct().ToDictionary(account => account, _ => new List<string>());
        await foreach (var partner in partners.ListAsync(cycle.Program, cancellationToken))
        {
            var account = partner.Payout.Account ?? paid.GetValueOrDefault(partner.Id);
            if (account is not null && users.TryGetValue(account, out var names))
            {
                names.Add($"{partner.Company} ({partner.Id})");
            }
        }

        return
        [
            .. payouts
                .Where(payout => payout.Account is not null && users[payout.Account].Count > 1)
                .DistinctBy(payout => payout.Account)
                .Select(payout => $"{payout.AccountSummary}: {string.Join(", ", users[payout.Account!])}"),
        ];
    }

    private IEnumerable<string> ChangedAccounts(
        IEnumerable<StoredPayout> payouts,
        IReadOnlyDictionary<PartnerId, Partner> payees
    ) =>
        payouts
            .Select(payout => (Payout: payout, Details: payees.GetValueOrDefault(payout.Partner)?.Payout))
            .Where(payee => payee.Details?.ChangedAt > clock.GetUtcNow() - RecentlyChanged)
            .Select(payee =>
                $"{payee.Payout.Name} ({payee.Payout.Partner}): from {payee.Details!.PreviousSummary ?? "none"} to "
                + $"{payee.Details.Summary}, on {DisplayFormat.Time(payee.Details.ChangedAt!.Value)}"
            );

    private static List<(StoredPayout Payout, PayoutLine Line)> Exceeding(IEnumerable<StoredPayout> payouts) =>
        [
            .. payouts.SelectMany(payout =>
                payout.Lines.Where(line => line.ExceededBase is not null).Select(line => (payout, line))
            ),
        ];

    private static string PayoutText(StoredCycle cycle, StoredPayout payout) =>
        $"{payout.Name} ({payout.Partner}): {cycle.AmountText(payout.Amount)} by {payout.Method}"
        + (payout.AccountSummary is null ? string.Empty : $", {payout.AccountSummary}");

    private static string ExceedingText(StoredCycle cycle, StoredPayout payout, PayoutLine line) =>
        $"{payout.Name}: {line.Text} ({line.Commission}), {cycle.AmountText(line.Amount)} on "
        + cycle.AmountText(line.ExceededBase!.Value);

    private static string SkippedText(
        StoredCycle cycle,
        SkippedPartner skipped,
        IReadOnlyDictionary<PartnerId, Partner> payees
    ) =>
        $"{NameOf(skipped.Partner, payees)}: {cycle.AmountText(skipped.Amount)}. " + SkipReasons.TextOf(skipped.Reason);

    private static string DroppedText(
        StoredCycle cycle,
        DroppedPayout dropped,
        IReadOnlyDictionary<PartnerId, Partner> payees
    ) =>
        $"{NameOf(dropped.Partner, payees)}: {cycle.AmountText(dropped.Amount)}. "
        + (
            dropped.NewAccount is null
                ? SkipReasons.TextOf(dropped.Reason)
                : $"The account was changed from {dropped.Account ?? "none"} to {dropped.NewAccount}."
        );

    private static string NameOf(PartnerId partner, IReadOnlyDictionary<PartnerId, Partner> payees) =>
        payees.TryGetValue(partner, out var payee) ? $"{payee.Company} ({partner})" : partner.Value;
}

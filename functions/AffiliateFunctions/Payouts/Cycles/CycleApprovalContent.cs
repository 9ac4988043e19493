using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
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

    /// <summary>The facts, which the e-mail shows too.</summary>
    public async Task<IReadOnlyList<ApprovalFact>> FactsAsync(StoredCycle cycle, CancellationToken cancellationToken)
    {
        var exceeding = Exceeding(await ReservedAsync(cycle, cancellationToken));
        return
        [
            new("Period", cycle.Period.Value),
            new("Payouts", $"{cycle.Partners}"),
            new("Total", AmountOf(cycle.Total, cycle.Currency)),
            new("Not paid now", $"{cycle.Skipped.Count} partners"),
            .. exceeding.Count == 0
                ? Array.Empty<ApprovalFact>()
                :
                [
                    new ApprovalFact(
                        "Above the amount of their sale",
                        $"{exceeding.Count} commissions of "
                            + $"{AmountOf(exceeding.Sum(pair => pair.Line.Amount), cycle.Currency)}"
                    ),
                ],
            new("Prepared by", cycle.StartedBy),
            new("Fingerprint of the lines (SHA-256)", cycle.Fingerprint!),
        ];
    }

    /// <summary>The sections. A section without lines is left out, except for the payouts.</summary>
    public async Task<IReadOnlyList<ApprovalSection>> SectionsAsync(
        StoredCycle cycle,
        CancellationToken cancellationToken
    )
    {
        var payouts = await ReservedAsync(cycle, cancellationToken);
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
                [.. Exceeding(payouts).Take(MaxExceeding).Select(pair => ExceedingText(pair.Payout, pair.Line))]
            ),
            new("Payouts", [.. payouts.OrderByDescending(payout => payout.Amount).Select(PayoutText)]),
            new("Not paid now", [.. cycle.Skipped.Select(skipped => SkippedText(cycle, skipped, payees))]),
        ];
        return [.. sections.Where(section => section.Lines.Count > 0 || section.Title == "Payouts")];
    }

    private async Task<List<StoredPayout>> ReservedAsync(StoredCycle cycle, CancellationToken cancellationToken) =>
        [
            .. (await cycles.AllPayoutsAsync(cycle.Program, cycle.Period, cancellationToken)).Where(payout =>
                payout.Status == PayoutStatus.Reserved
            ),
        ];

    // All partners of the program count, also those that are not paid in this cycle.
    private async Task<IReadOnlyList<string>> SharedAccountsAsync(
        StoredCycle cycle,
        IReadOnlyList<StoredPayout> payouts,
        CancellationToken cancellationToken
    )
    {
        var accounts = payouts
            .Where(payout => payout.Account is not null)
            .GroupBy(payout => payout.Account!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, _ => new List<string>(), StringComparer.Ordinal);
        await foreach (var partner in partners.ListAsync(cycle.Program, cancellationToken))
        {
            if (partner.Payout.Account is { } account && accounts.TryGetValue(account, out var names))
            {
                names.Add($"{partner.Company} ({partner.Id})");
            }
        }

        return
        [
            .. payouts
                .Where(payout => payout.Account is not null && accounts[payout.Account].Count > 1)
                .DistinctBy(payout => payout.Account)
                .Select(payout => $"{payout.AccountSummary}: {string.Join(", ", accounts[payout.Account!])}"),
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

    private static string PayoutText(StoredPayout payout) =>
        $"{payout.Name} ({payout.Partner}): {AmountOf(payout.Amount, payout.Currency)} by {payout.Method}"
        + (payout.AccountSummary is null ? string.Empty : $", {payout.AccountSummary}");

    private static string ExceedingText(StoredPayout payout, PayoutLine line) =>
        $"{payout.Name}: {line.Text} ({line.Commission}), {AmountOf(line.Amount, payout.Currency)} on "
        + $"{AmountOf(line.ExceededBase!.Value, payout.Currency)}";

    private static string SkippedText(
        StoredCycle cycle,
        SkippedPartner skipped,
        IReadOnlyDictionary<PartnerId, Partner> payees
    ) =>
        $"{NameOf(skipped.Partner, payees)}: {AmountOf(skipped.Amount, cycle.Currency)}. "
        + SkipReasons.TextOf(skipped.Reason);

    private static string DroppedText(
        StoredCycle cycle,
        DroppedPayout dropped,
        IReadOnlyDictionary<PartnerId, Partner> payees
    ) =>
        $"{NameOf(dropped.Partner, payees)}: {AmountOf(dropped.Amount, cycle.Currency)}. "
        + (
            dropped.NewAccount is null
                ? SkipReasons.TextOf(dropped.Reason)
                : $"The account was changed from {dropped.Account ?? "none"} to {dropped.NewAccount}."
        );

    private static string NameOf(PartnerId partner, IReadOnlyDictionary<PartnerId, Partner> payees) =>
        payees.TryGetValue(partner, out var payee) ? $"{payee.Company} ({partner})" : partner.Value;

    private static string AmountOf(long amount, string currency) =>
        DisplayFormat.Amount(amount, currency, Currency.Parse(currency).Digits);
}

using Affiliate.Pages;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Payouts.Rails;

namespace AffiliateFunctions.Payouts.CycleApprovals;

/// <summary>The facts of a cycle in short, for the page and the e-mail.</summary>
internal static class CycleApprovalFacts
{
    public static IReadOnlyList<ApprovalFact> Of(CycleOverview overview)
    {
        var cycle = overview.Cycle;
        return
        [
            new("Period", cycle.Period.Value),
            new("Total", TotalText(overview)),
            new("Payouts", PayoutsText(overview)),
            .. Largest(overview),
            .. Concern(overview, PayoutConcerns.NewPayee, "New payees"),
            .. Concern(overview, PayoutConcerns.ChangedAccount, "Changed accounts"),
            .. Concern(overview, PayoutConcerns.SharedAccount, "Accounts of several partners"),
            .. Concern(overview, PayoutConcerns.UnusualAmount, "More than 3 times the average"),
            .. Concern(overview, PayoutConcerns.AboveLimit, "Above the limit of the second approval"),
            .. Exceeding(overview),
            new("Not paid now", NotPaidText(overview)),
            .. Excluded(overview),
            .. SentAtOnce(overview),
            new("Prepared by", cycle.StartedBy),
            new("Fingerprint of the lines (SHA-256)", cycle.Fingerprint!) { IsTechnical = true },
        ];
    }

    private static string TotalText(CycleOverview overview)
    {
        var cycle = overview.Cycle;
        var total = cycle.AmountText(cycle.Total);
        if (overview.Earlier.Last is not { } last)
        {
            return $"{total}; no cycle was paid before";
        }

        var change = cycle.Total - last.Total;
        var percent =
            last.Total > 0 ? $", {Signed(change)}{DisplayFormat.Percentage(Math.Abs(change), last.Total)}" : "";
        return $"{total} ({Signed(change)}{cycle.AmountText(Math.Abs(change))}{percent} against {last.Period})";
    }

    private static string PayoutsText(CycleOverview overview)
    {
        var count = overview.Cycle.Partners;
        return overview.Earlier.Last is { } last
            ? $"{count} ({Signed(count - last.Partners)}{Math.Abs(count - last.Partners)} against {last.Period})"
            : $"{count}";
    }

    private static string Signed(long change) =>
        change > 0 ? "+"
        : change < 0 ? "\u2212"
        : "\u00b1";

    private static IEnumerable<ApprovalFact> Largest(CycleOverview overview)
    {
        if (overview.Largest is { } largest)
        {
            var share = DisplayFormat.Percentage(largest.Payout.Amount, overview.Cycle.Total);
            var amount = overview.Cycle.AmountText(largest.Payout.Amount);
            yield return new ApprovalFact("Largest payout", $"{amount}, {share} of the total");
        }
    }

    private static IEnumerable<ApprovalFact> Concern(CycleOverview overview, PayoutConcerns concern, string label)
    {
        if (overview.SumOf(concern) is { Count: > 0 } sum)
        {
            var amount = overview.Cycle.AmountText(sum.Amount);
            yield return new ApprovalFact(label, $"{CountText.Of(sum.Count, "payout")}, {amount}");
        }
    }

    private static IEnumerable<ApprovalFact> Exceeding(CycleOverview overview)
    {
        if (overview.Exceeding is { Count: > 0 } lines)
        {
            yield return new ApprovalFact(
                "Above the amount of their sale",
                $"{CountText.Of(lines.Count, "commission")} of {overview.Cycle.AmountText(lines.Sum)}"
            );
        }
    }

    // Whoever approves must know that no person stands between the approval and these payments.
    private static IEnumerable<ApprovalFact> SentAtOnce(CycleOverview overview)
    {
        var cycle = overview.Cycle;
        foreach (var method in cycle.ApiMethods)
        {
            if (overview.SumOf(method) is { Count: > 0 } sum)
            {
                yield return new ApprovalFact(
                    $"Sent by the API of {PayoutRails.TitleOf(method)} after the last approval",
                    $"{CountText.Of(sum.Count, "payout")}, {cycle.AmountText(sum.Amount)}"
                );
            }
        }
    }

    private static string NotPaidText(CycleOverview overview)
    {
        var skipped = overview.Cycle.Skipped;
        return skipped.Partners == 0
            ? "nothing"
            : $"{CountText.Of(skipped.Partners, "partner")}, {overview.Cycle.AmountText(skipped.Amount)}";
    }

    private static IEnumerable<ApprovalFact> Excluded(CycleOverview overview)
    {
        var excluded = overview.Cycle.ExcludedByApprovers;
        if (excluded.Count > 0)
        {
            var commissions = excluded.Count(exclusion => exclusion.Commission is not null);
            string[] counts =
            [
                CountText.Of(excluded.Count - commissions, "payout"),
                CountText.Of(commissions, "commission"),
            ];
            var what = string.Join(" and ", counts.Where(count => !count.StartsWith("0 ", StringComparison.Ordinal)));
            var sum = overview.Cycle.AmountText(excluded.Sum(exclusion => exclusion.Amount));
            yield return new ApprovalFact("Excluded by approvers", $"{what}, {sum}");
        }
    }
}

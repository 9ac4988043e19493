using System.Globalization;
using System.Text.Json;
using Affiliate.Demo.Outside;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Rules;

namespace Affiliate.Demo.Steps;

/// <summary>Compares the program's results with the demo's own computation from its plan.</summary>
internal sealed class VerifyLedger(ProgramClient program, DemoProgress progress)
{
    public async Task<DemoReport> PlayAsync(DemoPlan plan)
    {
        var act = progress.Begin("Verifying the ledger", 6);
        var partners = await program.ListAsync($"{program.Path}/partners");
        var balances = await Task.WhenAll(
            partners.Select(partner =>
                program.GetAsync($"{program.Path}/partners/{partner.GetProperty("id").GetString()}/balance")
            )
        );
        act.Step();
        var commissions = await program.ListAsync($"{program.Path}/commissions");
        act.Step();
        var recomputed = await RecomputedAsync(commissions);
        act.Step();
        var ledger = await program.GetAsync($"{program.Path}/ledger/verify");
        act.Step();
        var audit = await program.GetAsync($"{program.Path}/audit/verify");
        act.Step();
        var cycles = await Task.WhenAll(
            plan.Months.Select(month =>
                program.GetAsync(
                    $"{program.Path}/cycles/{month.Begin.ToString("yyyy-MM", CultureInfo.InvariantCulture)}"
                )
            )
        );
        var settled = await Task.WhenAll(
            plan.Months.Select(month =>
                program.ListAsync(
                    $"{program.Path}/cycles/{month.Begin.ToString("yyyy-MM", CultureInfo.InvariantCulture)}/payouts"
                )
            )
        );
        act.End();
        long Sum(string name) => balances.Sum(balance => balance.GetProperty(name).GetInt64());
        return new DemoReport
        {
            Partners = partners.Count,
            Events = plan.Months.Sum(month =>
                month.Clicks.Count + month.Leads.Count + month.Sales.Count + month.Refunds.Count
            ),
            Commissions = commissions.Count,
            Recomputed = recomputed,
            Earned = Sum("held") + Sum("pending") + Sum("payable") + Sum("in_payout") + Sum("paid") + Sum("negative"),
            Expected = Expected(plan),
            Paid = Sum("paid"),
            Settled = settled
                .SelectMany(payouts => payouts)
                .Where(payout => payout.GetProperty("status").GetString() == "paid")
                .Sum(payout => payout.GetProperty("amount").GetInt64()),
            AreReviewed = cycles.All(cycle => cycle.GetProperty("status").GetString() == "reviewed"),
            IsLedgerVerified = ledger.GetProperty("ok").GetBoolean(),
            IsAuditVerified = audit.GetProperty("ok").GetBoolean(),
        };
    }

    private async Task<int> RecomputedAsync(IReadOnlyList<JsonElement> commissions)
    {
        var right = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = 8 };
        await Parallel.ForEachAsync(
            commissions,
            options,
            async (commission, _) =>
            {
                var explained = await program.GetAsync(
                    $"{program.Path}/commissions/{commission.GetProperty("id").GetString()}/explain"
                );
                if (
                    IsRight(
                        commission,
                        explained.GetProperty("trace"),
                        [.. explained.GetProperty("reversals").EnumerateArray()]
                    )
                )
                {
                    Interlocked.Increment(ref right);
                }
            }
        );
        return right;
    }

    // A line that reverses a paid amount is itself a reversal. Amounts that were reversed before payment are in the
    // commission's own reversals.
    private static bool IsRight(JsonElement commission, JsonElement trace, IReadOnlyList<JsonElement> reversals)
    {
        var amount = commission.GetProperty("amount").GetInt64();
        if (ReversalRecomputation.IsReversal(trace))
        {
            return ReversalRecomputation.AmountOf(trace) == amount;
        }

        var reversed = reversals
            .Where(reversal => !reversal.TryGetProperty("line", out _))
            .Sum(ReversalRecomputation.AmountOf);
        return TraceRecomputation.AmountOf(trace) == amount
            && reversals.All(reversal => reversal.GetProperty("granted").GetInt64() == amount)
            && -reversed == commission.GetProperty("reversed_amount").GetInt64();
    }

    /// <summary>
    /// Returns the earnings of all partners, by the plan: a bounty for each lead and a share of each sale's net amount,
    /// less the part that refunds reverse.
    /// </summary>
    private static long Expected(DemoPlan plan)
    {
        var refunded = plan
            .Months.SelectMany(month => month.Refunds)
            .GroupBy(refund => refund.Sale)
            .ToDictionary(sale => sale.Key, sale => sale.Sum(refund => refund.Amount));
        var bounties = plan.Months.Sum(month => month.Leads.Count) * SetUpProgram.LeadBounty;
        return bounties
            + plan.Months.SelectMany(month => month.Sales)
                .Sum(sale => CommissionOf(sale, refunded.GetValueOrDefault(sale)));
    }

    /// <summary>Returns what a partner keeps of the commission for a sale of which an amount was refunded.</summary>
    internal static long CommissionOf(PlannedSale sale, long refunded)
    {
        var commission = Math.Round(
            (sale.Amount - sale.Tax) * SetUpProgram.SharePercent / 100m,
            MidpointRounding.ToEven
        );
        return (long)Math.Round(commission * (sale.Amount - refunded) / sale.Amount, MidpointRounding.ToEven);
    }
}

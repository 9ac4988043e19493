using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger.Commissions;
using Testing;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>What refunds take back, and won disputes put back, is explained by traces of their own.</summary>
public sealed class ReversalTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const long Amount = 10_005;

    [Fact]
    public async Task A_commission_that_was_reversed_before_payment_lists_its_reversals_and_each_comes_to_its_difference_again()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var id = await SellAsync(host);

        foreach (var (total, sequence) in new[] { (3_335, 1), (6_670, 2), (10_005, 3), (6_670, 4) })
        {
            await host.Accruals.ApplyAsync(
                Slug,
                Partner,
                [Refund($"refund-{sequence}", "sale-1", total, sequence, Amount)],
                default
            );
        }

        var explained = await ExplainAsync(host, id);
        var reversals = explained
            .Reversals.Select(reversal => JsonSerializer.SerializeToElement(reversal, StoredJson.Options))
            .ToList();
        Assert.Equal(
            [-333, -334, -333, 333],
            reversals.Select(reversal => reversal.GetProperty("difference").GetInt64())
        );
        Assert.Equal([-333, -334, -333, 333], reversals.Select(ReversalRecomputation.AmountOf));
        Assert.Equal(
            ["refund-1", "refund-2", "refund-3", "refund-4"],
            explained.Reversals.Select(reversal => reversal.Event.Value)
        );
        Assert.Equal(
            explained.Commission.CurrentAmount - explained.Commission.Amount,
            explained.Reversals.Sum(reversal => reversal.Difference)
        );
        var page = CommissionPages.Explanation(LedgerHost.Program, explained);
        Assert.Contains(
            "Kept: 10.00 USD × (10,005 − 6,670) / 10,005, rounded half to even to 3.33 USD; before, it was 6.67 USD",
            page.Steps.SelectMany(step => step.Lines)
        );
        Assert.Contains("Put back by refund-4", page.Steps.Select(step => step.Title));
    }

    [Fact]
    public async Task A_line_that_corrects_a_paid_commission_is_explained_by_its_own_trace()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var id = await SellAsync(host);
        await host.Ledger.MatureAsync(Slug, Partner, SaleAt.AddDays(30), default);
        await host.Ledger.ReserveAsync(Slug, Partner, November, default);
        await host.Ledger.PayAsync(Slug, Partner, November, default);

        await host.Accruals.ApplyAsync(Slug, Partner, [Refund("refund-1", "sale-1", 3_335, 1, Amount)], default);
        await host.Accruals.ApplyAsync(Slug, Partner, [Refund("dispute-won", "sale-1", 0, 2, Amount)], default);

        var lines = await host
            .Ledger.CommissionsAsync(Slug, Partner, default)
            .Where(line => line.EventId.Value is "refund-1" or "dispute-won")
            .OrderBy(line => line.Amount)
            .ToListAsync();
        Assert.Equal([-333, 333], lines.Select(line => line.Amount));
        foreach (var line in lines)
        {
            var explained = await ExplainAsync(host, line.Id);
            var trace = JsonElement.Parse(explained.Trace);
            Assert.True(ReversalRecomputation.IsReversal(trace));
            Assert.Equal(line.Amount, ReversalRecomputation.AmountOf(trace));
            Assert.Equal(
                (line.EventId.Value, id.Value),
                (trace.GetProperty("event").GetString(), trace.GetProperty("commission").GetString())
            );
            Assert.Equal(
                $"{(line.Amount > 0 ? "Put back" : "Reversed")} by {line.EventId}",
                Assert.Single(CommissionPages.Explanation(LedgerHost.Program, explained).Steps).Title
            );
        }

        var sale = await ExplainAsync(host, id);
        Assert.False(ReversalRecomputation.IsReversal(JsonElement.Parse(sale.Trace)));
        Assert.Equal(lines.Select(line => (CommissionId?)line.Id), sale.Reversals.Select(reversal => reversal.Line));
    }

    private static async Task<CommissionId> SellAsync(LedgerHost host) =>
        Assert.Single(
            Assert
                .Single(await host.Accruals.ApplyAsync(Slug, Partner, [Judged("sale-1", Amount, "a")], default))
                .Commissions
        );

    private static async Task<ExplainedCommission> ExplainAsync(LedgerHost host, CommissionId id) =>
        (await host.Get<CommissionDecisionService>().ExplainAsync(Slug, id.Value, default)).Value!;
}

using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Commissions;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Tests.Webhooks;
using Azure.Data.Tables;
using Testing;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>Conversions that several partners are credited for.</summary>
public sealed class SharesTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly PartnerId[] Many = [.. Enumerable.Range(10, 60).Select(n => PartnerId.Parse($"prt_{n}"))];

    [Fact]
    public async Task Many_partners_share_many_sales_and_no_row_is_larger_than_storage_takes()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        LedgerEffect[] sales = [.. Enumerable.Range(0, 20).Select(n => Judged($"shared-{n}", 3_000, $"customer-{n}", credited: Many))];

        var outcomes = await host.Accruals.ApplyAsync(Slug, Many[0], sales, default);

        // The third sale pays the first partner's bonus too.
        Assert.Equal((20 * Many.Length) + 1, outcomes.SelectMany(outcome => outcome.Commissions).Distinct().Count());
        var rows = await host.Get<StorageTables>()[LedgerKeys.Table].QueryAsync<TableEntity>().ToListAsync();
        Assert.InRange(rows.Max(SizeOf), 1, 1024 * 1024);
        Assert.Equal(outcomes.Sum(outcome => outcome.Commissions.Count), rows.Count(row => row.RowKey.StartsWith("commission:", StringComparison.Ordinal)));
        Assert.Empty((await host.Ledger.VerifyAsync(Slug, default)).Mismatches);
    }

    [Fact]
    public async Task Each_share_is_explained_by_a_trace_of_its_own()
    {
        await using var host = await StartAsync(azurite.TakeAccount());

        var outcome = Assert.Single(await host.Accruals.ApplyAsync(Slug, Many[0], [Judged("shared", 6_007, "a", credited: Many)], default));

        foreach (var id in outcome.Commissions)
        {
            var explained = (await host.Get<CommissionDesk>().ExplainAsync(Slug, id.Value, default)).Value!;
            var trace = JsonElement.Parse(explained.Trace);
            Assert.Equal(explained.Commission.Partner.Value, trace.GetProperty("partner").GetString());
            Assert.Equal(explained.Commission.Amount, trace.GetProperty("amount").GetInt64());
            Assert.Equal(explained.Commission.Amount, TraceRecomputation.AmountOf(trace));
        }
    }

    [Fact]
    public async Task A_refund_of_a_shared_sale_tells_of_every_partners_part()
    {
        var heard = new HeardWebhooks(wantsAll: true);
        await using var host = await StartAsync(azurite.TakeAccount(), webhooks: heard);
        var sale = Assert.Single(await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-1", credited: [Partner, Other])], default));

        var refund = Assert.Single(await host.Accruals.ApplyAsync(Slug, Partner, [Refund("refund-1", "sale-1", 5_000, 1)], default));
        var again = Assert.Single(await host.Accruals.ApplyAsync(Slug, Partner, [Refund("refund-1", "sale-1", 5_000, 1)], default));

        Assert.Equal(sale.Commissions, refund.Commissions);
        Assert.Equal(refund.Commissions, again.Commissions);
        Assert.Equal(
            sale.Commissions.Select(id => $"commission.reversed {id}:refund-1").Order(StringComparer.Ordinal),
            heard.Of(Slug).Where(told => told.StartsWith("commission.reversed", StringComparison.Ordinal)));
    }

    // What an entity takes of its 1 MiB: https://learn.microsoft.com/archive/blogs/windowsazurestorage/understanding-windows-azure-storage-billing-bandwidth-transactions-and-capacity.
    private static long SizeOf(TableEntity row) => 4 + (2L * (row.PartitionKey.Length + row.RowKey.Length)) + row
        .Where(property => property.Key is not ("PartitionKey" or "RowKey" or "odata.etag"))
        .Sum(property => 8 + (2L * property.Key.Length) + property.Value switch
        {
            string text => 4 + (2L * text.Length),
            byte[] bytes => 4 + bytes.LongLength,
            _ => 8,
        });
}

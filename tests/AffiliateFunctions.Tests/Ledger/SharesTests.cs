using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Commissions;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Tests.OutgoingWebhooks;
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
        LedgerEffect[] sales =
        [
            .. Enumerable.Range(0, 20).Select(n => Judged($"shared-{n}", 3_000, $"customer-{n}", credited: Many)),
        ];

        var outcomes = await host.Accruals.ApplyAsync(Slug, Many[0], sales, default);

        // The third sale pays the first partner's bonus too.
        Assert.Equal((20 * Many.Length) + 1, outcomes.SelectMany(outcome => outcome.Commissions).Distinct().Count());
        var rows = await host.Get<StorageTables>()[LedgerKeys.Table].QueryAsync<TableEntity>().ToListAsync();
        Assert.InRange(rows.Max(SizeOf), 1, 1024 * 1024);
        Assert.Equal(
            outcomes.Sum(outcome => outcome.Commissions.Count),
            rows.Count(row => row.RowKey.StartsWith("commission:", StringComparison.Ordinal))
        );
        Assert.Empty((await host.Ledger.VerifyAsync(Slug, default)).Mismatches);
    }

    [Fact]
    public async Task Each_share_is_explained_by_a_trace_of_its_own()
    {
        await using var host = await StartAsync(azurite.TakeAccount());

        var outcome = Assert.Single(
            await host.Accruals.ApplyAsync(Slug, Many[0], [Judged("shared", 6_007, "a", credited: Many)], default)
        );

        foreach (var id in outcome.Commissions)
        {
            var explained = (await host.Get<CommissionDecisionService>().ExplainAsync(Slug, id.Value, default)).Value!;
            var trace = JsonElement.Parse(explained.Trace);
            Assert.Equal(explained.Commission.Partner.Value, trace.GetProperty("partner").GetString());
            Assert.Equal(explained.Commission.Amount, trace.GetProperty("amount").GetInt64());
            Assert.Equal(explained.Commission.Amount, TraceRecomputation.AmountOf(trace));
        }
    }

    [Fact]
    public async Task A_partners_cap_holds_down_its_share_and_what_it_is_paid_alone_together()
    {
        await using var host = await StartAsync(azurite.TakeAccount());

        // The cap is 20,000 a month for each partner: twice 4,500 of each; 8,000 and 3,000 of the other alone; and of
        // the last shares, nothing of the other's is left.
        await host.Accruals.ApplyAsync(
            Slug,
            Partner,
            [
                Judged("shared-1", 90_000, "a", credited: [Partner, Other]),
                Judged("shared-2", 90_000, "b", credited: [Partner, Other]),
            ],
            default
        );
        await host.Accruals.ApplyAsync(
            Slug,
            Other,
            [Judged("alone-1", 80_000, "c", credited: Other), Judged("alone-2", 80_000, "d", credited: Other)],
            default
        );
        var last = Assert.Single(
            await host.Accruals.ApplyAsync(
                Slug,
                Partner,
                [Judged("shared-3", 60_000, "e", credited: [Partner, Other])],
                default
            )
        );

        var (first, other) = (await GrantedAsync(host, Partner), await GrantedAsync(host, Other));
        Assert.Equal([4_500, 4_500, 4_500], first.Select(commissionView => commissionView.Amount));
        Assert.Equal(20_000, other.Sum(view => view.Amount));
        Assert.DoesNotContain(other, item => item.EventId.Value == "shared-3");

        // The share of the first, and its bonus for three sales.
        Assert.Equal(2, last.Commissions.Count);
        foreach (var entry in first.Concat(other))
        {
            var trace = JsonElement.Parse(
                (await host.Get<CommissionDecisionService>().ExplainAsync(Slug, entry.Id.Value, default)).Value!.Trace
            );
            Assert.Equal(entry.Amount, TraceRecomputation.AmountOf(trace));
        }

        Assert.Equal(
            13_500,
            (await host.Get<LedgerStore>().HeadAsync(Slug, Partner, default)).Counters.CapUse["per-partner:2026-11"]
        );
        Assert.Empty((await host.Ledger.VerifyAsync(Slug, default)).Mismatches);
    }

    [Fact]
    public async Task A_refund_of_a_shared_sale_tells_of_every_partners_part()
    {
        var heard = new HeardWebhooks(wantsAll: true);
        await using var host = await StartAsync(azurite.TakeAccount(), webhooks: heard);
        var sale = Assert.Single(
            await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-1", credited: [Partner, Other])], default)
        );

        var refund = Assert.Single(
            await host.Accruals.ApplyAsync(Slug, Partner, [Refund("refund-1", "sale-1", 5_000, 1)], default)
        );
        var again = Assert.Single(
            await host.Accruals.ApplyAsync(Slug, Partner, [Refund("refund-1", "sale-1", 5_000, 1)], default)
        );

        Assert.Equal(sale.Commissions, refund.Commissions);
        Assert.Equal(refund.Commissions, again.Commissions);
        Assert.Equal(
            sale.Commissions.Select(id => $"commission.reversed {id}:refund-1").Order(StringComparer.Ordinal),
            heard.Of(Slug).Where(told => told.StartsWith("commission.reversed", StringComparison.Ordinal))
        );
    }

    private static ValueTask<List<CommissionView>> GrantedAsync(LedgerHost host, PartnerId partner) =>
        host
            .Ledger.CommissionsAsync(Slug, partner, default)
            .Where(commissionView => commissionView.Rule == "share")
            .OrderBy(view => view.EventId.Value, StringComparer.Ordinal)
            .ToListAsync();

    // What an entity takes of its 1 MiB:
    // https://learn.microsoft.com/archive/blogs/windowsazurestorage/understanding-windows-azure-storage-billing-bandwidth-transactions-and-capacity.
    private static long SizeOf(TableEntity row) =>
        4
        + (2L * (row.PartitionKey.Length + row.RowKey.Length))
        + row.Where(property => property.Key is not ("PartitionKey" or "RowKey" or "odata.etag"))
            .Sum(property =>
                8
                + (2L * property.Key.Length)
                + property.Value switch
                {
                    string text => 4 + (2L * text.Length),
                    byte[] bytes => 4 + bytes.LongLength,
                    _ => 8,
                }
            );
}

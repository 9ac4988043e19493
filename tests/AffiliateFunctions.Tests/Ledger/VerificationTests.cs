using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger.Store;
using Azure;
using Azure.Data.Tables;
using Testing;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>Rows of the ledger that were altered in storage, beside the application.</summary>
public sealed class VerificationTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly string Ledger = LedgerKeys.Partition(Slug, Partner);

    [Theory]
    [InlineData(
        "journal:000000000001",
        "\"amount\":1000",
        "\"amount\":1001",
        "page 1 of the journal cannot be replayed"
    )]
    [InlineData("journal:000000000001", "[", "", "page 1 of the journal cannot be replayed")]
    [InlineData("journal:000000000001", "1000", "1100", "the totals are")]
    [InlineData("commission:", "\"amount\":1000", "\"amount\":2000", "of which 1000 are Pending")]
    [InlineData("commission:", "\"standing\":1000", "\"standing\":500", "of which 500 are Pending")]
    [InlineData("commission:", "pending", "paid", "of which 1000 are Paid")]
    [InlineData("commission:", "{", "", "the rest of the ledger cannot be read")]
    [InlineData("-head", "\"pending\":2000", "\"pending\":3000", "the totals are")]
    [InlineData("-head", "\"sales\":2", "\"sales\":3", "the counters of 2026-11")]
    [InlineData("-head", "\"commission_amount\":2000", "\"commission_amount\":1000", "the commissions sum to 2000")]
    [InlineData("-head", "\"year\":2000", "\"year\":0", "of the cap year, 0 is used")]
    [InlineData("-head", "{", "", "the rest of the ledger cannot be read")]
    [InlineData("cause:sale-1", "\"sales\":1", "\"sales\":5", "the counters of 2026-11")]
    public async Task A_row_that_was_altered_is_named(string row, string before, string after, string mismatch)
    {
        await using var host = await SoldAsync();
        await AlterAsync(host, Ledger, row, text => text.Replace(before, after, StringComparison.Ordinal));

        var verified = await host.Ledger.VerifyAsync(Slug, default);

        Assert.False(verified.Ok);
        Assert.Contains(
            verified.Mismatches,
            told =>
                told.StartsWith($"{Partner}: ", StringComparison.Ordinal)
                && told.Contains(mismatch, StringComparison.Ordinal)
        );
        Assert.All(verified.Mismatches, told => Assert.DoesNotContain(Other.Value, told, StringComparison.Ordinal));
        Assert.Equal(2, verified.Partners);
    }

    [Theory]
    [InlineData("journal:000000000001", "page 1 of the journal is missing")]
    [InlineData("journal:000000000002", "the journal has 1 pages")]
    [InlineData("commission:", "is missing; the journal granted 1000")]
    [InlineData("cause:sale-1", "the events sum to")]
    public async Task A_row_that_was_removed_is_named(string row, string mismatch)
    {
        await using var host = await SoldAsync();
        await Rows(host).DeleteEntityAsync(Ledger, (await FirstAsync(host, Ledger, row)).RowKey, ETag.All);

        Assert.Contains(
            (await host.Ledger.VerifyAsync(Slug, default)).Mismatches,
            told => told.Contains(mismatch, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("claim:", "500", "400", "sale-1 claimed 400 of customer")]
    [InlineData("claim:", "500", "600", "the claims sum to 600")]
    [InlineData(
        "customer:",
        "500",
        "100",
        "100 of customer of the customer's caps is used, but the claims sum to 500 of customer"
    )]
    public async Task An_altered_claim_of_a_customers_cap_is_named(
        string row,
        string before,
        string after,
        string mismatch
    )
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        await host.Accruals.ApplyAsync(
            Slug,
            Partner,
            [Sale("sale-1") with { Rules = new TenPercent(10_000, [Partner]) { CustomerCap = 500 } }],
            default
        );
        Assert.Empty((await host.Ledger.VerifyAsync(Slug, default)).Mismatches);
        await AlterAsync(
            host,
            LedgerKeys.CustomerPartition(Slug, CustomerId.Parse("customer-1")),
            row,
            text => text.Replace(before, after, StringComparison.Ordinal)
        );

        Assert.Contains(
            (await host.Ledger.VerifyAsync(Slug, default)).Mismatches,
            told => told.Contains(mismatch, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_claim_whose_event_is_on_its_way_is_no_mismatch()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var caps = host.Get<CustomerCapStore>();
        var row = Assert.Single(
            await caps.ReadAsync(Slug, [(CustomerId.Parse("customer-1"), EventId.Parse("sale-1"))], default)
        );
        row.Claim(EventId.Parse("sale-1"), Affiliate.Domain.Rules.CustomerCapUse.Of([new("customer", 500)]));
        Assert.True(await caps.TryStoreAsync(Slug, Partner, [row], default));

        Assert.Empty((await host.Ledger.VerifyAsync(Slug, default)).Mismatches);
    }

    [Fact]
    public async Task A_ledger_that_is_written_to_at_every_request_is_verified_all_the_same()
    {
        var between = new BetweenRequests();
        var storage = azurite.TakeAccount();
        await using var host = await StartAsync(storage, between);
        await using var writer = await StartAsync(storage);
        await writer.Accruals.ApplyAsync(
            Slug,
            Partner,
            [.. Enumerable.Range(0, 30).Select(n => Sale($"before-{n}"))],
            default
        );
        var requests = 0;
        between.Before = async number =>
        {
            requests = number;
            await writer.Accruals.ApplyAsync(
                Slug,
                Partner,
                [Sale($"meanwhile-{number}"), Refund($"refund-{number}", $"before-{number % 30}", 1_000, 1)],
                default
            );
        };

        Assert.Empty((await host.Ledger.VerifyAsync(Slug, default)).Mismatches);
        Assert.InRange(requests, 5, 30);
    }

    private async Task<LedgerHost> SoldAsync()
    {
        var host = await StartAsync(azurite.TakeAccount());
        var rules = new TenPercent(10_000, [Partner]) { PartnerCap = 100_000 };
        await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-1") with { Rules = rules }], default);
        await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-2") with { Rules = rules }], default);
        await host.Accruals.ApplyAsync(Slug, Other, [Sale("sale-3", credited: [Other])], default);
        Assert.Empty((await host.Ledger.VerifyAsync(Slug, default)).Mismatches);
        return host;
    }

    private static TableClient Rows(LedgerHost host) => host.Get<StorageTables>()[LedgerKeys.Table];

    private static async Task<TableEntity> FirstAsync(LedgerHost host, string partition, string prefix) =>
        await Rows(host)
            .QueryAsync<TableEntity>(row => row.PartitionKey == partition)
            .FirstAsync(row => row.RowKey.StartsWith(prefix, StringComparison.Ordinal));

    private static async Task AlterAsync(LedgerHost host, string partition, string prefix, Func<string, string> alter)
    {
        var row = await FirstAsync(host, partition, prefix);
        var column = row.ContainsKey(LedgerKeys.CountedColumn) ? LedgerKeys.CountedColumn : "data";
        var (before, after) = (row.GetString(column), alter(row.GetString(column)));
        Assert.NotEqual(before, after);
        row[column] = after;
        await Rows(host).UpdateEntityAsync(row, ETag.All, TableUpdateMode.Replace);
    }
}

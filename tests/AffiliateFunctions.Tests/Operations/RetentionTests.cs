using System.ComponentModel.DataAnnotations;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Operations.Retention;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Testing;

namespace AffiliateFunctions.Tests.Operations;

/// <summary>Rows that nothing needs any more are removed, and no others.</summary>
public sealed class RetentionTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Old = "demo:c:20250101:0";
    private const string Uncounted = "demo:c:20250101:1";
    private const string Recent = "demo:c:20261030:0";

    [Fact]
    public async Task Only_rows_of_the_kinds_that_expire_are_removed_whatever_their_age()
    {
        await using var host = await StartAsync();
        var tables = host.Get<StorageTables>();
        foreach (var table in host.All<DeclaredTable>().Select(declared => declared.Name).Distinct())
        {
            await tables[table].AddEntityAsync(new TableEntity("demo", "aged") { ["at"] = DateTimeOffset.UnixEpoch });
            await tables[table].AddEntityAsync(new TableEntity("demo:2020-01", "aged"));
        }

        await AddClicksAsync(host, Old, 3);
        await AddClicksAsync(host, Recent, 2);
        await tables["events"].AddEntityAsync(new TableEntity("demo:3", "event:sale-1"));
        await tables["events"].AddEntityAsync(new TableEntity("demo-2:c:20250101:0", "event:other"));
        var before = await KeysAsync(host);

        await RunAsync(host);

        Assert.Equal(
            [$"events {Old} event:0", $"events {Old} event:1", $"events {Old} event:2"],
            before.Except(await KeysAsync(host))
        );
    }

    [Fact]
    public async Task Clicks_that_are_not_counted_in_the_ledger_are_kept()
    {
        await using var host = await StartAsync();
        await AddClicksAsync(host, Old, 1);
        await AddClicksAsync(host, Uncounted, 2);
        await host.Get<StorageTables>()["events"].AddEntityAsync(new TableEntity(Uncounted, "count:0"));

        await RunAsync(host);

        Assert.Equal(
            [$"events {Uncounted} count:0", $"events {Uncounted} event:0", $"events {Uncounted} event:1"],
            (await KeysAsync(host)).Where(key => key.StartsWith("events", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Webhooks_of_PayPal_about_old_cycles_are_forgotten_and_payouts_and_files_stay()
    {
        await using var host = await StartAsync();
        var tables = host.Get<StorageTables>();
        foreach (var period in new[] { "2024-02", "2026-10" })
        {
            await tables["cycles"].AddEntityAsync(StoredRowsTests.CycleOf(period));
            foreach (
                var row in new[] { "file:run:1", "payout:prt_1", "paypal_event:1", "paypal_event:2", "references:1" }
            )
            {
                await tables["payouts"].AddEntityAsync(new TableEntity($"demo:{period}", row));
            }
        }

        var before = await KeysAsync(host);
        await RunAsync(host);

        Assert.Equal(
            ["payouts demo:2024-02 paypal_event:1", "payouts demo:2024-02 paypal_event:2"],
            before.Except(await KeysAsync(host))
        );
    }

    [Fact]
    public async Task A_run_removes_a_limited_number_and_the_next_run_continues()
    {
        await using var host = await StartAsync(("Retention:RowsPerRun", "100"));
        await AddClicksAsync(host, Old, 130);
        await AddClicksAsync(host, "demo:c:20250102:3", 20);

        await RunAsync(host);
        Assert.Equal(50, await CountAsync(host));

        await RunAsync(host);
        Assert.Equal(0, await CountAsync(host));
    }

    [Fact]
    public async Task Settings_say_how_long_clicks_are_kept()
    {
        await using var host = await StartAsync(("Retention:ClicksDays", "3650"));
        await AddClicksAsync(host, Old, 3);

        await RunAsync(host);

        Assert.Equal(3, await CountAsync(host));
    }

    [Theory]
    [InlineData(119, 90, 30, 400, nameof(RetentionOptions.ClicksDays))]
    [InlineData(400, 29, 30, 400, nameof(RetentionOptions.IgnoredEventsDays))]
    [InlineData(400, 90, 13, 400, nameof(RetentionOptions.DeliveriesDays))]
    [InlineData(400, 90, 30, 119, nameof(RetentionOptions.ProviderEventsDays))]
    public void A_time_shorter_than_what_is_still_read_is_refused(
        int clicks,
        int ignored,
        int deliveries,
        int providers,
        string name
    )
    {
        var options = new RetentionOptions
        {
            ClicksDays = clicks,
            IgnoredEventsDays = ignored,
            DeliveriesDays = deliveries,
            ProviderEventsDays = providers,
        };

        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);

        Assert.Equal([name], Assert.Single(faults).MemberNames);
    }

    private async Task<OperationsHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var host = await OperationsHost.StartAsync(azurite.TakeAccount(), settings: settings);
        await host.AddProgramAsync();
        return host;
    }

    private static async Task AddClicksAsync(OperationsHost host, string partition, int count)
    {
        for (var number = 0; number < count; number++)
        {
            await host.Get<StorageTables>()["events"].AddEntityAsync(new TableEntity(partition, $"event:{number}"));
        }
    }

    private static Task RunAsync(OperationsHost host) =>
        new RemoveExpiredRows(
            host.Get<AffiliateFunctions.Programs.IPrograms>(),
            host.All<IExpiringRows>(),
            host.Get<IOptions<RetentionOptions>>(),
            host.Clock,
            NullLogger<RemoveExpiredRows>.Instance
        ).RunAsync(new(), CancellationToken.None);

    private static async Task<int> CountAsync(OperationsHost host) =>
        (await KeysAsync(host)).Count(key => key.StartsWith("events", StringComparison.Ordinal));

    private static async Task<List<string>> KeysAsync(OperationsHost host)
    {
        var keys = new List<string>();
        foreach (var table in host.All<DeclaredTable>().Select(declared => declared.Name).Distinct())
        {
            await foreach (var row in host.Get<StorageTables>()[table].QueryAsync<TableEntity>())
            {
                keys.Add($"{table} {row.PartitionKey} {row.RowKey}");
            }
        }

        return keys;
    }
}

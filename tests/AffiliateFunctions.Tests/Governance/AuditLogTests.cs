using AffiliateFunctions.Audit;
using Azure.Data.Tables;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Governance;

public sealed class AuditLogTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Writers_of_several_processes_make_one_whole_chain()
    {
        var storage = azurite.TakeAccount();
        await using var first = await FeatureHost.StartAsync(storage);
        await using var second = await FeatureHost.StartAsync(storage);

        await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(number =>
                    (number % 2 == 0 ? first : second).Get<IAuditLog>().RecordAsync(Entry($"cause {number}"), default)
                )
        );

        Assert.Equal(new ChainVerification(true, 40, null), await first.VerifyAuditAsync());
    }

    [Fact]
    public async Task The_same_cause_is_recorded_once()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());

        await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => host.Get<IAuditLog>().RecordAsync(Entry("the same"), default))
        );

        Assert.Equal(1, (await host.VerifyAuditAsync()).Records);
    }

    [Fact]
    public async Task Many_entries_are_recorded_in_their_order_and_a_repeated_call_adds_those_that_are_missing()
    {
        var storage = azurite.TakeAccount();
        await using var first = await FeatureHost.StartAsync(storage);
        await using var second = await FeatureHost.StartAsync(storage);
        var entries = Enumerable.Range(0, 120).Select(number => Entry($"cause {number:D3}")).ToList();
        await first.Get<IAuditLog>().RecordAllAsync([entries[7], entries[60]], default);

        await Task.WhenAll(
            first.Get<IAuditLog>().RecordAllAsync([.. entries, entries[0]], default),
            second.Get<IAuditLog>().RecordAllAsync(entries, default)
        );

        Assert.Equal(new ChainVerification(true, 120, null), await first.VerifyAuditAsync());
        var causes = await first
            .Get<AuditLog>()
            .ReadAsync(FeatureHost.Slug, after: null, default)
            .Select(record => record.Text.Record.Cause)
            .ToListAsync();
        Assert.Equal(["cause 007", "cause 060", "cause 000"], causes.Take(3));
        Assert.Equal(120, causes.Distinct().Count());
    }

    [Fact]
    public async Task A_record_altered_in_storage_is_found()
    {
        var storage = azurite.TakeAccount();
        await using var host = await FeatureHost.StartAsync(storage);
        foreach (var cause in new[] { "one", "two", "three" })
        {
            await host.Get<IAuditLog>().RecordAsync(Entry(cause), default);
        }

        var table = new TableClient(storage, "audit", MemoryTables.Of(storage).Options());
        TableEntity row = await table.GetEntityAsync<TableEntity>("demo", "record:000000000002");
        row["text"] = row.GetString("text").Replace("owner@example.com", "other@example.com", StringComparison.Ordinal);
        await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);

        Assert.Equal(2, (await host.VerifyAuditAsync()).FirstBreak?.Sequence);
    }

    private static AuditEntry Entry(string cause) =>
        new(
            FeatureHost.Slug,
            cause,
            "owner@example.com",
            "application_approved",
            "app_1",
            "It fits",
            new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero)
        );
}

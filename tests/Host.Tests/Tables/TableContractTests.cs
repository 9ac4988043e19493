using Azure;
using Azure.Data.Tables;
using Testing;

namespace LocalHost.Tests.Tables;

/// <summary>What the application relies on in the Tables client and its server, shown on Azurite.</summary>
public sealed class TableContractTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_table_is_created_once_and_creating_it_again_is_no_fault()
    {
        var service = new TableServiceClient(azurite.TakeAccount());
        var made = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => service.CreateTableIfNotExistsAsync("programs")));
        Assert.Equal(5, made.Length);
        Assert.Single(await service.QueryAsync().ToListAsync());
        await Faults(() => service.CreateTableAsync("programs"), 409, "TableAlreadyExists");
    }

    [Fact]
    public async Task A_row_is_added_once()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(Row("a"));
        await Faults(() => table.AddEntityAsync(Row("a")), 409, "EntityAlreadyExists");
    }

    [Fact]
    public async Task A_row_that_is_not_there_is_a_fault_or_none_as_asked()
    {
        var table = await TableAsync();
        await Faults(() => table.GetEntityAsync<TableEntity>("p", "a"), 404, "ResourceNotFound");
        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>("p", "a")).HasValue);
        await Faults(() => table.UpdateEntityAsync(Row("a"), ETag.All), 404, "ResourceNotFound");
        Assert.Equal(404, (await table.DeleteEntityAsync("p", "a")).Status);
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_told_apart_from_a_row()
    {
        var table = new TableServiceClient(azurite.TakeAccount()).GetTableClient("none");
        await Faults(() => table.AddEntityAsync(Row("a")), 404, "TableNotFound");
    }

    [Fact]
    public async Task Merge_keeps_other_columns_and_replace_drops_them()
    {
        var table = await TableAsync();
        await table.UpsertEntityAsync(new TableEntity("p", "a") { ["One"] = 1, ["Two"] = 2 }, TableUpdateMode.Replace);
        await table.UpsertEntityAsync(new TableEntity("p", "a") { ["Two"] = 3 }, TableUpdateMode.Merge);
        var merged = (await table.GetEntityAsync<TableEntity>("p", "a")).Value;
        Assert.Equal((1, 3), (merged.GetInt32("One"), merged.GetInt32("Two")));
        await table.UpsertEntityAsync(new TableEntity("p", "a") { ["Two"] = 4 }, TableUpdateMode.Replace);
        Assert.False((await table.GetEntityAsync<TableEntity>("p", "a")).Value.ContainsKey("One"));
    }

    [Fact]
    public async Task An_update_holds_only_for_the_version_that_was_read()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(Row("a"));
        var read = (await table.GetEntityAsync<TableEntity>("p", "a")).Value;

        var update = await table.UpdateEntityAsync(Row("a"), read.ETag, TableUpdateMode.Replace);

        Assert.NotEqual(read.ETag, update.Headers.ETag);
        await Faults(() => table.UpdateEntityAsync(Row("a"), read.ETag, TableUpdateMode.Replace), 412, "UpdateConditionNotSatisfied");
        await Faults(() => table.UpdateEntityAsync(Row("a"), read.ETag, TableUpdateMode.Merge), 412, "UpdateConditionNotSatisfied");
        await Faults(() => table.DeleteEntityAsync("p", "a", read.ETag), 412, "UpdateConditionNotSatisfied");
        await table.DeleteEntityAsync("p", "a", update.Headers.ETag!.Value);
        Assert.Empty(await table.QueryAsync<TableEntity>().ToListAsync());
    }

    [Fact]
    public async Task Every_type_of_column_comes_back_as_it_was()
    {
        var table = await TableAsync();
        var id = Guid.Parse("8d0e1c56-0f6f-4a38-9d53-0f6c3c7a1c11");
        var time = new DateTimeOffset(2026, 11, 5, 10, 0, 0, TimeSpan.Zero).AddTicks(1_234_567);
        await table.AddEntityAsync(new TableEntity("p", "a")
        {
            ["Text"] = "Grüße, 世界 <&>'\"",
            ["Empty"] = "",
            ["Int"] = int.MinValue,
            ["Long"] = long.MaxValue,
            ["Number"] = 3.0,
            ["Flag"] = true,
            ["Time"] = time,
            ["Id"] = id,
            ["Bytes"] = new byte[] { 0, 255, 128 },
            ["Nothing"] = null,
        });

        var row = (await table.GetEntityAsync<TableEntity>("p", "a")).Value;

        Assert.Equal("Grüße, 世界 <&>'\"", row.GetString("Text"));
        Assert.Equal("", row.GetString("Empty"));
        Assert.Equal(int.MinValue, row.GetInt32("Int"));
        Assert.Equal(long.MaxValue, row.GetInt64("Long"));
        Assert.Equal(3.0, row.GetDouble("Number"));
        Assert.True(row.GetBoolean("Flag"));
        Assert.Equal(time, row.GetDateTimeOffset("Time"));
        Assert.Equal(id, row.GetGuid("Id"));
        Assert.Equal([0, 255, 128], row.GetBinary("Bytes"));
        Assert.False(row.ContainsKey("Nothing"));
    }

    [Theory]
    [InlineData("it's")]
    [InlineData("a b+c%20&d=e")]
    [InlineData("mail:owner@example.com")]
    [InlineData("~!$()*,;:|{}[]^`<>\"")]
    [InlineData("Grüße 世界")]
    public async Task A_key_may_have_every_character_that_is_not_forbidden(string key)
    {
        var table = await TableAsync();
        await table.AddEntityAsync(new TableEntity(key, key) { ["N"] = 1 });

        var read = (await table.GetEntityAsync<TableEntity>(key, key)).Value;
        await table.UpdateEntityAsync(new TableEntity(key, key) { ["N"] = 2 }, read.ETag);

        var found = await table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {key} and RowKey eq {key}")).ToListAsync();
        Assert.Equal((key, 2), (Assert.Single(found).RowKey, found[0].GetInt32("N")));
        Assert.Equal(204, (await table.DeleteEntityAsync(key, key)).Status);
    }

    [Fact]
    public async Task A_column_of_64_KiB_fits_and_a_larger_one_is_refused()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(new TableEntity("p", "fits") { ["Text"] = new string('x', 32 * 1024), ["Bytes"] = new byte[64 * 1024] });
        await Faults(() => table.AddEntityAsync(new TableEntity("p", "text") { ["Text"] = new string('x', (32 * 1024) + 1) }), 400, "PropertyValueTooLarge");
        await Faults(() => table.AddEntityAsync(new TableEntity("p", "bytes") { ["Bytes"] = new byte[(64 * 1024) + 1] }), 400, "PropertyValueTooLarge");
    }

    private async Task<TableClient> TableAsync()
    {
        var table = new TableClient(azurite.TakeAccount(), "rows");
        await table.CreateAsync();
        return table;
    }

    private static TableEntity Row(string key) => new("p", key) { ["N"] = 1 };

    private static async Task Faults(Func<Task> act, int status, string code)
    {
        var fault = await Assert.ThrowsAsync<RequestFailedException>(act);
        Assert.Equal((status, code), (fault.Status, fault.ErrorCode));
    }
}

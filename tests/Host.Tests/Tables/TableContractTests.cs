using Azure;
using Azure.Data.Tables;
using Testing;
using Testing.Tables;

namespace LocalHost.Tests.Tables;

/// <summary>Tables, rows and columns of the Tables client, shown on Azurite and in memory.</summary>
public abstract class TableContractTests(Func<TableServiceClient> account) : TableContract(account)
{
    public sealed class OnAzurite(AzuriteFixture azurite)
        : TableContractTests(Of(azurite)),
            IClassFixture<AzuriteFixture>;

    public sealed class InMemory() : TableContractTests(Of(new MemoryTables()))
    {
        // Azurite looks at the size of updates only.
        [Fact]
        public async Task A_new_row_of_more_than_1_MiB_is_refused()
        {
            var table = await TableAsync();
            await Faults(() => table.AddEntityAsync(Wide("wide", 33)), 400, "EntityTooLarge");
        }

        // Azurite counts the bytes of the request, the service two for each character.
        [Fact]
        public async Task A_row_is_measured_by_its_characters_and_after_a_merge()
        {
            var table = await TableAsync();
            await Faults(() => table.UpsertEntityAsync(Wide("a", 17), TableUpdateMode.Replace), 400, "EntityTooLarge");
            await table.AddEntityAsync(Wide("a", 15));
            await Faults(
                () => table.UpsertEntityAsync(Wide("a", 5, "Other"), TableUpdateMode.Merge),
                400,
                "EntityTooLarge"
            );
        }
    }

    [Fact]
    public async Task A_table_is_created_once_and_creating_it_again_is_no_fault()
    {
        var service = Account();
        var made = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => service.CreateTableIfNotExistsAsync("programs"))
        );
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
        var table = Account().GetTableClient("none");
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
        await Faults(
            () => table.UpdateEntityAsync(Row("a"), read.ETag, TableUpdateMode.Replace),
            412,
            "UpdateConditionNotSatisfied"
        );
        await Faults(
            () => table.UpdateEntityAsync(Row("a"), read.ETag, TableUpdateMode.Merge),
            412,
            "UpdateConditionNotSatisfied"
        );
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
        await table.AddEntityAsync(
            new TableEntity("p", "a")
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
            }
        );

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

        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {key} and RowKey eq {key}");
        var found = await table.QueryAsync<TableEntity>(filter).ToListAsync();
        Assert.Equal((key, 2), (Assert.Single(found).RowKey, found[0].GetInt32("N")));
        Assert.Equal(204, (await table.DeleteEntityAsync(key, key)).Status);
    }

    [Fact]
    public async Task A_column_of_64_KiB_fits_and_a_larger_one_is_refused()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(WithColumn("fits", new string('x', 32 * 1024)));
        await table.AddEntityAsync(WithColumn("fits-too", new byte[64 * 1024]));
        await RefusedAsync(WithColumn("text", new string('x', (32 * 1024) + 1)));
        await RefusedAsync(WithColumn("bytes", new byte[(64 * 1024) + 1]));

        Task RefusedAsync(TableEntity row) => Faults(() => table.AddEntityAsync(row), 400, "PropertyValueTooLarge");

        static TableEntity WithColumn(string key, object value) => new("p", key) { ["Column"] = value };
    }

    [Fact]
    public async Task A_row_of_more_than_1_MiB_is_refused()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(Wide("fits", 15));
        await Faults(() => table.UpsertEntityAsync(Wide("wide", 33), TableUpdateMode.Replace), 400, "EntityTooLarge");
        await Faults(() => table.UpsertEntityAsync(Wide("fits", 33), TableUpdateMode.Merge), 400, "EntityTooLarge");
        await table.UpsertEntityAsync(Wide("fits", 15), TableUpdateMode.Replace);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData(@"a\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\tb")]
    public async Task A_key_with_a_forbidden_character_is_refused(string key)
    {
        var table = await TableAsync();
        await Faults(() => table.AddEntityAsync(new TableEntity("p", key)), 400, "InvalidInput");
        await Faults(() => table.AddEntityAsync(new TableEntity(key, "a")), 400, "InvalidInput");
    }

    [Fact]
    public async Task A_row_key_may_be_empty()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(Row(""));
        Assert.Equal("", Assert.Single(await table.QueryAsync<TableEntity>("RowKey eq ''").ToListAsync()).RowKey);
    }

    [Fact]
    public async Task One_row_can_be_read_in_part()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(new TableEntity("p", "a") { ["One"] = 1, ["Two"] = 2 });
        var row = (await table.GetEntityAsync<TableEntity>("p", "a", ["RowKey", "Two"])).Value;
        Assert.Equal(("a", 2, false), (row.RowKey, row.GetInt32("Two"), row.ContainsKey("One")));
        Assert.NotEqual(default, row.ETag);
    }

    [Fact]
    public async Task An_update_of_any_version_needs_a_row_and_a_merge_of_a_version_keeps_its_columns()
    {
        var table = await TableAsync();
        await Faults(
            () => table.UpdateEntityAsync(Row("a"), ETag.All, TableUpdateMode.Replace),
            404,
            "ResourceNotFound"
        );
        var added = (await table.AddEntityAsync(Row("a"))).Headers.ETag!.Value;
        await table.UpdateEntityAsync(new TableEntity("p", "a") { ["M"] = 2 }, added, TableUpdateMode.Merge);
        await table.UpdateEntityAsync(new TableEntity("p", "a") { ["L"] = 3 }, ETag.All, TableUpdateMode.Merge);
        var row = (await table.GetEntityAsync<TableEntity>("p", "a")).Value;
        Assert.Equal((1, 2, 3), (row.GetInt32("N"), row.GetInt32("M"), row.GetInt32("L")));
    }

    [Fact]
    public async Task Every_write_gives_the_row_another_version_and_the_time_of_the_write()
    {
        var table = await TableAsync();
        var seen = new HashSet<ETag>();
        for (var write = 0; write < 5; write++)
        {
            var answer = await table.UpsertEntityAsync(Row("a"), TableUpdateMode.Replace);
            var row = (await table.GetEntityAsync<TableEntity>("p", "a")).Value;
            Assert.Equal(answer.Headers.ETag, row.ETag);
            Assert.NotNull(row.Timestamp);
            Assert.True(seen.Add(row.ETag), $"The version {row.ETag} came twice.");

            // Azurite's versions are times in milliseconds.
            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }
    }

    [Fact]
    public async Task A_row_that_was_read_can_be_written_as_it_is()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(
            new TableEntity("p", "a")
            {
                ["Long"] = 5L,
                ["Time"] = DateTimeOffset.UnixEpoch,
                ["Number"] = 0.5,
            }
        );
        var read = (await table.GetEntityAsync<TableEntity>("p", "a")).Value;
        read["Long"] = 6L;
        await table.UpdateEntityAsync(read, read.ETag, TableUpdateMode.Replace);
        var row = (await table.GetEntityAsync<TableEntity>("p", "a")).Value;
        Assert.Equal((6L, 0.5), (row.GetInt64("Long"), row.GetDouble("Number")));
        Assert.Equal(DateTimeOffset.UnixEpoch, row.GetDateTimeOffset("Time"));
    }

    private static TableEntity Wide(string key, int columns, string name = "Column")
    {
        var row = new TableEntity("p", key);
        for (var column = 0; column < columns; column++)
        {
            row[$"{name}{column}"] = new string('x', 32 * 1024);
        }

        return row;
    }

    private static TableEntity Row(string key) => new("p", key) { ["N"] = 1 };
}

using Azure.Data.Tables;
using Testing;
using Testing.Tables;

namespace LocalHost.Tests.Tables;

/// <summary>Queries of the Tables client, shown on Azurite and in memory.</summary>
public abstract class TableQueryTests(Func<TableServiceClient> account) : TableContract(account)
{
    public sealed class OnAzurite(AzuriteFixture azurite) : TableQueryTests(Of(azurite)), IClassFixture<AzuriteFixture>;

    public sealed class InMemory() : TableQueryTests(Of(new MemoryTables()));

    [Fact]
    public async Task Rows_come_in_the_order_of_their_keys_page_by_page()
    {
        var table = await FilledAsync(25);

        var pages = await table.QueryAsync<TableEntity>("PartitionKey eq 'p'", maxPerPage: 10).AsPages().ToListAsync();

        Assert.Equal([10, 10, 5], pages.Select(page => page.Values.Count));
        Assert.Equal(
            Enumerable.Range(0, 25).Select(Key),
            pages.SelectMany(page => page.Values).Select(row => row.RowKey)
        );
        Assert.Null(pages[2].ContinuationToken);
        var rest = await table
            .QueryAsync<TableEntity>("PartitionKey eq 'p'", maxPerPage: 10)
            .AsPages(pages[0].ContinuationToken)
            .ToListAsync();
        Assert.Equal(Key(10), rest[0].Values[0].RowKey);
    }

    [Fact]
    public async Task More_than_a_page_of_a_thousand_rows_is_read_to_its_end()
    {
        var table = await FilledAsync(1_050);
        Assert.Equal(1_050, await table.QueryAsync<TableEntity>().CountAsync());
    }

    [Fact]
    public async Task A_filter_takes_ranges_types_and_logic()
    {
        var table = await FilledAsync(20);
        Assert.Equal(5, await CountAsync($"PartitionKey eq {"p"} and RowKey ge {Key(5)} and RowKey lt {Key(10)}"));
        Assert.Equal(3, await CountAsync($"N gt {16}"));
        Assert.Equal(2, await CountAsync($"N eq {3} or Name eq {"row 7"}"));
        Assert.Equal(19, await CountAsync($"not (N eq {3})"));
        Assert.Equal(10, await CountAsync($"Even eq {true}"));
        Assert.Equal(4, await CountAsync($"At lt {Start.AddDays(4)}"));
        Assert.Equal(6, await CountAsync($"Big ge {14_000_000_000}"));
        Assert.Equal(0, await CountAsync($"Missing eq {1}"));

        async Task<int> CountAsync(FormattableString filter) =>
            await table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter(filter)).CountAsync();
    }

    [Fact]
    public async Task A_selection_reads_only_its_columns()
    {
        var table = await FilledAsync(1);
        var row = Assert.Single(await table.QueryAsync<TableEntity>(select: ["RowKey", "N"]).ToListAsync());
        Assert.Equal((Key(0), 0), (row.RowKey, row.GetInt32("N")));
        Assert.False(row.ContainsKey("Name"));
    }

    [Fact]
    public async Task A_query_of_a_table_that_is_not_there_is_a_fault()
    {
        var table = Account().GetTableClient("none");
        await Faults(() => table.QueryAsync<TableEntity>().CountAsync().AsTask(), 404, "TableNotFound");
    }

    [Theory]
    [InlineData("N eq")]
    [InlineData("(N eq 1")]
    [InlineData("N eq 1 and")]
    public async Task A_filter_that_cannot_be_read_is_a_fault(string filter)
    {
        var table = await FilledAsync(1);
        await Faults(() => table.QueryAsync<TableEntity>(filter).CountAsync().AsTask(), 400, "InvalidInput");
    }

    [Fact]
    public async Task Partitions_and_rows_come_in_ordinal_order()
    {
        var table = await KeysAsync("b 1", "a 2", "a B", "a 10", "a é", "B 1", "a b");
        Assert.Equal(["B 1", "a 10", "a 2", "a B", "a b", "a é", "b 1"], await FoundAsync(table, null));
    }

    // Pages end within a partition, at its end, and at keys that no header can hold as they are.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Pages_go_on_over_partitions_with_any_keys(int size)
    {
        string[] keys = ["Grüße a", "Grüße ä", "a 1", "a b", "p ", "p it's", "世界 1", "世界 界"];
        var table = await KeysAsync(keys);
        var pages = await table.QueryAsync<TableEntity>(maxPerPage: size).AsPages().ToListAsync();
        Assert.All(pages, page => Assert.InRange(page.Values.Count, 0, size));
        Assert.Equal(keys, pages.SelectMany(page => page.Values).Select(KeysOf));
        var some = await table
            .QueryAsync<TableEntity>("RowKey gt '1' and N ge 0", maxPerPage: size)
            .Select(KeysOf)
            .ToListAsync();
        Assert.Equal(keys.Where(key => key is not ("p " or "a 1" or "世界 1")), some);
    }

    [Theory]
    [InlineData("PartitionKey eq 'b'", "b 1, b 2, b 3")]
    [InlineData("PartitionKey eq 'b' and RowKey eq '2'", "b 2")]
    [InlineData("PartitionKey eq 'b' and (RowKey eq '3' or RowKey eq '1' or RowKey eq '9')", "b 1, b 3")]
    [InlineData("PartitionKey eq 'b' and RowKey gt '1' and RowKey lt '3'", "b 2")]
    [InlineData("PartitionKey eq 'b' and RowKey gt '1' and RowKey le '3'", "b 2, b 3")]
    [InlineData("PartitionKey eq 'b' and RowKey gt '3' and RowKey lt '1'", "")]
    [InlineData("PartitionKey ge 'b' and PartitionKey lt 'c' and RowKey ge '2'", "b 2, b 3")]
    [InlineData("PartitionKey gt 'a' and (RowKey eq '1' or RowKey eq '3')", "b 1, b 3, c 1, c 3")]
    [InlineData("RowKey ge '2' and (PartitionKey gt 'b' or (PartitionKey eq 'b' and RowKey gt '2'))", "b 3, c 2, c 3")]
    [InlineData("PartitionKey eq 'a' or PartitionKey eq 'c'", "a 1, a 2, a 3, c 1, c 2, c 3")]
    [InlineData("(PartitionKey eq 'a' and RowKey eq '1') or (PartitionKey eq 'c' and RowKey eq '3')", "a 1, c 3")]
    [InlineData("PartitionKey ne 'b' and RowKey ne '2'", "a 1, a 3, c 1, c 3")]
    [InlineData("not (PartitionKey eq 'b') and not (RowKey gt '1')", "a 1, c 1")]
    [InlineData("not (PartitionKey eq 'b' or RowKey gt '1')", "a 1, c 1")]
    [InlineData("PartitionKey eq 'b' or RowKey eq '1' and PartitionKey eq 'c'", "b 1, b 2, b 3, c 1")]
    public async Task A_filter_of_keys_finds_its_rows(string filter, string keys)
    {
        var table = await KeysAsync([.. "abc".SelectMany(partition => "123".Select(row => $"{partition} {row}"))]);
        Assert.Equal(keys, string.Join(", ", await FoundAsync(table, filter)));
        var pages = await table.QueryAsync<TableEntity>(filter, maxPerPage: 1).Select(KeysOf).ToListAsync();
        Assert.Equal(keys, string.Join(", ", pages));
    }

    // Each column has its value in the row 2, a lesser one in 1, a greater one in 3, and is missing in 4.
    [Theory]
    [InlineData("Text", "'it''s'")]
    [InlineData("Int", "-5")]
    [InlineData("Long", "5000000000L")]
    [InlineData("Number", "0.5")]
    [InlineData("Time", "datetime'2026-11-02T00:00:00.0000000Z'")]
    [InlineData("Id", "guid'8d0e1c56-0f6f-4a38-9d53-0f6c3c7a1c11'")]
    [InlineData("Bytes", "X'0102'")]
    public async Task Every_operator_compares_every_type(string column, string value)
    {
        var table = await TypedAsync();
        Assert.Equal("2", await RowsAsync("eq"));
        Assert.Equal("13", await RowsAsync("ne"));
        Assert.Equal("3", await RowsAsync("gt"));
        Assert.Equal("23", await RowsAsync("ge"));
        Assert.Equal("1", await RowsAsync("lt"));
        Assert.Equal("12", await RowsAsync("le"));

        async Task<string> RowsAsync(string comparison) =>
            string.Concat(
                await table
                    .QueryAsync<TableEntity>($"{column} {comparison} {value}")
                    .Select(row => row.RowKey)
                    .ToListAsync()
            );
    }

    [Theory]
    [InlineData("Flag eq true", "2")]
    [InlineData("Flag eq false", "13")]
    [InlineData("Flag ne true", "13")]
    [InlineData("not (Flag eq true)", "134")]
    [InlineData("not (Missing eq 'x')", "1234")]
    [InlineData("not (Missing ne 'x')", "1234")]
    [InlineData("Missing ne 'x'", "")]
    [InlineData("Text ge ''", "123")]
    [InlineData("Int eq -9", "1")]
    [InlineData("Int gt 0", "3")]
    [InlineData("Long lt 0L", "1")]
    [InlineData("Text eq 'it''s' or Text eq 'a'", "12")]
    [InlineData("Text eq '(a) and ''b'' eq 1'", "")]
    public async Task Truth_values_missing_columns_and_signs_are_compared(string filter, string rows)
    {
        var table = await TypedAsync();
        var found = await table.QueryAsync<TableEntity>(filter).Select(row => row.RowKey).ToListAsync();
        Assert.Equal(rows, string.Concat(found));
    }

    [Fact]
    public async Task A_query_of_an_expression_finds_its_rows()
    {
        var table = await TypedAsync();
        var partition = "typed";
        Assert.Equal(4, await table.QueryAsync<TableEntity>(row => row.PartitionKey == partition).CountAsync());
        Assert.Equal(2, await table.QueryAsync<TableEntity>(row => row.RowKey.CompareTo("2") > 0).CountAsync());
    }

    [Fact]
    public async Task Columns_that_are_selected_and_missing_have_no_value()
    {
        var table = await TypedAsync();
        var rows = await table.QueryAsync<TableEntity>(select: ["RowKey", "Text", "Missing"]).ToListAsync();
        Assert.Equal(["a", "it's", "z", null], rows.Select(row => row.GetString("Text")));
        Assert.All(rows, row => Assert.False(row.ContainsKey("Int")));
        Assert.All(rows, row => Assert.Null(row.GetString("Missing")));
    }

    private async Task<TableClient> KeysAsync(params string[] keys)
    {
        var table = await TableAsync();
        foreach (var key in keys)
        {
            await table.AddEntityAsync(new TableEntity(key.Split(' ')[0], key.Split(' ')[1]) { ["N"] = 1 });
        }

        return table;
    }

    private async Task<TableClient> TypedAsync()
    {
        var table = await TableAsync();
        await AddAsync(Typed(1, "a", -9, -5_000_000_000, -0.5, "00000000-0f6f-4a38-9d53-0f6c3c7a1c11", [0, 255]));
        await AddAsync(Typed(2, "it's", -5, 5_000_000_000, 0.5, "8d0e1c56-0f6f-4a38-9d53-0f6c3c7a1c11", [1, 2]));
        await AddAsync(Typed(3, "z", 5, 50_000_000_000, 1e10, "ffffffff-0f6f-4a38-9d53-0f6c3c7a1c11", [1, 3]));
        await AddAsync(new TableEntity("typed", "4") { ["Other"] = "x" });
        return table;

        Task AddAsync(TableEntity row) => table.AddEntityAsync(row);
    }

    private static TableEntity Typed(
        int day,
        string text,
        int number,
        long large,
        double fraction,
        string id,
        byte[] bytes
    ) =>
        new("typed", $"{day}")
        {
            ["Text"] = text,
            ["Int"] = number,
            ["Long"] = large,
            ["Number"] = fraction,
            ["Flag"] = day == 2,
            ["Time"] = new DateTimeOffset(2026, 11, day, 0, 0, 0, TimeSpan.Zero),
            ["Id"] = Guid.Parse(id),
            ["Bytes"] = bytes,
        };

    private static async Task<List<string>> FoundAsync(TableClient table, string? filter) =>
        await table.QueryAsync<TableEntity>(filter).Select(KeysOf).ToListAsync();

    private static string KeysOf(TableEntity row) => $"{row.PartitionKey} {row.RowKey}";
}

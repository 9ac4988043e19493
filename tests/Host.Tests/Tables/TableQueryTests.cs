using System.Globalization;
using Azure.Data.Tables;
using Testing;

namespace LocalHost.Tests.Tables;

/// <summary>Queries and transactions of the Tables client, shown on Azurite.</summary>
public sealed class TableQueryTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Rows_come_in_the_order_of_their_keys_page_by_page()
    {
        var table = await FilledAsync(25);

        var pages = await table.QueryAsync<TableEntity>("PartitionKey eq 'p'", maxPerPage: 10).AsPages().ToListAsync();

        Assert.Equal([10, 10, 5], pages.Select(page => page.Values.Count));
        Assert.Equal(Enumerable.Range(0, 25).Select(Key), pages.SelectMany(page => page.Values).Select(row => row.RowKey));
        Assert.Null(pages[2].ContinuationToken);
        var rest = await table.QueryAsync<TableEntity>("PartitionKey eq 'p'", maxPerPage: 10).AsPages(pages[0].ContinuationToken).ToListAsync();
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
    public async Task A_transaction_takes_a_hundred_actions_of_every_kind()
    {
        var table = await FilledAsync(3);
        List<TableTransactionAction> actions =
        [
            new(TableTransactionActionType.Delete, new TableEntity("p", Key(0))),
            new(TableTransactionActionType.UpdateMerge, new TableEntity("p", Key(1)) { ["N"] = 100 }),
            new(TableTransactionActionType.UpsertReplace, new TableEntity("p", Key(2)) { ["N"] = 200 }),
            .. Enumerable.Range(10, 97).Select(number => new TableTransactionAction(TableTransactionActionType.Add, Row(number))),
        ];

        var answers = (await table.SubmitTransactionAsync(actions)).Value;

        Assert.Equal(100, answers.Count);
        Assert.All(answers, answer => Assert.InRange(answer.Status, 200, 299));
        var rows = await table.QueryAsync<TableEntity>().ToListAsync();
        Assert.Equal(99, rows.Count);
        Assert.Equal((100, 200), (rows[0].GetInt32("N"), rows[1].GetInt32("N")));
        Assert.Equal("row 1", rows[0].GetString("Name"));
        Assert.False(rows[1].ContainsKey("Name"));
    }

    [Fact]
    public async Task A_transaction_that_fails_names_its_action_and_leaves_nothing()
    {
        var table = await FilledAsync(1);
        TableTransactionAction[] actions =
        [
            new(TableTransactionActionType.Add, Row(1)),
            new(TableTransactionActionType.Add, Row(2)),
            new(TableTransactionActionType.Add, Row(0)),
            new(TableTransactionActionType.Add, Row(3)),
        ];

        var fault = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(actions));

        Assert.Equal((409, "EntityAlreadyExists", 2), (fault.Status, fault.ErrorCode, fault.FailedTransactionActionIndex));
        Assert.Single(await table.QueryAsync<TableEntity>().ToListAsync());
    }

    [Fact]
    public async Task A_transaction_holds_only_for_the_versions_that_were_read()
    {
        var table = await FilledAsync(2);
        var read = (await table.GetEntityAsync<TableEntity>("p", Key(1))).Value;
        await table.UpdateEntityAsync(Row(1), read.ETag);
        TableTransactionAction[] actions =
        [
            new(TableTransactionActionType.Add, Row(5)),
            new(TableTransactionActionType.UpdateReplace, Row(1), read.ETag),
        ];

        var fault = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(actions));

        Assert.Equal((412, "UpdateConditionNotSatisfied", 1), (fault.Status, fault.ErrorCode, fault.FailedTransactionActionIndex));
        Assert.Equal(2, await table.QueryAsync<TableEntity>().CountAsync());
    }

    [Fact]
    public async Task Of_many_writers_of_one_version_one_wins()
    {
        var table = await FilledAsync(1);
        var read = (await table.GetEntityAsync<TableEntity>("p", Key(0))).Value;

        var won = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            try
            {
                await table.SubmitTransactionAsync(
                [
                    new(TableTransactionActionType.UpdateReplace, new TableEntity("p", Key(0)) { ["N"] = number }, read.ETag),
                    new(TableTransactionActionType.Add, Row(100 + number)),
                ]);
                return true;
            }
            catch (TableTransactionFailedException fault) when (fault.Status == 412)
            {
                return false;
            }
        }));

        Assert.Equal(1, won.Count(one => one));
        Assert.Equal(2, await table.QueryAsync<TableEntity>().CountAsync());
    }

    private static DateTimeOffset Start { get; } = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private async Task<TableClient> FilledAsync(int rows)
    {
        var table = new TableClient(azurite.TakeAccount(), "rows");
        await table.CreateAsync();
        foreach (var batch in Enumerable.Range(0, rows).Chunk(100))
        {
            await table.SubmitTransactionAsync(batch.Select(number => new TableTransactionAction(TableTransactionActionType.Add, Row(number))));
        }

        return table;
    }

    private static string Key(int number) => number.ToString("D6", CultureInfo.InvariantCulture);

    private static TableEntity Row(int number) => new("p", Key(number))
    {
        ["N"] = number,
        ["Name"] = $"row {number}",
        ["Even"] = number % 2 == 0,
        ["At"] = Start.AddDays(number),
        ["Big"] = number * 1_000_000_000L,
    };
}

using Azure;
using Azure.Data.Tables;
using Testing;
using Testing.Tables;

namespace LocalHost.Tests.Tables;

/// <summary>Transactions of the Tables client, shown on Azurite and in memory.</summary>
public abstract class TableTransactionTests(Func<TableServiceClient> account) : TableContract(account)
{
    public sealed class OnAzurite(AzuriteFixture azurite)
        : TableTransactionTests(Of(azurite)),
            IClassFixture<AzuriteFixture>;

    public sealed class InMemory() : TableTransactionTests(Of(new MemoryTables()))
    {
        // Azurite applies such a transaction.
        [Fact]
        public async Task A_transaction_is_of_one_partition()
        {
            var table = await TableAsync();
            var other = new TableEntity("other", Key(1));
            await FailsAsync(table, 400, "CommandsInBatchActOnDifferentPartitions", 1, Add(Row(1)), Add(other));
        }
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
            .. Enumerable.Range(10, 97).Select(number => Add(Row(number))),
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

        await FailsAsync(table, 409, "EntityAlreadyExists", 2, actions);

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

        await FailsAsync(table, 412, "UpdateConditionNotSatisfied", 1, actions);

        Assert.Equal(2, await table.QueryAsync<TableEntity>().CountAsync());
    }

    [Fact]
    public async Task Of_many_writers_of_one_version_one_wins()
    {
        var table = await FilledAsync(1);
        var read = (await table.GetEntityAsync<TableEntity>("p", Key(0))).Value;

        var won = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async number =>
                {
                    try
                    {
                        await table.SubmitTransactionAsync([
                            new(TableTransactionActionType.UpdateReplace, Row(0), read.ETag),
                            new(TableTransactionActionType.Add, Row(100 + number)),
                        ]);
                        return true;
                    }
                    catch (TableTransactionFailedException fault) when (fault.Status == 412)
                    {
                        return false;
                    }
                })
        );

        Assert.Equal(1, won.Count(flag => flag));
        Assert.Equal(2, await table.QueryAsync<TableEntity>().CountAsync());
    }

    [Fact]
    public async Task What_a_transaction_replaced_merged_and_deleted_is_as_it_was_when_it_fails()
    {
        var table = await FilledAsync(4);
        var before = await RowsAsync(table);
        await FailsAsync(
            table,
            409,
            "EntityAlreadyExists",
            4,
            new(TableTransactionActionType.UpsertReplace, new TableEntity("p", Key(0)) { ["N"] = 100 }),
            new(TableTransactionActionType.UpdateMerge, new TableEntity("p", Key(1)) { ["N"] = 100 }, ETag.All),
            new(TableTransactionActionType.Delete, new TableEntity("p", Key(2))),
            new(TableTransactionActionType.UpsertMerge, new TableEntity("p", Key(9)) { ["N"] = 100 }),
            Add(Row(3))
        );
        Assert.Equal(before, await RowsAsync(table));
    }

    [Fact]
    public async Task The_first_action_that_fails_is_named()
    {
        var table = await FilledAsync(2);
        var stale = (await table.GetEntityAsync<TableEntity>("p", Key(0))).Value.ETag;
        await table.UpsertEntityAsync(Row(0));
        var changed = new TableTransactionAction(TableTransactionActionType.UpdateMerge, Row(0), stale);
        var deleted = new TableTransactionAction(TableTransactionActionType.Delete, Row(0), stale);
        var missing = new TableTransactionAction(TableTransactionActionType.UpdateReplace, Row(9), ETag.All);
        await FailsAsync(table, 412, "UpdateConditionNotSatisfied", 0, changed, Add(Row(1)));
        await FailsAsync(table, 412, "UpdateConditionNotSatisfied", 1, Add(Row(5)), deleted, missing);
        await FailsAsync(table, 404, "ResourceNotFound", 2, Add(Row(5)), Add(Row(6)), missing);
        await FailsAsync(table, 404, "ResourceNotFound", 0, missing);
        Assert.Equal(2, await table.QueryAsync<TableEntity>().CountAsync());
    }

    [Fact]
    public async Task Upserts_in_a_transaction_add_merge_and_replace()
    {
        var table = await FilledAsync(2);
        var answers = (
            await table.SubmitTransactionAsync([
                new(TableTransactionActionType.UpsertMerge, new TableEntity("p", Key(0)) { ["N"] = 100 }),
                new(TableTransactionActionType.UpsertReplace, new TableEntity("p", Key(1)) { ["N"] = 101 }),
                new(TableTransactionActionType.UpsertMerge, new TableEntity("p", Key(2)) { ["N"] = 102 }),
                new(TableTransactionActionType.UpsertReplace, new TableEntity("p", Key(3)) { ["N"] = 103 }),
            ])
        ).Value;
        var rows = await table.QueryAsync<TableEntity>().ToListAsync();
        Assert.Equal([100, 101, 102, 103], rows.Select(row => row.GetInt32("N")!.Value));
        Assert.Equal(["row 0", null, null, null], rows.Select(row => row.GetString("Name")));
        Assert.Equal(answers.Select(answer => answer.Headers.ETag), rows.Select(row => (ETag?)row.ETag));
    }

    [Fact]
    public async Task A_version_that_a_transaction_answers_holds_for_the_next()
    {
        var table = await FilledAsync(0);
        var added = (await table.SubmitTransactionAsync([Add(Row(0)), Add(Row(1))])).Value;
        var updated = (
            await table.SubmitTransactionAsync([
                new(TableTransactionActionType.UpdateReplace, Row(0), added[0].Headers.ETag!.Value),
                new(TableTransactionActionType.UpdateMerge, Row(1), added[1].Headers.ETag!.Value),
            ])
        ).Value;
        await table.SubmitTransactionAsync([
            new(TableTransactionActionType.Delete, Row(0), updated[0].Headers.ETag!.Value),
            new(TableTransactionActionType.UpdateReplace, Row(1), updated[1].Headers.ETag!.Value),
        ]);
        Assert.Single(await table.QueryAsync<TableEntity>().ToListAsync());
    }

    [Theory]
    [InlineData("it's")]
    [InlineData("a b+c%20&d=e")]
    [InlineData("Grüße 世界")]
    public async Task Keys_of_a_transaction_may_have_any_character(string key)
    {
        var table = await TableAsync();
        await table.SubmitTransactionAsync([Add(new TableEntity(key, key) { ["Text"] = $"{key}\r\n--changeset" })]);
        await table.SubmitTransactionAsync([
            new(TableTransactionActionType.UpsertMerge, new TableEntity(key, key) { ["N"] = 2 }),
        ]);
        var row = (await table.GetEntityAsync<TableEntity>(key, key)).Value;
        Assert.Equal((2, $"{key}\r\n--changeset"), (row.GetInt32("N"), row.GetString("Text")));
        await table.SubmitTransactionAsync([new(TableTransactionActionType.Delete, new TableEntity(key, key))]);
        Assert.Empty(await table.QueryAsync<TableEntity>().ToListAsync());
    }

    [Fact]
    public async Task A_transaction_takes_a_row_once()
    {
        var table = await TableAsync();
        await FailsAsync(
            table,
            400,
            "InvalidDuplicateRow",
            1,
            Add(Row(1)),
            new(TableTransactionActionType.UpsertReplace, Row(1))
        );
        Assert.Empty(await table.QueryAsync<TableEntity>().ToListAsync());
    }

    [Fact]
    public async Task A_transaction_takes_no_more_than_a_hundred_actions()
    {
        var table = await TableAsync();

        // The client cannot read Azurite's answer.
        await Assert.ThrowsAnyAsync<Exception>(() =>
            table.SubmitTransactionAsync(Enumerable.Range(0, 101).Select(number => Add(Row(number))))
        );
        Assert.Empty(await table.QueryAsync<TableEntity>().ToListAsync());
    }

    [Fact]
    public async Task A_transaction_over_4_MiB_is_refused()
    {
        var table = await TableAsync();
        await table.SubmitTransactionAsync(Enumerable.Range(0, 60).Select(Large));
        var large = Enumerable.Range(100, 70).Select(Large);
        var fault = await Assert.ThrowsAnyAsync<RequestFailedException>(() => table.SubmitTransactionAsync(large));
        Assert.Equal((413, "RequestBodyTooLarge"), (fault.Status, fault.ErrorCode));
        Assert.Equal(60, await table.QueryAsync<TableEntity>(select: ["RowKey"]).CountAsync());

        static TableTransactionAction Large(int number)
        {
            var text = new string('x', 32 * 1024);
            return Add(new TableEntity("p", Key(number)) { ["One"] = text, ["Two"] = text });
        }
    }

    [Fact]
    public async Task A_transaction_whose_column_is_too_large_names_its_action()
    {
        var table = await TableAsync();
        var large = new TableEntity("p", Key(2)) { ["Text"] = new string('x', (32 * 1024) + 1) };
        await FailsAsync(table, 400, "PropertyValueTooLarge", 1, Add(Row(1)), Add(large));
        Assert.Empty(await table.QueryAsync<TableEntity>().ToListAsync());
    }

    [Fact]
    public async Task A_transaction_on_a_table_that_is_not_there_is_a_fault()
    {
        var table = Account().GetTableClient("none");
        var fault = await Assert.ThrowsAnyAsync<RequestFailedException>(() =>
            table.SubmitTransactionAsync([Add(Row(1))])
        );
        Assert.Equal((404, "TableNotFound"), (fault.Status, fault.ErrorCode));
    }

    private static TableTransactionAction Add(TableEntity row) => new(TableTransactionActionType.Add, row);

    private static async Task FailsAsync(
        TableClient table,
        int status,
        string code,
        int action,
        params TableTransactionAction[] actions
    )
    {
        var fault = await Assert.ThrowsAsync<TableTransactionFailedException>(() =>
            table.SubmitTransactionAsync(actions)
        );
        Assert.Equal((status, code, action), (fault.Status, fault.ErrorCode, fault.FailedTransactionActionIndex));
    }

    private static async Task<List<string>> RowsAsync(TableClient table) =>
        await table
            .QueryAsync<TableEntity>()
            .Select(row => $"{row.ETag} {row.RowKey} {row.GetInt32("N")} {row.GetString("Name")}")
            .ToListAsync();
}

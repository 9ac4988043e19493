using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Tests.Ledger;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class TableDocumentsTests : IAsyncLifetime
{
    private static readonly DocumentKey Key = new("partition", "row", "the counter of acme");
    private readonly BetweenRequests between = new();
    private readonly LostAnswer lost = new();
    private readonly TableClient table;
    private readonly TableDocuments<Counter> counters;
    private readonly TableDocuments<Counter> others;
    private int requests;

    public TableDocumentsTests()
    {
        var account = new MemoryTables();
        var options = account.Options();
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.AddPolicy(between, HttpPipelinePosition.PerCall);
        options.AddPolicy(lost, HttpPipelinePosition.PerRetry);
        table = TableOf(account.Options());
        counters = new(TableOf(options));
        others = new(table);
        Count();
    }

    public async Task InitializeAsync() => await table.CreateAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_change_that_meets_another_one_is_repeated_on_the_new_version()
    {
        await others.PutAsync(Key, new Counter(10), default);
        var seen = new List<int>();
        between.Before = number => number == 2 ? others.ChangeExistingAsync(Key, Plus(5), default) : Task.CompletedTask;

        var changed = await counters.ChangeExistingAsync(
            Key,
            counter =>
            {
                seen.Add(counter.Value);
                return Plus(1)(counter);
            },
            default
        );

        Assert.Equal([10, 15], seen);
        Assert.Equal((16, 16), (changed.Value, (await others.RequireAsync(Key, default)).Value));
    }

    [Fact]
    public async Task A_change_that_meets_another_one_each_time_ends_and_names_its_subject()
    {
        await others.PutAsync(Key, new Counter(0), default);
        var attempts = 0;
        between.Before = number =>
            number % 2 == 0 ? others.ChangeExistingAsync(Key, Plus(1), default) : Task.CompletedTask;

        var fault = await Assert.ThrowsAsync<ContendedException>(() =>
            counters.ChangeExistingAsync(
                Key,
                counter =>
                {
                    attempts++;
                    return Plus(1000)(counter);
                },
                default
            )
        );

        Assert.Contains("the counter of acme", fault.Message, StringComparison.Ordinal);
        Assert.Equal(ConflictRetries.MaxAttempts, attempts);
        Assert.Equal(ConflictRetries.MaxAttempts, (await others.RequireAsync(Key, default)).Value);
    }

    [Fact]
    public async Task A_change_to_null_or_to_the_same_writes_nothing()
    {
        await others.PutAsync(Key, new Counter(1), default);
        var before = (await RowAsync()).ETag;

        Assert.Null(await counters.ChangeAsync(Key, _ => null, default));
        Assert.Equal(1, requests);
        Assert.Equal(1, (await counters.ChangeAsync(Key, counter => counter, default))!.Value);
        Assert.Equal(2, requests);
        Assert.Equal(before, (await RowAsync()).ETag);
    }

    [Fact]
    public async Task A_change_of_a_document_that_is_not_there_gets_null_and_may_add_it()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => counters.ChangeExistingAsync(Key, Plus(1), default));
        Assert.Null(await counters.ChangeAsync(Key, counter => counter, default));
        Assert.Null(await counters.FindAsync(Key, default));

        var added = await counters.ChangeAsync(Key, counter => new Counter((counter?.Value ?? 40) + 2), default);

        Assert.Equal((42, 42), (added!.Value, (await counters.RequireAsync(Key, default)).Value));
    }

    [Fact]
    public async Task Two_that_add_at_once_both_get_the_one_that_was_stored()
    {
        Counter? second = null;
        between.Before = async number =>
        {
            if (number == 1)
            {
                second = await others.GetOrAddAsync(Key, new Counter(2), default);
            }
        };

        var first = await counters.GetOrAddAsync(Key, new Counter(1), default);

        Assert.Equal((2, 2), (first.Value, second!.Value));
        Assert.Equal(2, (await others.RequireAsync(Key, default)).Value);
    }

    [Fact]
    public async Task Two_that_change_what_is_not_there_are_both_counted()
    {
        between.Before = number =>
            number == 2 ? others.ChangeAsync(Key, _ => new Counter(1), default) : Task.CompletedTask;

        await counters.ChangeAsync(Key, counter => new Counter((counter?.Value ?? 0) + 1), default);

        Assert.Equal(2, (await others.RequireAsync(Key, default)).Value);
    }

    [Fact]
    public async Task No_operation_sends_more_requests_than_it_needs()
    {
        Assert.Equal(1, await RequestsOfAsync(() => counters.FindAsync(Key, default)));
        Assert.Equal(1, await RequestsOfAsync(() => counters.GetOrAddAsync(Key, new Counter(1), default)));
        Assert.Equal(2, await RequestsOfAsync(() => counters.GetOrAddAsync(Key, new Counter(2), default)));
        Assert.Equal(2, await RequestsOfAsync(() => counters.ChangeExistingAsync(Key, Plus(1), default)));
        Assert.Equal(2, await RequestsOfAsync(() => counters.PutAsync(Key, new Counter(3), default)));
        Assert.Equal(
            1,
            await RequestsOfAsync(async () => await counters.ListAsync("RowKey eq 'row'", default).SingleAsync())
        );
    }

    [Fact]
    public async Task Changes_of_many_documents_are_stored_in_transactions_and_each_is_made_once()
    {
        List<DocumentKey> keys = [.. Enumerable.Range(0, 250).Select(n => Key with { Row = $"row {n:D3}" })];
        await others.PutAsync(keys[7], new Counter(10), default);
        await others.PutAsync(keys[8], new Counter(20) { Text = new string('x', 500_000) }, default);
        between.Before = number =>
            number == 3 ? others.ChangeExistingAsync(keys[7], Plus(100), default) : Task.CompletedTask;

        var changed = await counters.ChangeAllAsync(
            keys,
            (key, stored) =>
                key == keys[9] ? null
                : stored is null ? new Counter(1)
                : Plus(1)(stored),
            default
        );

        between.Before = null;
        Assert.Equal((249, 111, 21, 1), (changed.Count, Value(7), Value(8), Value(249)));
        Assert.Null(await others.FindAsync(keys[9], default));
        var stored = await others.ListAsync($"PartitionKey eq '{Key.Partition}'", default).ToListAsync();
        Assert.Equal((249, 111 + 21 + 247), (stored.Count, stored.Sum(counter => counter.Value)));
        // Beside three reads and three transactions, the parts of the large document are read and deleted.
        // Beside three reads and three transactions, the parts of a large document are read and deleted.
        Assert.Equal(9, await RequestsOfAsync(() => counters.ChangeAllAsync(keys, (_, _) => new Counter(2), default)));
        Assert.Equal(3, await RequestsOfAsync(() => counters.ChangeAllAsync(keys, (_, counter) => counter, default)));

        int Value(int number) => changed[keys[number]].Value;
    }

    [Fact]
    public async Task Large_and_small_versions_replace_each_other_whole_and_leave_nothing_behind()
    {
        foreach (var (length, rows) in new[] { (10, 1), (900_000, 4), (500_000, 3), (150_000, 1), (900_000, 4) })
        {
            await counters.ChangeAsync(Key, _ => new Counter(length) { Text = new string('x', length) }, default);

            Assert.Equal(length, (await counters.RequireAsync(Key, default)).Text.Length);
            Assert.Equal(rows, await table.QueryAsync<TableEntity>().CountAsync());
            var columns = (await RowAsync()).Keys;
            Assert.Equal(rows == 1, columns.Contains("data"));
            Assert.Equal(rows > 1, columns.Contains("dataVersion"));
        }
    }

    [Fact]
    public async Task A_change_keeps_the_other_columns_of_the_row()
    {
        var row = new TableEntity(Key.Partition, Key.Row) { ["beside"] = "kept", ["at"] = DateTimeOffset.UnixEpoch };
        row.SetJson("data", new Counter(1));
        await table.AddEntityAsync(row);

        await counters.ChangeExistingAsync(Key, Plus(1), default);

        var stored = await RowAsync();
        Assert.Equal(
            ("kept", DateTimeOffset.UnixEpoch, 2),
            (stored.GetString("beside"), stored.GetDateTimeOffset("at"), stored.GetJson<Counter>("data").Value)
        );
    }

    [Fact]
    public async Task Columns_beside_the_document_are_written_read_and_filtered_by()
    {
        var signed = new TableDocuments<Counter>(table)
        {
            WriteColumns = (row, counter) => row["sign"] = counter.Value < 0 ? "minus" : "plus",
            ReadColumns = (row, counter) => counter with { Text = row.GetString("sign") },
        };
        foreach (var value in new[] { -1, 5, 7 })
        {
            await signed.PutAsync(Key with { Row = $"row {value}" }, new Counter(value), default);
        }

        await signed.ChangeExistingAsync(Key with { Row = "row 5" }, Plus(-50), default);

        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Key.Partition} and sign eq {"minus"}");
        var minus = await signed.ListAsync(filter, default).ToListAsync();
        Assert.Equal([(-1, "minus"), (-45, "minus")], minus.Select(counter => (counter.Value, counter.Text)));
    }

    [Fact]
    public async Task A_large_document_whose_answer_was_lost_is_stored_whole()
    {
        lost.IsNext = true;

        await counters.PutAsync(Key, new Counter(1) { Text = new string('x', 900_000) }, default);

        Assert.False(lost.IsNext);
        Assert.Equal(900_000, (await counters.RequireAsync(Key, default)).Text.Length);
        Assert.Equal(4, await table.QueryAsync<TableEntity>().CountAsync());
    }

    private static Func<Counter, Counter> Plus(int value) => counter => counter with { Value = counter.Value + value };

    private static TableClient TableOf(TableClientOptions options) =>
        new(
            "DefaultEndpointsProtocol=https;AccountName=memory;AccountKey=bWVtb3J5;EndpointSuffix=core.windows.net",
            "documents",
            options
        );

    private async Task<int> RequestsOfAsync(Func<Task> operation)
    {
        Count();
        await operation();
        return requests;
    }

    private void Count() =>
        between.Before = number =>
        {
            requests = number;
            return Task.CompletedTask;
        };

    private async Task<TableEntity> RowAsync() =>
        (await table.GetEntityAsync<TableEntity>(Key.Partition, Key.Row)).Value;

    private sealed record Counter(int Value)
    {
        public string Text { get; init; } = "";
    }

    /// <summary>
    /// Loses the answer of the next request that adds a row; the client then sends the request again.
    /// </summary>
    private sealed class LostAnswer : HttpPipelinePolicy
    {
        public bool IsNext { get; set; }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("Storage is only called asynchronously.");

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await ProcessNextAsync(message, pipeline);
            if (IsNext && message.Request.Method == RequestMethod.Post)
            {
                IsNext = false;
                throw new RequestFailedException("The connection broke before the answer came.");
            }
        }
    }
}

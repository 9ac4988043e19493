using System.Collections.Concurrent;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class RowsByKeysTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    // https://learn.microsoft.com/rest/api/storageservices/querying-tables-and-entities
    private const int MaxComparisons = 15;

    [Fact]
    public async Task However_many_keys_are_asked_for_no_filter_has_more_comparisons_than_storage_takes()
    {
        var requests = new Requests();
        var options = new TableClientOptions();
        options.AddPolicy(requests, HttpPipelinePosition.PerCall);
        var table = new TableServiceClient(azurite.TakeAccount(), options).GetTableClient("rows");
        await table.CreateIfNotExistsAsync();
        await table.SubmitTransactionAsync(
            Enumerable
                .Range(0, 50)
                .Select(n => new TableTransactionAction(
                    TableTransactionActionType.Add,
                    new TableEntity("p", $"it's {n}")
                ))
        );
        requests.Filters.Clear();

        // Every key twice, and as many that are not there.
        var rows = await table.ReadByKeysAsync("p", Enumerable.Range(0, 200).Select(n => $"it's {n % 100}"), default);

        Assert.Equal(Enumerable.Range(0, 50).Select(n => $"it's {n}").Order(), rows.Select(row => row.RowKey).Order());
        Assert.Equal(8, requests.Filters.Count);
        Assert.All(requests.Filters, filter => Assert.InRange(filter.Split(" eq ").Length - 1, 1, MaxComparisons));
    }

    [Fact]
    public async Task Neighbours_are_read_as_a_range_and_rows_far_apart_by_their_keys()
    {
        var requests = new Requests();
        var options = new MemoryTables().Options();
        options.AddPolicy(requests, HttpPipelinePosition.PerCall);
        var table = new TableServiceClient(azurite.TakeAccount(), options).GetTableClient("rows");
        await table.CreateIfNotExistsAsync();
        foreach (var some in Enumerable.Range(0, 2_000).Chunk(100))
        {
            await table.SubmitTransactionAsync(
                some.Select(n => new TableTransactionAction(
                    TableTransactionActionType.Add,
                    new TableEntity("p", $"{n:D4}")
                ))
            );
        }

        Assert.Equal((100, 1), await ReadAsync(Enumerable.Range(500, 100)));
        Assert.Equal((100, 1), await ReadAsync(Enumerable.Range(0, 120).Select(n => 1_900 + n)));

        // The range is given up in its first page, after 80 other rows. One key is found until then.
        Assert.Equal((20, 3), await ReadAsync(Enumerable.Range(0, 20).Select(n => n * 100)));

        async Task<(int Rows, int Requests)> ReadAsync(IEnumerable<int> wanted)
        {
            requests.Filters.Clear();
            var rows = await table.ReadRangeAsync("p", wanted.Select(n => $"{n:D4}"), default);
            return (rows.Select(row => row.RowKey).Distinct().Count(), requests.Filters.Count);
        }
    }

    private sealed class Requests : HttpPipelinePolicy
    {
        public ConcurrentBag<string> Filters { get; } = [];

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("Storage is only called asynchronously.");

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            Filters.Add(Uri.UnescapeDataString(message.Request.Uri.Query));
            return ProcessNextAsync(message, pipeline);
        }
    }
}

using System.Collections.Concurrent;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Testing;

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

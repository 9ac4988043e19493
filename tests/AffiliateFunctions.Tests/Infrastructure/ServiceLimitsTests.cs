using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Infrastructure;

/// <summary>
/// The tests' storage refuses what the service refuses, so that nothing passes here that fails there.
/// </summary>
public sealed class ServiceLimitsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task An_entity_over_a_mebibyte_is_refused()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(Of("small", columns: 15));
        Assert.Equal(
            "EntityTooLarge",
            (
                await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(Of("large", columns: 18)))
            ).ErrorCode
        );
    }

    [Fact]
    public async Task A_property_over_64_KiB_is_refused()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(new TableEntity("p", "fits") { ["text"] = new string('x', 32_768) });
        var fault = await Assert.ThrowsAsync<RequestFailedException>(() =>
            table.AddEntityAsync(new TableEntity("p", "large") { ["text"] = new string('x', 32_769) })
        );
        Assert.Equal("PropertyValueTooLarge", fault.ErrorCode);
    }

    [Fact]
    public async Task A_transaction_of_more_than_100_entities_is_refused()
    {
        var table = await TableAsync();
        await table.SubmitTransactionAsync(
            Enumerable.Range(0, 100).Select(number => Add(new TableEntity("p", $"{number}")))
        );
        await Assert.ThrowsAsync<RequestFailedException>(() =>
            table.SubmitTransactionAsync(
                Enumerable.Range(100, 101).Select(number => Add(new TableEntity("p", $"{number}")))
            )
        );
    }

    [Fact]
    public async Task A_transaction_of_more_than_4_MiB_is_refused()
    {
        var table = await TableAsync();
        await table.SubmitTransactionAsync(Enumerable.Range(0, 8).Select(number => Add(Of($"{number}", columns: 15))));
        await Assert.ThrowsAsync<RequestFailedException>(() =>
            table.SubmitTransactionAsync(Enumerable.Range(10, 10).Select(number => Add(Of($"{number}", columns: 15))))
        );
    }

    private async Task<TableClient> TableAsync()
    {
        var options = new TableClientOptions();
        options.AddPolicy(new ServiceLimits(), HttpPipelinePosition.BeforeTransport);
        var table = new TableClient(azurite.TakeAccount(), "limits", options);
        await table.CreateAsync();
        return table;
    }

    // Each column is 64,000 bytes of UTF-16, and 32,000 in a request.
    private static TableEntity Of(string key, int columns)
    {
        var entity = new TableEntity("p", key);
        for (var column = 0; column < columns; column++)
        {
            entity[$"text{column}"] = new string('x', 32_000);
        }

        return entity;
    }

    private static TableTransactionAction Add(TableEntity entity) => new(TableTransactionActionType.Add, entity);
}

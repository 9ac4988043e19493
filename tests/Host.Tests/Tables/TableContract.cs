using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Testing;
using Testing.Tables;

namespace LocalHost.Tests.Tables;

/// <summary>
/// The contract with a Table service. Its tests run on Azurite and on the service in memory, so that the two cannot
/// differ in anything that the application relies on.
/// </summary>
/// <param name="account">Gives a client of an empty account.</param>
public abstract class TableContract(Func<TableServiceClient> account)
{
    protected static Func<TableServiceClient> Of(AzuriteFixture azurite)
    {
        ArgumentNullException.ThrowIfNull(azurite);
        return () => new TableServiceClient(azurite.TakeAccount());
    }

    protected static Func<TableServiceClient> Of(MemoryTables tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        return () => new TableServiceClient("UseDevelopmentStorage=true", tables.Options());
    }

    protected TableServiceClient Account() => account();

    protected async Task<TableClient> TableAsync()
    {
        var table = account().GetTableClient("rows");
        await table.CreateAsync();
        return table;
    }

    protected static DateTimeOffset Start { get; } = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    protected async Task<TableClient> FilledAsync(int rows)
    {
        var table = await TableAsync();
        foreach (var batch in Enumerable.Range(0, rows).Chunk(100))
        {
            await table.SubmitTransactionAsync(
                batch.Select(number => new TableTransactionAction(TableTransactionActionType.Add, Row(number)))
            );
        }

        return table;
    }

    protected static string Key(int number) => number.ToString("D6", CultureInfo.InvariantCulture);

    protected static TableEntity Row(int number) =>
        new("p", Key(number))
        {
            ["N"] = number,
            ["Name"] = $"row {number}",
            ["Even"] = number % 2 == 0,
            ["At"] = Start.AddDays(number),
            ["Big"] = number * 1_000_000_000L,
        };

    protected static async Task Faults(Func<Task> act, int status, string code)
    {
        var fault = await Assert.ThrowsAsync<RequestFailedException>(act);
        Assert.Equal((status, code), (fault.Status, fault.ErrorCode));
    }
}

using AffiliateFunctions.LocalRuntime.Azurite;
using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace AffiliateFunctions.LocalRuntime.Tests.Azurite;

public sealed class AzuriteServerTests
{
    [Fact]
    public async Task Accounts_do_not_see_each_other()
    {
        var first = new TableServiceClient(await Testing.Azurite.NewAccountAsync());
        var second = new TableServiceClient(await Testing.Azurite.NewAccountAsync());

        await first.CreateTableAsync("mine");

        Assert.Single(await first.QueryAsync().ToListAsync());
        Assert.Empty(await second.QueryAsync().ToListAsync());
    }

    [Fact]
    public async Task What_was_stored_is_there_after_a_stop_and_a_new_start()
    {
        var folder = Directory.CreateTempSubdirectory("azurite-");
        try
        {
            await using (var server = await AzuriteServer.StartAsync(new() { Location = folder.FullName }, CancellationToken.None))
            {
                var queue = new QueueClient(server.ConnectionString("devstoreaccount1"), "letters");
                await queue.CreateAsync();
                await queue.SendMessageAsync("kept");
            }

            await using var again = await AzuriteServer.StartAsync(new() { Location = folder.FullName }, CancellationToken.None);
            var letters = new QueueClient(again.ConnectionString("devstoreaccount1"), "letters");
            Assert.Equal("kept", (await letters.PeekMessageAsync()).Value.MessageText);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

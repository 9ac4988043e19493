using System.Diagnostics;
using LocalHost.Azurite;
using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace LocalHost.Tests.Azurite;

public sealed class AzuriteServerTests : IAsyncLifetime
{
    // In a fresh clone it has to be installed first.
    public Task InitializeAsync() => AzuriteInstall.EnsureAsync(Console.Error.WriteLine, CancellationToken.None);

    public Task DisposeAsync() => Task.CompletedTask;

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
        using var data = new DataFolder();
        await using (var server = await AzuriteServer.StartAsync(data.Options, CancellationToken.None))
        {
            await Letters(server.QueuePort).CreateAsync();
            await Letters(server.QueuePort).SendMessageAsync("kept");
        }

        await AssertKeptAsync(data);
    }

    [Fact]
    public async Task What_was_stored_is_there_after_the_starting_process_was_killed()
    {
        using var data = new DataFolder();
        var start = new ProcessStartInfo("node", [AzuriteFiles.Launcher, .. data.Options.Arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var queuePort = 0;
        while (await node.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("Azurite Table service is successfully", StringComparison.Ordinal))
        {
            queuePort = line.StartsWith("Azurite Queue service is successfully", StringComparison.Ordinal) ? new Uri(line.Split(' ')[^1]).Port : queuePort;
        }

        await Letters(queuePort).CreateAsync();
        await Letters(queuePort).SendMessageAsync("kept");

        // All that a child sees of its parent's death.
        node.StandardOutput.Close();
        node.StandardError.Close();
        node.StandardInput.Close();
        await node.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));

        await AssertKeptAsync(data);
    }

    private static async Task AssertKeptAsync(DataFolder data)
    {
        await using var server = await AzuriteServer.StartAsync(data.Options, CancellationToken.None);
        Assert.Equal("kept", (await Letters(server.QueuePort).PeekMessageAsync()).Value.MessageText);
    }

    private static QueueClient Letters(int port) => new(
        $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={AzuriteOptions.Key};QueueEndpoint=http://127.0.0.1:{port}/devstoreaccount1",
        "letters");

    private sealed class DataFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("azurite-");

        public AzuriteOptions Options => new() { Location = _folder.FullName };

        public void Dispose() => _folder.Delete(recursive: true);
    }
}

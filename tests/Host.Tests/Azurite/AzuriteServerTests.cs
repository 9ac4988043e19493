using System.Diagnostics;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using LocalHost.Azurite;

namespace LocalHost.Tests.Azurite;

public sealed class AzuriteServerTests : IAsyncLifetime
{
    // In a fresh clone Azurite has to be installed first.
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
    public async Task Data_is_there_after_a_stop_and_a_new_start()
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
    public async Task Data_is_there_after_the_starting_process_was_killed()
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
        while (
            await node.StandardOutput.ReadLineAsync() is { } line
            && !line.StartsWith("Azurite Table service is successfully", StringComparison.Ordinal)
        )
        {
            if (line.StartsWith("Azurite Queue service is successfully", StringComparison.Ordinal))
            {
                queuePort = new Uri(line.Split(' ')[^1]).Port;
            }
        }

        await Letters(queuePort).CreateAsync();
        await Letters(queuePort).SendMessageAsync("kept");

        // A child process sees no more of the end of its parent.
        node.StandardOutput.Close();
        node.StandardError.Close();
        node.StandardInput.Close();
        await node.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));

        await AssertKeptAsync(data);
    }

    [Fact]
    public async Task Azurite_ends_when_the_starting_process_is_killed_before_it_listens()
    {
        using var data = new DataFolder();
        var start = new ProcessStartInfo("node", [AzuriteFiles.Launcher, .. data.Options.Arguments])
        {
            RedirectStandardInput = true,
        };
        using var node = Process.Start(start)!;
        node.StandardInput.Close();
        await node.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(0, node.ExitCode);
    }

    // git ignores the folder by its name; another place would leave data of the laptop in a commit.
    [Fact]
    public void The_data_is_at_the_root_of_the_repository() =>
        Assert.True(File.Exists(Path.Combine(AzuriteFiles.Data, "..", "AffiliateFunctions.slnx")));

    private static async Task AssertKeptAsync(DataFolder data)
    {
        await using var server = await AzuriteServer.StartAsync(data.Options, CancellationToken.None);
        Assert.Equal("kept", (await Letters(server.QueuePort).PeekMessageAsync()).Value.MessageText);
    }

    private static QueueClient Letters(int port) =>
        new(
            $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={AzuriteOptions.Key};"
                + $"QueueEndpoint=http://127.0.0.1:{port}/devstoreaccount1",
            "letters"
        );

    private sealed class DataFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("azurite-");

        public AzuriteOptions Options => new() { Location = _folder.FullName };

        public void Dispose() => _folder.Delete(recursive: true);
    }
}

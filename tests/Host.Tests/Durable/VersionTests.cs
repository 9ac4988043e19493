using LocalHost.Durable.Engine;
using LocalHost.Hosting;
using Microsoft.DurableTask;
using SampleFunctions.Durable;
using Testing;

namespace LocalHost.Tests.Durable;

/// <summary>Processes of two versions share one hub while a new version replaces the old one.</summary>
public sealed class VersionTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DurableTiming Quick = new()
    {
        Lease = TimeSpan.FromMilliseconds(400),
        HeartbeatInterval = TimeSpan.FromMilliseconds(100),
        NotificationInterval = TimeSpan.FromMilliseconds(50),
    };

    private readonly string _storage = azurite.TakeAccount();

    [Fact]
    public async Task An_orchestration_and_its_sub_orchestrations_have_the_version_of_host_json_or_the_requested_one()
    {
        await using var app = await StartAsync(new(), "1.0");
        Assert.Equal(["1.0", "1.0"], await VersionsAsync(app, new StartOrchestrationOptions("own")));
        Assert.Equal(
            ["0.9", "1.0"],
            await VersionsAsync(app, new StartOrchestrationOptions("old") { Version = "0.9" })
        );
    }

    [Fact]
    public async Task Without_a_version_in_host_json_orchestrations_have_none()
    {
        await using var app = await StartAsync(new(), null);
        Assert.Equal(["", ""], await VersionsAsync(app, new StartOrchestrationOptions("own")));
    }

    [Fact]
    public async Task A_new_version_continues_what_an_old_one_began_and_an_old_one_leaves_the_new_ones_work_alone()
    {
        var start = new DurableStart { Timing = Quick };
        await using (var old = await StartAsync(start, "1.0"))
        {
            await old.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "of-old");
        }

        await using (var next = await StartAsync(start, "1.1"))
        {
            await next.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "of-new");
            await next.Client.RaiseEventAsync("of-old", "answer", "new");
            Assert.Equal("new", (await next.EndAsync("of-old")).ReadOutputAs<string>());
        }

        await using (var old = await StartAsync(start, "1.0"))
        {
            await old.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "second-of-old");
            await old.Client.RaiseEventAsync("of-new", "answer", "kept");
            await old.Client.RaiseEventAsync("second-of-old", "answer", "old");
            Assert.Equal("old", (await old.EndAsync("second-of-old")).ReadOutputAs<string>());
            Assert.Null(old.Engine.Find("of-new"));
            Assert.False((await old.GetAsync("of-new")).IsCompleted);
        }

        await using var last = await StartAsync(start, "1.1");
        Assert.Equal("kept", (await last.EndAsync("of-new")).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData(null, "2.0", true)]
    [InlineData("", "2.0", true)]
    [InlineData("9.0", null, true)]
    [InlineData("9.0", "10.0", true)]
    [InlineData("10.0", "9.0", false)]
    [InlineData("2.0", "2.0", true)]
    [InlineData("BETA", "beta", true)]
    [InlineData("beta", "alpha", false)]
    public void An_app_runs_its_own_version_and_older_ones(string? version, string? own, bool runs)
    {
        var host = new HostJson { Extensions = new() { DurableTask = new() { DefaultVersion = own } } };
        Assert.Equal(runs, new OrchestrationVersions(host).Runs(version));
    }

    private Task<DurableApp> StartAsync(DurableStart start, string? version) =>
        DurableApp.StartAsync(_storage, start with { DurableTask = new() { DefaultVersion = version } });

    // The versions of a new orchestration and of its sub-orchestration.
    private static async Task<string[]> VersionsAsync(DurableApp app, StartOrchestrationOptions options)
    {
        var child = $"{options.InstanceId}-child";
        await app.Client.ScheduleNewOrchestrationInstanceAsync(nameof(SampleOrchestrators.CallChild), child, options);
        await app.Clock.WhenIdleAsync(CancellationToken.None);
        return [await VersionAsync(app, options.InstanceId!), await VersionAsync(app, child)];
    }

    private static async Task<string> VersionAsync(DurableApp app, string id) =>
        (await app.Engine.Store.FindAsync(id, CancellationToken.None))!.Value.Head.Version ?? "";
}

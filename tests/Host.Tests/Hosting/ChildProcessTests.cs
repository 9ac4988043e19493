using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using LocalHost.Hosting;
using LocalHost.Workers;
using Testing;

namespace LocalHost.Tests.Hosting;

/// <summary>An app that runs as a process of its own, with the platform's command line.</summary>
public sealed class ChildProcessTests
{
    // A worker that is not ended stays for good.
    private static readonly TimeSpan MaxEnd = TimeSpan.FromSeconds(30);

    private static readonly string SampleDirectory = PathOf("SampleDirectory");

    [Fact]
    public async Task A_worker_that_was_killed_is_followed_by_another()
    {
        await using var app = await SampleApp.StartProcessAsync(SampleDirectory);
        var first = int.Parse(await app.Http.GetStringAsync("../api/process"), CultureInfo.InvariantCulture);
        using (var worker = Process.GetProcessById(first))
        {
            worker.Kill();
            await worker.WaitForExitAsync();
        }

        var second = first;
        for (var attempt = 0; attempt < 100 && second == first; attempt++)
        {
            using var answer = await app.Http.GetAsync("../api/process");
            second = answer.IsSuccessStatusCode
                ? int.Parse(await answer.Content.ReadAsStringAsync(), CultureInfo.InvariantCulture)
                : first;
        }

        Assert.NotEqual(first, second);
    }

    [SkippableFact]
    public async Task A_host_that_is_killed_takes_its_worker_with_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "On Windows the worker of a host that is ended by force stays.");
        await using var host = await AppProcess.StartProgramAsync(
            PathOf("HostProgram"),
            arguments: ["--published", SampleDirectory]
        );
        using var worker = Process.GetProcessById(
            int.Parse(await host.Http.GetStringAsync("/api/process"), CultureInfo.InvariantCulture)
        );

        await host.KillHostAloneAsync();

        await worker.WaitForExitAsync().WaitAsync(MaxEnd);
        Assert.True(worker.HasExited);
    }

    [Fact]
    public async Task An_app_that_ends_at_its_start_is_reported_with_what_it_printed()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "worker.config.json"),
            """
            { "description": { "defaultExecutablePath": "dotnet", "defaultWorkerPath": "no-such-app.dll" } }
            """
        );

        var refused = await Assert.ThrowsAsync<WorkerRefusedException>(() => SampleApp.StartProcessAsync(folder));

        Assert.Contains("no-such-app", Assert.Single(StartFault.Sentences(refused)!), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static string PathOf(string metadata) =>
        Path.GetFullPath(
            typeof(ChildProcessTests)
                .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(data => data.Key == metadata)
                .Value!
        );
}

using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using LocalHost.Hosting;
using LocalHost.Workers;

namespace LocalHost.Tests.Hosting;

/// <summary>An app that runs as a process of its own, with the platform's command line.</summary>
public sealed class ChildProcessTests
{
    private static readonly string SampleDirectory = Path.GetFullPath(typeof(ChildProcessTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "SampleDirectory").Value!);

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

    [Fact]
    public async Task An_app_that_ends_at_its_start_is_reported_with_what_it_printed()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "worker.config.json"), """
            { "description": { "defaultExecutablePath": "dotnet", "defaultWorkerPath": "no-such-app.dll" } }
            """);

        var refused = await Assert.ThrowsAsync<WorkerRefusedException>(() => SampleApp.StartProcessAsync(folder));

        Assert.Contains("no-such-app", Assert.Single(StartFault.Sentences(refused)!), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}

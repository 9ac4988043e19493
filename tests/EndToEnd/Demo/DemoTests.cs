using System.Collections.Concurrent;
using System.Diagnostics;
using Testing;

namespace EndToEnd.Demo;

/// <summary>The demo as a process of its own, as a new user runs it, but for one month.</summary>
public sealed class DemoTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task A_demo_that_is_killed_in_its_middle_is_finished_by_the_next_one_with_books_that_agree()
    {
        var storage = await Azurite.NewAccountAsync();
        using (var killed = Start(storage, out var heard))
        {
            await UntilAsync(() =>
                killed.HasExited || heard.Any(line => line.StartsWith("Closing", StringComparison.Ordinal))
            );
            Assert.False(killed.HasExited, string.Join('\n', heard));
            killed.Kill();
            await killed.WaitForExitAsync();
        }

        using var finishing = Start(storage, out var output);
        await UntilAsync(() => finishing.HasExited);
        await finishing.WaitForExitAsync();
        var said = string.Join('\n', output);
        Assert.True(finishing.ExitCode == 0, said);
        Assert.Contains("each recomputed from its trace", said);
        Assert.Contains("as computed", said);
        Assert.Contains("as settled", said);
        Assert.Contains("/console – enter the function key local-key", said);
        Assert.Contains("/partner – sign in as partners@", said);
    }

    private static Process Start(string storage, out ConcurrentQueue<string> output)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [AppProcess.Program, "demo", "--exit", "--port", "0", "--Demo:Months=1"]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AzureWebJobsStorage"] = storage;
        var lines = output = new ConcurrentQueue<string>();
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? string.Empty);
        process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? string.Empty);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < Patience, "The demo took too long.");
            await Task.Delay(50);
        }
    }
}

using Spectre.Console;

namespace Affiliate.Demo;

/// <summary>Shows the progress of the demo: as bars on a terminal, as plain lines elsewhere.</summary>
internal sealed class DemoProgress
{
    private readonly ProgressContext? _bars;

    private DemoProgress(ProgressContext? bars) => _bars = bars;

    /// <summary>Runs the demo and shows its progress.</summary>
    public static Task<T> RunAsync<T>(Func<DemoProgress, Task<T>> play) =>
        Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive
            ? play(new DemoProgress(null))
            : AnsiConsole
                .Progress()
                .Columns(
                    new TaskDescriptionColumn { Alignment = Justify.Left },
                    new ProgressBarColumn(),
                    new PercentageColumn(),
                    new ElapsedTimeColumn()
                )
                .StartAsync(bars => play(new DemoProgress(bars)));

    /// <summary>Starts an act with the given number of steps.</summary>
    public ActProgress Begin(string act, int steps)
    {
        if (_bars is not null)
        {
            return new ActProgress(_bars.AddTask(Markup.Escape(act), maxValue: steps), act, steps);
        }

        Console.WriteLine($"{act} …");
        return new ActProgress(null, act, steps);
    }
}

/// <summary>The progress of one act.</summary>
internal sealed class ActProgress(ProgressTask? bar, string act, int steps)
{
    private int _done;

    /// <summary>Records that one step is done.</summary>
    public void Step()
    {
        _done++;
        bar?.Increment(1);
        if (bar is null && _done == steps)
        {
            Console.WriteLine($"{act}: done");
        }
    }

    /// <summary>Records that all steps are done.</summary>
    public void End()
    {
        while (_done < steps)
        {
            Step();
        }
    }
}

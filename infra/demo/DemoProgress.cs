using Spectre.Console;

namespace Affiliate.Demo;

/// <summary>Shows how far the demo is: as bars on a terminal, as plain lines elsewhere.</summary>
internal sealed class DemoProgress
{
    private readonly ProgressContext? _bars;

    private DemoProgress(ProgressContext? bars) => _bars = bars;

    /// <summary>Runs with progress shown.</summary>
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

    /// <summary>Begins an act of so many steps.</summary>
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

/// <summary>How far one act is.</summary>
internal sealed class ActProgress(ProgressTask? bar, string act, int steps)
{
    private int _done;

    /// <summary>One step is done.</summary>
    public void Step()
    {
        _done++;
        bar?.Increment(1);
        if (bar is null && _done == steps)
        {
            Console.WriteLine($"{act}: done");
        }
    }

    /// <summary>All steps are done.</summary>
    public void End()
    {
        while (_done < steps)
        {
            Step();
        }
    }
}

namespace AffiliateFunctions.Tests.Deployment.Alerts.Scenes;

/// <summary>
/// Where a situation is played: the window that a rule sees at its end, and the value that the rule is to measure, such
/// as a number of errors or the age of a message.
/// </summary>
internal sealed record Stage(Telemetry Telemetry, DateTimeOffset End, TimeSpan Window, int Value)
{
    /// <summary>Something happens as often as the value says, evenly over the window.</summary>
    public void Repeat(Action<Telemetry> happens)
    {
        foreach (var time in Times(Value))
        {
            Telemetry.Now = time;
            happens(Telemetry);
        }
    }

    /// <inheritdoc cref="Repeat"/>
    public async Task RepeatAsync(Func<int, Task> happens)
    {
        foreach (var (number, time) in Times(Value).Index())
        {
            Telemetry.Now = time;
            await happens(number);
        }
    }

    /// <summary>Something happens once, in the middle of the window.</summary>
    public void Once(Action<Telemetry> happens)
    {
        Telemetry.Now = Times(1).Single();
        happens(Telemetry);
    }

    /// <inheritdoc cref="Once"/>
    public Task OnceAsync(Func<Task> happens)
    {
        Telemetry.Now = Times(1).Single();
        return happens();
    }

    /// <summary>Something happens every minute of the window.</summary>
    public void EveryMinute(Action<Telemetry> happens)
    {
        for (var time = End - Window; time < End; time += TimeSpan.FromMinutes(1))
        {
            Telemetry.Now = time;
            happens(Telemetry);
        }
    }

    private IEnumerable<DateTimeOffset> Times(int count) =>
        Enumerable.Range(1, count).Select(number => End - (Window * (count + 1 - number) / (count + 1)));
}

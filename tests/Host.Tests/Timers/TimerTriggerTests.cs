using System.Text.Json;
using LocalHost.Timers;
using LocalHost.Workers;
using Testing;

namespace LocalHost.Tests.Timers;

public sealed class TimerTriggerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static WorkerFunction Daily => FunctionBuilder.Timer("Daily", "0 30 7 * * *");

    private static WorkerFunction AtStart => FunctionBuilder.Timer("AtStart", "0 0 0 1 1 *", runOnStartup: true);

    [Fact]
    public async Task A_timer_runs_once_at_each_occurrence_that_time_passes()
    {
        await using var host = await TimerHost.StartAsync(azurite.TakeAccount(), Daily);
        var start = host.Midnight(2);
        await host.MoveToAsync(start);
        host.Runs.All.Clear();
        await host.MoveToAsync(start.AddDays(31));
        Assert.Equal(
            Enumerable.Range(0, 31).Select(day => start.UtcDateTime.AddDays(day).AddHours(7.5)),
            host.Runs.All.Select(run => Minute(run.At))
        );
        Assert.DoesNotContain(host.Runs.All, run => run.IsPastDue);
    }

    [Fact]
    public async Task A_move_that_leaves_timers_out_runs_each_once_at_its_end()
    {
        await using var host = await TimerHost.StartAsync(azurite.TakeAccount(), Daily);
        var start = host.Midnight(2);
        await host.MoveToAsync(start);
        host.Runs.All.Clear();
        await host.SkipToAsync(start.AddDays(31));
        var late = Assert.Single(host.Runs.All);
        Assert.Equal((start.UtcDateTime.AddDays(31), true), (Minute(late.At), late.IsPastDue));

        host.Runs.All.Clear();
        await host.MoveToAsync(start.AddDays(32));
        Assert.Equal(start.UtcDateTime.AddDays(31).AddHours(7.5), Minute(Assert.Single(host.Runs.All).At));
    }

    [Fact]
    public async Task A_run_gets_the_occurrence_before_and_its_own()
    {
        await using var host = await TimerHost.StartAsync(azurite.TakeAccount(), Daily);
        var start = host.Midnight(2);
        await host.MoveToAsync(start.AddDays(2));
        var run = host.Runs.All.Last();
        Assert.Equal(start.AddHours(7.5), run.StatusTime("Last"));
        Assert.Equal(start.AddDays(1).AddHours(7.5), run.StatusTime("Next"));
        Assert.Equal(start.AddHours(7.5).UtcDateTime, Minute(run.StatusTime("LastUpdated").UtcDateTime));
        Assert.EndsWith("+00:00", run.Status.GetProperty("Next").GetString());
        Assert.True(run.TimerInfo.GetProperty("Schedule").GetProperty("AdjustForDST").GetBoolean());
    }

    [Fact]
    public async Task The_first_run_gets_no_occurrence_before()
    {
        await using var host = await TimerHost.StartAsync(azurite.TakeAccount(), Daily);
        await host.MoveToAsync(host.Midnight(2));
        Assert.Equal("0001-01-01T00:00:00", host.Runs.All.First().Status.GetProperty("Last").GetString());
    }

    [Fact]
    public async Task A_failed_run_does_not_end_the_schedule()
    {
        var function = FunctionBuilder.Timer("Often", "0 */5 * * * *");
        await using var host = await TimerHost.StartAsync(azurite.TakeAccount(), function, new() { Fail = true });
        var start = host.Midnight(1);
        await host.MoveToAsync(start.AddMinutes(-1));
        host.Runs.All.Clear();
        await host.MoveToAsync(start.AddMinutes(59));
        Assert.Equal(12, host.Runs.All.Count);
    }

    [Fact]
    public async Task Runs_that_were_missed_are_made_up_for_by_one()
    {
        var storage = azurite.TakeAccount();
        await using (var before = await TimerHost.StartAsync(storage, Daily))
        {
            await before.MoveToAsync(before.Midnight(1));
        }

        await using (var other = await TimerHost.StartAsync(storage, AtStart))
        {
            await other.MoveToAsync(other.Midnight(3));
        }

        await using var after = await TimerHost.StartAsync(storage, Daily);
        await after.WhenIdleAsync();
        Assert.True(Assert.Single(after.Runs.All).IsPastDue);
        await after.MoveToAsync(after.Midnight(1));
        Assert.Equal([true, false], after.Runs.All.Select(run => run.IsPastDue));
    }

    [Fact]
    public async Task Runs_that_were_missed_stay_missed_when_the_schedule_is_not_monitored()
    {
        var function = FunctionBuilder.Timer("Unmonitored", "0 30 7 * * *", useMonitor: false);
        var storage = azurite.TakeAccount();
        await using (var before = await TimerHost.StartAsync(storage, function))
        {
            await before.MoveToAsync(before.Midnight(1));
        }

        await using (var other = await TimerHost.StartAsync(storage, AtStart))
        {
            await other.MoveToAsync(other.Midnight(3));
        }

        await using var after = await TimerHost.StartAsync(storage, function);
        await after.WhenIdleAsync();
        Assert.Empty(after.Runs.All);
        await after.MoveToAsync(after.Midnight(1));
        Assert.Equal(JsonValueKind.Null, Assert.Single(after.Runs.All).Status.ValueKind);
    }

    [Fact]
    public async Task A_timer_may_run_at_the_start_too()
    {
        await using var host = await TimerHost.StartAsync(azurite.TakeAccount(), AtStart);
        await host.WhenIdleAsync();
        Assert.False(Assert.Single(host.Runs.All).IsPastDue);
    }

    [Fact]
    public async Task Of_two_processes_one_runs_each_occurrence()
    {
        var storage = azurite.TakeAccount();
        var runs = new TimerRuns();
        await using var first = await TimerHost.StartAsync(storage, Daily, runs);
        await using var second = await TimerHost.StartAsync(storage, Daily, runs);
        var start = first.Midnight(2);
        await first.MoveToAsync(start);
        // Time is kept in the storage: the second is a little later than where the first arrived.
        await second.MoveToAsync(start.AddMinutes(1));
        runs.All.Clear();
        await Task.WhenAll(first.MoveToAsync(start.AddDays(20)), second.MoveToAsync(start.AddDays(20)));
        Assert.Equal(
            Enumerable.Range(0, 20).Select(day => start.UtcDateTime.Date.AddDays(day)),
            runs.All.Select(run => run.At.Date).Order()
        );
    }

    [Fact]
    public async Task While_one_process_runs_an_occurrence_another_waits_and_does_not_run_it()
    {
        var storage = azurite.TakeAccount();
        var runs = new TimerRuns { MayEnd = NewSource() };
        var timing = new TimerTiming { Claim = TimeSpan.FromSeconds(2) };
        await using var first = await TimerHost.StartAsync(storage, Daily, runs, timing);
        await using var second = await TimerHost.StartAsync(storage, Daily, runs, timing);
        var target = first.Midnight(2).AddHours(-1);
        var moving = Task.WhenAll(first.MoveToAsync(target), second.MoveToAsync(target));
        // Longer than a claim lasts without renewal; claims are in real seconds.
        await Task.Delay(timing.Claim * 1.5);
        Assert.False(moving.IsCompleted);
        Assert.Single(runs.All);
        runs.MayEnd.SetResult();
        await moving;
        Assert.Equal(runs.All.Count, runs.All.DistinctBy(run => run.At.Date).Count());
    }

    [Fact]
    public async Task A_run_that_does_not_end_does_not_keep_the_host_from_stopping()
    {
        var runs = new TimerRuns { MayEnd = NewSource() };
        var host = await TimerHost.StartAsync(azurite.TakeAccount(), Daily, runs);
        var moving = host.MoveToAsync(host.Midnight(2));
        while (runs.All.IsEmpty)
        {
            await Task.Yield();
        }

        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(moving.IsCompleted);
        runs.MayEnd.SetResult();
    }

    [Fact]
    public async Task Wrong_schedules_are_reported_before_the_start()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Often"] = "0 */5 * * * *",
            ["WEBSITE_TIME_ZONE"] = "Europe/Berlin",
        };
        var problems = await TriggerHost.ValidateAsync(
            [
                FunctionBuilder.Timer("NoSchedule", "every day"),
                FunctionBuilder.Timer("Span", "00:05:00"),
                FunctionBuilder.Timer("NeverDue", "0 0 0 30 2 *"),
                FunctionBuilder.Timer("Unset", "%Nowhere%"),
                FunctionBuilder.Timer("Right", "%Often%"),
            ],
            settings
        );
        Assert.Equal(
            [
                "WEBSITE_TIME_ZONE: The setting is 'Europe/Berlin', but this host runs timers in UTC only. "
                    + "Remove it, and write the schedules in UTC.",
                "NoSchedule: Its schedule 'every day' is not an NCRONTAB expression. "
                    + "Give second, minute, hour, day, month and day of the week, such as '0 30 7 * * 1-5'.",
                "Span: Its schedule '00:05:00' is a time span, which runs on the platform in an App Service plan only. "
                    + "Give an NCRONTAB expression, such as '0 */5 * * * *' for every five minutes.",
                "NeverDue: Its schedule '0 0 0 30 2 *' has no occurrence. Give days that exist in the months.",
                "Unset: Its schedule '%Nowhere%' refers to the setting 'Nowhere', which has no value. Set it.",
            ],
            problems
        );
    }

    private static DateTime Minute(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMinute));

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

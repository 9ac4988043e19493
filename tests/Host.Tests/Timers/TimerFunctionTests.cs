using LocalHost.Hosting;
using LocalHost.Timers;
using Testing;

namespace LocalHost.Tests.Timers;

public sealed class TimerFunctionTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_timer_runs_once_at_each_moment_that_time_passes()
    {
        await using var app = await TimerApp.StartAsync(typeof(DailyFunction), azurite.TakeAccount());
        var start = app.Midnight(2);
        await app.MoveToAsync(start);
        app.Runs.All.Clear();
        await app.MoveToAsync(start.AddDays(31));
        Assert.Equal(
            Enumerable.Range(0, 31).Select(day => start.UtcDateTime.AddDays(day).AddHours(7.5)),
            app.Runs.All.Select(run => Minute(run.At)));
        Assert.DoesNotContain(app.Runs.All, run => run.IsPastDue);
    }

    [Fact]
    public async Task A_run_is_told_of_the_last_and_the_next()
    {
        await using var app = await TimerApp.StartAsync(typeof(DailyFunction), azurite.TakeAccount());
        var start = app.Midnight(2);
        await app.MoveToAsync(start.AddDays(2));
        var status = app.Runs.All.Last().Status!;
        Assert.Equal(start.UtcDateTime.AddHours(7.5), status.Last);
        Assert.Equal(start.UtcDateTime.AddDays(2).AddHours(7.5), status.Next);
        Assert.Equal(status.Last, Minute(status.LastUpdated));
        Assert.Equal(DateTimeKind.Utc, status.Next.Kind);
    }

    [Fact]
    public async Task A_failed_run_does_not_end_the_schedule()
    {
        await using var app = await TimerApp.StartAsync(typeof(FrequentFunction), azurite.TakeAccount());
        var start = app.Midnight(1);
        await app.MoveToAsync(start.AddMinutes(-1));
        app.Runs.All.Clear();
        await app.MoveToAsync(start.AddMinutes(59));
        Assert.Equal(12, app.Runs.All.Count);
    }

    [Fact]
    public async Task Runs_that_were_missed_are_made_up_for_by_one()
    {
        var storage = azurite.TakeAccount();
        await using (var before = await TimerApp.StartAsync(typeof(DailyFunction), storage))
        {
            await before.MoveToAsync(before.Midnight(1));
        }

        await using (var other = await TimerApp.StartAsync(typeof(StartingFunction), storage))
        {
            await other.MoveToAsync(other.Midnight(3));
        }

        await using var after = await TimerApp.StartAsync(typeof(DailyFunction), storage);
        await after.WhenIdleAsync();
        Assert.True(Assert.Single(after.Runs.All).IsPastDue);
        await after.MoveToAsync(after.Midnight(1));
        Assert.Equal([true, false], after.Runs.All.Select(run => run.IsPastDue));
    }

    [Fact]
    public async Task Runs_that_were_missed_stay_missed_when_the_schedule_is_not_monitored()
    {
        var storage = azurite.TakeAccount();
        await using (var before = await TimerApp.StartAsync(typeof(UnmonitoredFunction), storage))
        {
            await before.MoveToAsync(before.Midnight(1));
        }

        await using (var other = await TimerApp.StartAsync(typeof(StartingFunction), storage))
        {
            await other.MoveToAsync(other.Midnight(3));
        }

        await using var after = await TimerApp.StartAsync(typeof(UnmonitoredFunction), storage);
        await after.WhenIdleAsync();
        Assert.Empty(after.Runs.All);
        await after.MoveToAsync(after.Midnight(1));
        Assert.Null(Assert.Single(after.Runs.All).Status);
    }

    [Fact]
    public async Task A_timer_may_run_at_the_start_too()
    {
        await using var app = await TimerApp.StartAsync(typeof(StartingFunction), azurite.TakeAccount());
        await app.WhenIdleAsync();
        Assert.False(Assert.Single(app.Runs.All).IsPastDue);
    }

    [Fact]
    public async Task Of_two_processes_one_runs_each_occurrence()
    {
        var storage = azurite.TakeAccount();
        var runs = new Runs();
        await using var one = await TimerApp.StartAsync(typeof(DailyFunction), storage, runs);
        await using var two = await TimerApp.StartAsync(typeof(DailyFunction), storage, runs);
        var start = one.Midnight(2);
        await one.MoveToAsync(start);
        // Time is kept in the storage: the second is a little later than where the first arrived.
        await two.MoveToAsync(start.AddMinutes(1));
        runs.All.Clear();
        await Task.WhenAll(one.MoveToAsync(start.AddDays(20)), two.MoveToAsync(start.AddDays(20)));
        Assert.Equal(
            Enumerable.Range(0, 20).Select(day => start.UtcDateTime.Date.AddDays(day)),
            runs.All.Select(run => run.At.Date).Order());
    }

    [Fact]
    public async Task While_one_process_runs_an_occurrence_another_waits_and_does_not_run_it()
    {
        var storage = azurite.TakeAccount();
        var runs = new Runs { MayEnd = new(TaskCreationOptions.RunContinuationsAsynchronously) };
        var timing = new TimerTiming { Claim = TimeSpan.FromSeconds(2) };
        await using var one = await TimerApp.StartAsync(typeof(DailyLongFunction), storage, runs, timing);
        await using var two = await TimerApp.StartAsync(typeof(DailyLongFunction), storage, runs, timing);
        var target = one.Midnight(2).AddHours(-1);
        var moving = Task.WhenAll(one.MoveToAsync(target), two.MoveToAsync(target));
        // Longer than a claim lasts when nobody renews it; claims are in real seconds.
        await Task.Delay(timing.Claim * 1.5);
        Assert.False(moving.IsCompleted);
        Assert.Single(runs.All);
        runs.MayEnd.SetResult();
        await moving;
        Assert.Equal(runs.All.Count, runs.All.DistinctBy(run => run.At.Date).Count());
    }

    [Fact]
    public async Task A_run_that_does_not_end_does_not_keep_the_application_from_stopping()
    {
        var runs = new Runs { MayEnd = new(TaskCreationOptions.RunContinuationsAsynchronously) };
        var app = await TimerApp.StartAsync(typeof(DailyLongFunction), azurite.TakeAccount(), runs);
        var moving = app.MoveToAsync(app.Midnight(2));
        while (runs.All.IsEmpty)
        {
            await Task.Yield();
        }

        await app.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(moving.IsCompleted);
        runs.MayEnd.SetResult();
    }

    [Fact]
    public async Task Wrong_schedules_are_told_at_start()
    {
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => TimerApp.StartAsync(typeof(WrongTimers), azurite.TakeAccount()));
        Assert.Equal(
            [
                "NoSchedule: Its schedule 'every day' is no NCRONTAB expression. Give second, minute, hour, day, month and day of the week, such as '0 30 7 * * 1-5'.",
                "NeverDue: Its schedule '0 0 0 30 2 *' never falls due. Give days that the months have.",
                "NoTimer: Its schedule '%Nowhere%' refers to the setting 'Nowhere', which has no value. Set it.",
                "NoTimer: Its timer's value is no TimerInfo. Give the parameter 'timer' that type.",
            ],
            refused.Problems.Select(problem => problem.ToString()));
    }

    private static DateTime Minute(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMinute));
}

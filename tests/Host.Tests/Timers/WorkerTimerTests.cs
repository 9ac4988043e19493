using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SampleFunctions;
using SampleFunctions.Timers;
using Testing;

namespace LocalHost.Tests.Timers;

/// <summary>Timer runs on their way through the real worker and its converters.</summary>
public sealed class WorkerTimerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_real_worker_gets_the_status_of_its_timers()
    {
        await using var app = await SampleApp.StartAsync(azurite.TakeAccount());
        var start = new DateTimeOffset(app.Clock.GetUtcNow().UtcDateTime.Date.AddDays(2), TimeSpan.Zero);

        await app.Clock.MoveToAsync(start.AddDays(2), CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

        var received = app.Services.GetRequiredService<ReceivedValues>();
        var run = received.TextsOf(nameof(TimerFunctions.RunDaily))[^1].Split('|');
        var last = start.AddHours(7.5);
        Assert.InRange(Time(run[0]) - last.AddDays(1), TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal(last, Time(run[1]));
        Assert.Equal(last.AddDays(1), Time(run[2]));
        Assert.Equal("False", run[3]);
        Assert.Equal("no status", received.TextsOf(nameof(TimerFunctions.RunUnmonitored))[^1]);
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.ParseExact(text, "u", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

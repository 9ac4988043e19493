using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LocalHost.Clock;
using LocalHost.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Testing;

namespace LocalHost.Tests.Clock;

public sealed class ClockTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Work_that_falls_due_on_the_way_is_started_at_its_own_time_in_order()
    {
        var calendar = new Calendar();
        await using var app = await StartAsync(azurite.TakeAccount(), calendar);
        var start = await NowAsync(app);
        calendar.Add(start.AddDays(20));
        calendar.Add(start.AddDays(3));
        calendar.Add(start.AddDays(40));

        var reached = await MoveAsync(app, new { advance = "P30D" });

        Assert.Equal([start.AddDays(3), start.AddDays(20)], calendar.Fired.Select(fired => fired.Due));
        Assert.All(calendar.Fired, fired => Assert.InRange(fired.At - fired.Due, TimeSpan.Zero, Tolerance));
        Assert.InRange(reached - start, TimeSpan.FromDays(30), TimeSpan.FromDays(30) + Tolerance);
        Assert.Equal(start.AddDays(40), calendar.NextDue);
    }

    [Fact]
    public async Task The_next_due_moment_waits_until_the_work_of_the_last_has_ended()
    {
        var calendar = new Calendar { QueriesBusy = 5 };
        await using var app = await StartAsync(azurite.TakeAccount(), calendar);
        var start = await NowAsync(app);
        calendar.Add(start.AddDays(1));
        calendar.Add(start.AddDays(2));

        await MoveAsync(app, new { to = start.AddDays(2) });

        Assert.All(calendar.Fired, fired => Assert.True(fired.WasIdle));
        Assert.Equal(2, calendar.Fired.Count);
    }

    [Fact]
    public async Task A_later_process_continues_from_the_time_that_was_reached()
    {
        var storage = azurite.TakeAccount();
        DateTimeOffset reached;
        await using (var app = await StartAsync(storage))
        {
            reached = await MoveAsync(app, new { advance = "P100D" });
        }

        await using var later = await StartAsync(storage);
        Assert.InRange(await NowAsync(later) - reached, TimeSpan.Zero, Tolerance);
    }

    [Fact]
    public async Task The_clock_is_the_time_provider_and_its_timers_follow()
    {
        await using var app = await StartAsync(azurite.TakeAccount());
        var clock = app.Services.GetRequiredService<TimeProvider>();
        var wait = Task.Delay(TimeSpan.FromDays(2), clock);

        await MoveAsync(app, new { advance = "P1D" });
        Assert.False(wait.IsCompleted);
        await MoveAsync(app, new { advance = "P1DT1S" });

        await wait.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("", "The body does not have the form")]
    [InlineData("[]", "The body does not have the form")]
    [InlineData("{\"advanse\":\"P1D\"}", "The body does not have the form")]
    [InlineData("{}", "Give either 'advance' or 'to'.")]
    [InlineData("{\"advance\":\"P1D\",\"to\":\"2099-01-01T00:00:00Z\"}", "Give either 'advance' or 'to'.")]
    [InlineData("{\"advance\":\"1 day\"}", "'advance' is '1 day', which is not an ISO 8601 duration")]
    [InlineData("{\"advance\":\"P1M\"}", "'advance' has years or months")]
    [InlineData("{\"advance\":\"-P1D\"}", "'advance' is negative")]
    [InlineData("{\"advance\":\"P9999999D\"}", "'advance' leads past the year 9999")]
    [InlineData("{\"to\":\"tomorrow\"}", "'to' is 'tomorrow', which is not an RFC 3339 time")]
    [InlineData("{\"to\":\"2020-01-01T00:00:00Z\"}", "'to' has passed")]
    [InlineData("{\"advance\":\"P1D\",\"timers\":\"never\"}", "'timers' is neither 'each' nor 'once'.")]
    public async Task A_move_that_cannot_be_made_is_refused_with_its_reason(string body, string reason)
    {
        await using var app = await StartAsync(azurite.TakeAccount());

        using var answer = await app.Http.PostAsync("local/clock", new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.StartsWith(reason, problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task The_clock_of_an_app_in_a_process_of_its_own_cannot_be_moved()
    {
        await using var app = await StartAsync(azurite.TakeAccount(), isDriven: false);
        var start = await NowAsync(app);

        using var answer = await app.Http.PostAsJsonAsync("local/clock", new { advance = "P1D" });

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal(
            "The app runs as a process of its own (--published): its time cannot be moved.",
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()
        );
        Assert.InRange(await NowAsync(app) - start, TimeSpan.Zero, Tolerance);
        await Assert.ThrowsAsync<ClockMoveException>(() =>
            app.Services.GetRequiredService<LocalClock>().MoveToAsync(start.AddDays(1), CancellationToken.None)
        );
    }

    [Fact]
    public async Task An_app_in_a_process_of_its_own_does_not_start_on_data_from_the_future()
    {
        var storage = azurite.TakeAccount();
        await using (var app = await StartAsync(storage))
        {
            await MoveAsync(app, new { advance = "P100D" });
        }

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync(storage, isDriven: false));
        Assert.StartsWith(
            "AzureWebJobsStorage: Its data is from a clock that was moved 100.0 days forward",
            Assert.Single(refused.Problems).ToString()
        );
    }

    [Fact]
    public async Task Time_does_not_move_on_while_work_began_during_the_queries_of_storage()
    {
        var calendar = new Calendar { QueriesWithWork = 3 };
        await using var app = await StartAsync(azurite.TakeAccount(), calendar);
        await app.Services.GetRequiredService<LocalClock>().WhenIdleAsync(CancellationToken.None);
        Assert.Equal(4, calendar.Queries);
    }

    private static Task<EndpointApp> StartAsync(string storage, Calendar? calendar = null, bool isDriven = true) =>
        EndpointApp.StartAsync(
            storage,
            services =>
                services
                    .AddClock(isDriven)
                    .AddSingleton<IDueSource>(provider =>
                        (calendar ?? new()).On(provider.GetRequiredService<TimeProvider>())
                    )
        );

    private static async Task<DateTimeOffset> NowAsync(EndpointApp app) =>
        (await app.Http.GetFromJsonAsync<JsonElement>("local/clock")).GetProperty("now").GetDateTimeOffset();

    private static async Task<DateTimeOffset> MoveAsync(EndpointApp app, object move)
    {
        using var answer = await app.Http.PostAsJsonAsync("local/clock", move);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("now").GetDateTimeOffset();
    }

    /// <summary>Moments that fall due; each keeps the calendar busy for some queries.</summary>
    private sealed class Calendar : IDueSource
    {
        private readonly SortedSet<DateTimeOffset> _due = [];
        private TimeProvider? _clock;
        private int _busy;

        public int QueriesBusy { get; init; }

        public int QueriesWithWork { get; init; }

        public int Queries { get; private set; }

        public List<(DateTimeOffset Due, DateTimeOffset At, bool WasIdle)> Fired { get; } = [];

        public DateTimeOffset? NextDue => _due.Count > 0 ? _due.Min : null;

        public Calendar On(TimeProvider clock)
        {
            _clock = clock;
            return this;
        }

        public void Add(DateTimeOffset due) => _due.Add(due);

        public Task FireDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
        {
            while (NextDue is { } due && due <= now)
            {
                _due.Remove(due);
                Fired.Add((due, _clock!.GetUtcNow(), _busy == 0));
                _busy = QueriesBusy;
            }

            return Task.CompletedTask;
        }

        public bool IsAtWork => false;

        public long Begun { get; private set; }

        // Work that begins during a query has ended before the query has.
        public ValueTask<bool> HasWaitingAsync(CancellationToken cancellationToken)
        {
            Queries++;
            Begun += Queries <= QueriesWithWork ? 1 : 0;
            return ValueTask.FromResult(_busy != 0 && --_busy != 0);
        }
    }
}

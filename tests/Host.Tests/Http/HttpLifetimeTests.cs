using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SampleFunctions.Http;

namespace LocalHost.Tests.Http;

/// <summary>Requests while the host stops, and functions that do not end.</summary>
public sealed class HttpLifetimeTests
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_stop_lets_a_running_function_answer()
    {
        var app = await SampleApp.StartAsync();
        using var http = new HttpClient { BaseAddress = app.Http.BaseAddress };
        var gate = app.Services.GetRequiredService<Gate>();
        var answer = http.GetStringAsync("waits");
        await gate.Entered.Task.WaitAsync(MaxWait);
        var stopped = app.DisposeAsync().AsTask();
        Assert.False(stopped.IsCompleted);
        gate.Leave.SetResult();
        Assert.Equal("answered", await answer.WaitAsync(MaxWait));
        await stopped.WaitAsync(MaxWait);
    }

    [Fact]
    public async Task A_caller_that_goes_cancels_the_function()
    {
        await using var app = await SampleApp.StartAsync();
        var gate = app.Services.GetRequiredService<Gate>();
        using var caller = new CancellationTokenSource();
        var answer = app.Http.GetStringAsync("waits", caller.Token);
        await gate.Entered.Task.WaitAsync(MaxWait);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await gate.Cancelled.Task.WaitAsync(MaxWait);
    }

    [Fact]
    public async Task A_function_over_the_time_out_of_host_json_is_cancelled_and_answers_500()
    {
        await using var app = await SampleApp.StartAsync(change: hostJson =>
            hostJson with
            {
                FunctionTimeout = TimeSpan.FromSeconds(0.2),
            }
        );
        using var answer = await app.Http.GetAsync("waits");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        await app.Services.GetRequiredService<Gate>().Cancelled.Task.WaitAsync(MaxWait);
    }

    [Fact]
    public async Task A_function_that_does_not_end_when_it_is_cancelled_answers_500_too()
    {
        await using var app = await SampleApp.StartAsync(change: hostJson =>
            hostJson with
            {
                FunctionTimeout = TimeSpan.FromSeconds(0.2),
            }
        );
        using var answer = await app.Http.GetAsync("stuck");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        app.Services.GetRequiredService<Gate>().Leave.SetResult();
    }

    [Fact]
    public async Task Many_apps_run_in_one_process()
    {
        await using var first = await SampleApp.StartAsync(
            settings: new Dictionary<string, string?> { ["LocalFunctionKey"] = "one" }
        );
        await using var second = await SampleApp.StartAsync(
            settings: new Dictionary<string, string?> { ["LocalFunctionKey"] = "two" }
        );
        Assert.NotEqual(first.BaseAddress, second.BaseAddress);
        using var open = await second.Http.GetAsync("keyed?code=two");
        using var refused = await second.Http.GetAsync("keyed?code=one");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (open.StatusCode, refused.StatusCode));
        Assert.NotSame(first.Services.GetRequiredService<Gate>(), second.Services.GetRequiredService<Gate>());
    }

    [Theory]
    [InlineData("master", "function-key", HttpStatusCode.Unauthorized)]
    [InlineData("master", "master-key", HttpStatusCode.OK)]
    [InlineData("keyed", "function-key", HttpStatusCode.OK)]
    [InlineData("keyed", "master-key", HttpStatusCode.OK)]
    public async Task A_master_key_of_its_own_opens_what_the_function_key_does_not(
        string path,
        string key,
        HttpStatusCode status
    )
    {
        await using var app = await SampleApp.StartAsync(
            settings: new Dictionary<string, string?>
            {
                ["LocalFunctionKey"] = "function-key",
                ["LocalMasterKey"] = "master-key",
            }
        );
        using var answer = await app.Http.GetAsync($"{path}?code={key}");
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_setting_that_points_at_the_usual_address_follows_the_port()
    {
        await using var app = await SampleApp.StartAsync(
            settings: new Dictionary<string, string?> { ["Site__PublicBaseUrl"] = "http://localhost:7071" }
        );
        Assert.Equal(app.BaseAddress.GetLeftPart(UriPartial.Authority), await app.Http.GetStringAsync("site"));
    }
}

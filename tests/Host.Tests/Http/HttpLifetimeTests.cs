using System.Net;
using LocalHost.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace LocalHost.Tests.Http;

public sealed class HttpLifetimeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_stop_lets_a_running_function_answer()
    {
        var gate = new Gate();
        var app = await StartAsync(gate);
        using var http = new HttpClient { BaseAddress = app.BaseAddress };
        var answer = http.GetStringAsync("api/Waits");
        await gate.Entered.Task.WaitAsync(Patience);
        var stopped = app.DisposeAsync().AsTask();
        Assert.False(stopped.IsCompleted);
        gate.Leave.SetResult();
        Assert.Equal("answered", await answer.WaitAsync(Patience));
        await stopped.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_caller_that_goes_cancels_the_function()
    {
        var gate = new Gate();
        await using var app = await StartAsync(gate);
        using var http = new HttpClient { BaseAddress = app.BaseAddress };
        using var caller = new CancellationTokenSource();
        var answer = http.GetStringAsync("api/Waits", caller.Token);
        await gate.Entered.Task.WaitAsync(Patience);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await gate.Cancelled.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Many_applications_run_in_one_process()
    {
        await using var first = await StartAsync(new Gate(), ("LocalFunctionKey", "one"));
        await using var second = await StartAsync(new Gate(), ("LocalFunctionKey", "two"));
        Assert.NotEqual(first.BaseAddress, second.BaseAddress);
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(second.BaseAddress, "api/Keyed?code=two"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri(second.BaseAddress, "api/Keyed?code=one"))).StatusCode);
    }

    [Fact]
    public async Task A_setting_that_points_at_the_usual_address_follows_the_port()
    {
        await using var app = await StartAsync(new Gate(), ("Site__PublicBaseUrl", "http://localhost:7071"));
        using var http = new HttpClient { BaseAddress = app.BaseAddress };
        Assert.Equal(app.BaseAddress.GetLeftPart(UriPartial.Authority), await http.GetStringAsync("api/Site"));
    }

    private static Task<LocalHost> StartAsync(Gate gate, params (string Name, string Value)[] settings) => LocalHost.StartAsync(
        new()
        {
            FunctionTypes = [typeof(GatedFunctions)],
            HostJson = new(),
            Settings = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value),
        },
        builder => builder.Services.AddSingleton(gate));

    public sealed class Gate
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Leave { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public sealed class GatedFunctions(Gate gate, Microsoft.Extensions.Configuration.IConfiguration configuration)
    {
        [Function(nameof(Waits))]
        public async Task<string> Waits([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken cancellationToken)
        {
            gate.Entered.SetResult();
            try
            {
                await gate.Leave.Task.WaitAsync(cancellationToken);
                return "answered";
            }
            catch (OperationCanceledException)
            {
                gate.Cancelled.SetResult();
                throw;
            }
        }

        [Function(nameof(Keyed))]
        public static string Keyed([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => "open";

        [Function(nameof(Site))]
        public string? Site([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => configuration["Site:PublicBaseUrl"];
    }
}

using LocalHost.Hosting;
using LocalHost.Workers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalHost.Tests.Worker;

public sealed class FunctionRunnerTests
{
    [Theory]
    [InlineData(nameof(ReturningFunctions.Value))]
    [InlineData(nameof(ReturningFunctions.Task))]
    [InlineData(nameof(ReturningFunctions.ValueTask))]
    public async Task Whatever_a_function_returns_is_awaited(string name)
    {
        await using var app = await StartAsync();
        Assert.Equal("m1", await RunAsync(app, name, "m1"));
    }

    [Theory]
    [InlineData(nameof(ReturningFunctions.NoValue))]
    [InlineData(nameof(ReturningFunctions.PlainTask))]
    [InlineData(nameof(ReturningFunctions.PlainValueTask))]
    public async Task A_function_without_a_value_returns_null(string name)
    {
        await using var app = await StartAsync();
        Assert.Null(await RunAsync(app, name, "m1"));
    }

    [Fact]
    public async Task What_a_function_throws_passes_through()
    {
        await using var app = await StartAsync();
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(app, nameof(ReturningFunctions.Throws), "m1"));
        Assert.Equal("m1", fault.Message);
    }

    [Fact]
    public async Task Each_invocation_has_its_own_scope_and_its_class_is_disposed()
    {
        await using var app = await StartAsync();
        var first = (Scoped?)await RunAsync(app, nameof(ScopedFunctions.Scope), "m1");
        var second = (Scoped?)await RunAsync(app, nameof(ScopedFunctions.Scope), "m2");
        Assert.NotSame(first, second);
        Assert.True(first!.Disposed);
        Assert.Equal(2, app.Services.GetRequiredService<DisposedFunctions>().Count);
    }

    [Fact]
    public async Task Middleware_runs_in_its_order_and_may_replace_the_result()
    {
        await using var app = await StartAsync(builder =>
        {
            builder.UseMiddleware<Exclaims>();
            builder.UseMiddleware(async (context, next) =>
            {
                await next();
                context.GetInvocationResult().Value += "?";
            });
            builder.UseWhen<Exclaims>(context => context.FunctionDefinition.Name == nameof(ReturningFunctions.Task));
        });
        Assert.Equal("m1?!", await RunAsync(app, nameof(ReturningFunctions.Value), "m1"));
        Assert.Equal("m1!?!", await RunAsync(app, nameof(ReturningFunctions.Task), "m1"));
    }

    [Fact]
    public async Task The_context_tells_of_the_function_and_the_invocation()
    {
        await using var app = await StartAsync();
        var context = (FunctionContext?)await RunAsync(app, nameof(ReturningFunctions.Context), "m1", new() { InvocationId = "i1" });
        Assert.Equal("i1", context!.InvocationId);
        Assert.Null(context.GetHttpContext());
        Assert.Equal("queueTrigger", context.FunctionDefinition.InputBindings["message"].Type);
        Assert.Equal(["message", "context"], context.FunctionDefinition.Parameters.Select(parameter => parameter.Name));
    }

    private static Task<LocalHost> StartAsync(Action<IFunctionsWorkerApplicationBuilder>? configure = null) => LocalHost.StartAsync(
        new()
        {
            FunctionTypes = [typeof(ReturningFunctions), typeof(ScopedFunctions)],
            HostJson = new(),
            // The functions are called by the tests; the parts that would look for messages stay away.
            ConfigureServices = services => services.RemoveTriggers(),
        },
        builder =>
        {
            builder.Services.AddScoped<Scoped>().AddSingleton<DisposedFunctions>();
            configure?.Invoke(builder);
        });

    private static Task<object?> RunAsync(LocalHost app, string name, string message, InvocationOptions options = default) =>
        app.Services.GetRequiredService<FunctionRunner>()
            .RunAsync(app.Services.GetRequiredService<FunctionCatalog>().Find(name)!, message, options);

    private sealed class Exclaims : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            await next(context);
            context.GetInvocationResult().Value += "!";
        }
    }
}

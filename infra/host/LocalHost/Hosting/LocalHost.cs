using System.Reflection;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

namespace LocalHost.Hosting;

/// <summary>An application that runs inside a test, on a free port, with the settings that the test gives it.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private readonly FunctionsHost _host;
    private readonly Task _program;

    private LocalHost(FunctionsHost host, Task program)
    {
        _host = host;
        _program = program;
    }

    /// <summary>Where it listens.</summary>
    public Uri BaseAddress => _host.BaseAddress;

    /// <summary>The key that opens its functions.</summary>
    public string FunctionKey => _host.FunctionKey;

    /// <summary>Its services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Starts a program through its own entry point, as the command line would.</summary>
    /// <param name="program">The program's assembly.</param>
    /// <param name="surroundings">The settings; host.json is read from the test's own directory unless given.</param>
    /// <returns>The program, started.</returns>
    /// <exception cref="StartRefusedException">It cannot start.</exception>
    public static Task<LocalHost> StartProgramAsync(Assembly program, LocalSurroundings surroundings)
    {
        var main = program.EntryPoint ?? throw new ArgumentException($"{program} is no program.", nameof(program));
        return StartAsync(surroundings with { FunctionTypes = surroundings.FunctionTypes ?? program.GetTypes() }, async () =>
        {
            object?[] arguments = main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()];
            // The compiler's entry point waits for an asynchronous Main itself.
            await Task.Run(() => main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null));
        });
    }

    /// <summary>Starts an application of some function classes.</summary>
    /// <param name="surroundings">The settings and the types that hold the functions.</param>
    /// <param name="configure">What a program would do with its builder.</param>
    /// <returns>The application, started.</returns>
    /// <exception cref="StartRefusedException">It cannot start.</exception>
    public static Task<LocalHost> StartAsync(LocalSurroundings surroundings, Action<FunctionsApplicationBuilder>? configure = null) =>
        StartAsync(surroundings, async () =>
        {
            var builder = FunctionsApplication.CreateBuilder([]);
            configure?.Invoke(builder);
            await builder.Build().RunAsync();
        });

    public async ValueTask DisposeAsync()
    {
        _host.RequestStop();
        await _program;
    }

    private static async Task<LocalHost> StartAsync(LocalSurroundings surroundings, Func<Task> main)
    {
        var fresh = surroundings.Fresh();
        var program = Task.Run(() =>
        {
            LocalSurroundings.Current = fresh;
            return main();
        });
        if (await Task.WhenAny(fresh.Started.Task, program) == program && !fresh.Started.Task.IsCompleted)
        {
            await program;
            throw new InvalidOperationException("The program ended before its application was started.");
        }

        return new LocalHost(await fresh.Started.Task, program);
    }
}

using LocalHost.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalHost.Hosting;

/// <summary>
/// The application as a host. What keeps it from starting is told without a stack trace, and the process then ends with
/// status 1; a local command runs once it is up.
/// </summary>
internal sealed class FunctionsHost(
    WebApplication app, LocalAddress address, StartCheck check, LocalCommands commands, LocalArguments arguments, LocalSurroundings? surroundings)
    : IHost, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _command = Task.CompletedTask;

    public IServiceProvider Services => app.Services;

    /// <summary>The address that is listened on.</summary>
    public Uri BaseAddress => address.Uri;

    /// <summary>The first function key.</summary>
    public string FunctionKey => Services.GetRequiredService<FunctionKeys>().First;

    private IHostApplicationLifetime Lifetime => Services.GetRequiredService<IHostApplicationLifetime>();

    /// <summary>Asks the application to stop, as a signal would.</summary>
    public void RequestStop() => Lifetime.StopApplication();

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (arguments.Help)
        {
            await Console.Out.WriteLineAsync(commands.Usage);
            Lifetime.StopApplication();
            return;
        }

        try
        {
            await StartCheckedAsync(cancellationToken);
        }
        catch (Exception fault) when (StartFault.Sentences(fault) is { } sentences)
        {
            Refuse(fault, sentences);
            return;
        }

        address.IsOpen = true;
        surroundings?.Started.TrySetResult(this);
        _command = commands.RunAsync(arguments, this, _stopping.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await _stopping.CancelAsync();
        await app.StopAsync(cancellationToken);
        await _command.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        address.Dispose();
        _stopping.Dispose();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task StartCheckedAsync(CancellationToken cancellationToken)
    {
        if (check.Problems() is { Count: > 0 } problems)
        {
            throw new StartRefusedException(problems);
        }

        app.UseRouting();
        Services.GetRequiredService<HttpFunctions>().Map(app);
        foreach (var part in Services.GetServices<ILocalEndpoints>())
        {
            part.Map(app);
        }

        await app.StartAsync(cancellationToken);
        Services.GetRequiredService<ILogger<FunctionsHost>>().LogInformation("Listening on {Address}", BaseAddress);
    }

    private void Refuse(Exception fault, IReadOnlyList<string> sentences)
    {
        if (surroundings is not null)
        {
            surroundings.Started.TrySetException(fault);
        }
        else
        {
            Console.Error.WriteLine("The application cannot start:");
            foreach (var sentence in sentences)
            {
                Console.Error.WriteLine($"  - {sentence}");
            }

            Environment.ExitCode = 1;
        }

        Lifetime.StopApplication();
    }
}

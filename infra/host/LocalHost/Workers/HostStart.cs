using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace LocalHost.Workers;

/// <summary>
/// Runs a program's entry point and changes its host while it is built. The diagnostic events that .NET's generic host
/// publishes for tools make this possible (<c>HostBuilding</c> and <c>HostBuilt</c> of
/// <c>Microsoft.Extensions.Hosting</c>).
/// </summary>
/// <param name="configure">Changes the host before it is built.</param>
internal sealed class HostStart(Action<IHostBuilder> configure)
{
    private const string Source = "Microsoft.Extensions.Hosting";

    private static readonly AsyncLocal<HostStart?> Current = new();
    private static readonly IDisposable Subscription = DiagnosticListener.AllListeners.Subscribe(new Listeners());

    private readonly TaskCompletionSource<IHost> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The program's host, once it is built.</summary>
    public Task<IHost> Built => _built.Task;

    /// <summary>Runs the program.</summary>
    /// <param name="program">The assembly of the program.</param>
    /// <param name="arguments">The command line of the program.</param>
    /// <returns>A task that ends with the program, and fails with the program's exception.</returns>
    public Task Run(Assembly program, string[] arguments)
    {
        GC.KeepAlive(Subscription);
        var main = program.EntryPoint ?? throw new ArgumentException($"{program} is not a program.", nameof(program));
        var running = Task.Run(() =>
        {
            Current.Value = this;
            // The compiler-generated entry point waits for an asynchronous Main itself.
            main.Invoke(
                null,
                BindingFlags.DoNotWrapExceptions,
                null,
                main.GetParameters().Length == 0 ? [] : [arguments],
                null
            );
        });
        _ = running.ContinueWith(
            ended =>
                _built.TrySetException(
                    ended.Exception?.InnerException
                        ?? new InvalidOperationException("The program ended before it built a host.")
                ),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        return running;
    }

    private sealed class Listeners : IObserver<DiagnosticListener>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == Source)
            {
                value.Subscribe(new Events());
            }
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }

    // The events arrive in the program's own asynchronous flow, so another program that starts in this process is not
    // mistaken for it.
    private sealed class Events : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            switch (value)
            {
                case { Key: "HostBuilding", Value: IHostBuilder builder }:
                    Current.Value?.Configure(builder);
                    break;
                case { Key: "HostBuilt", Value: IHost host }:
                    Current.Value?._built.TrySetResult(host);
                    break;
            }
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }

    private void Configure(IHostBuilder builder) => configure(builder);
}

using LocalHost.Workers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocalHost.Tests.Worker;

public static class ReturningFunctions
{
    [Function(nameof(Value))]
    public static string Value([QueueTrigger("q")] string message) => message;

    [Function(nameof(NoValue))]
    public static void NoValue([QueueTrigger("q")] string message) => ArgumentNullException.ThrowIfNull(message);

    [Function(nameof(Task))]
    public static async Task<string> Task([QueueTrigger("q")] string message)
    {
        await System.Threading.Tasks.Task.Yield();
        return message;
    }

    [Function(nameof(PlainTask))]
    public static async Task PlainTask([QueueTrigger("q")] string message) => await System.Threading.Tasks.Task.Yield();

    [Function(nameof(ValueTask))]
    public static async ValueTask<string> ValueTask([QueueTrigger("q")] string message)
    {
        await System.Threading.Tasks.Task.Yield();
        return message;
    }

    [Function(nameof(PlainValueTask))]
    public static async ValueTask PlainValueTask([QueueTrigger("q")] string message) => await System.Threading.Tasks.Task.Yield();

    [Function(nameof(Throws))]
    public static string Throws([QueueTrigger("q")] string message) => throw new InvalidOperationException(message);

    [Function(nameof(Context))]
    public static FunctionContext Context([QueueTrigger("q")] string message, FunctionContext context) => context;
}

public sealed class ScopedFunctions(Scoped scoped, DisposedFunctions disposed) : IDisposable
{
    [Function(nameof(Scope))]
    public Scoped Scope([QueueTrigger("q")] string message) => scoped;

    public void Dispose() => disposed.Count++;
}

public sealed class Scoped : IDisposable
{
    public bool Disposed { get; private set; }

    public void Dispose() => Disposed = true;
}

public sealed class DisposedFunctions
{
    public int Count { get; set; }
}

internal static class QuietServices
{
    public static void RemoveTriggers(this IServiceCollection services) => services.RemoveAll<ILocalTrigger>();
}

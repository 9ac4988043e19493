using System.Reflection;

namespace AffiliateFunctions.LocalRuntime.Worker;

/// <summary>Turns whatever a function returns into one awaitable value.</summary>
internal static class AwaitedReturn
{
    /// <summary>The method that turns a return type into a <see cref="ValueTask{TResult}"/> of object.</summary>
    /// <param name="returnType">The return type, not void.</param>
    /// <returns>A method with one parameter of that type.</returns>
    public static MethodInfo Of(Type returnType)
    {
        var open = returnType.IsGenericType ? returnType.GetGenericTypeDefinition() : returnType;
        return open switch
        {
            _ when open == typeof(Task) => Own(nameof(OfTask)),
            _ when open == typeof(ValueTask) => Own(nameof(OfValueTask)),
            _ when open == typeof(Task<>) => Own(nameof(OfTaskWithResult)).MakeGenericMethod(returnType.GenericTypeArguments),
            _ when open == typeof(ValueTask<>) => Own(nameof(OfValueTaskWithResult)).MakeGenericMethod(returnType.GenericTypeArguments),
            _ => Own(nameof(OfValue)).MakeGenericMethod(returnType),
        };
    }

    private static MethodInfo Own(string name) => typeof(AwaitedReturn).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static async ValueTask<object?> OfTask(Task task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> OfValueTask(ValueTask task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> OfTaskWithResult<T>(Task<T> task) => await task;

    private static async ValueTask<object?> OfValueTaskWithResult<T>(ValueTask<T> task) => await task;

    private static ValueTask<object?> OfValue<T>(T value) => new(value);
}

using System.Reflection;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Tests.Architecture;

/// <summary>What the platform asks of functions, and does not tell when it is missing.</summary>
public sealed class FunctionTests
{
    private const BindingFlags Any =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Static
        | BindingFlags.Instance
        | BindingFlags.DeclaredOnly;

    private static readonly Assembly App = typeof(IPrograms).Assembly;

    // The generated executor calls public functions of public types. All others go through reflection, which wraps what
    // they throw.
    [Fact]
    public void Every_function_is_public_so_that_the_generated_executor_calls_it() =>
        Assert.All(
            Functions(App),
            method => Assert.True(IsCallable(method), $"{method.DeclaringType}.{method.Name} is not public.")
        );

    [Fact]
    public void A_function_of_an_internal_type_is_noticed() =>
        Assert.Contains(Functions(typeof(FunctionTests).Assembly), method => !IsCallable(method));

    // Any other type reads a message as UTF-8.
    [Fact]
    public void Every_queue_function_takes_its_message_as_bytes() =>
        Assert.All(
            Functions(App)
                .SelectMany(method => method.GetParameters())
                .Where(parameter => parameter.GetCustomAttribute<QueueTriggerAttribute>() is not null),
            parameter => Assert.Equal(typeof(byte[]), parameter.ParameterType)
        );

    private static IEnumerable<MethodInfo> Functions(Assembly assembly) =>
        assembly
            .GetTypes()
            .SelectMany(type => type.GetMethods(Any))
            .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null);

    private static bool IsCallable(MethodInfo method) => method.IsPublic && method.DeclaringType!.IsVisible;

    private sealed class Hidden
    {
        [Function("hidden")]
        public static void Run() => Assert.Fail("Nothing calls this function.");
    }
}

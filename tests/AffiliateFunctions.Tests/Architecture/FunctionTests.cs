using System.Reflection;
using System.Runtime.CompilerServices;
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

    [Fact]
    public void Every_class_with_a_function_stands_in_the_file_of_its_name() =>
        Assert.Empty(Misplaced(App, Path.Combine(Repository(), "functions", "AffiliateFunctions")));

    [Fact]
    public void A_class_with_a_function_in_the_file_of_another_is_noticed() =>
        Assert.Equal(
            [nameof(Hidden)],
            Misplaced(typeof(FunctionTests).Assembly, Path.Combine(Repository(), "tests", "AffiliateFunctions.Tests"))
        );

    private static IEnumerable<string> Misplaced(Assembly assembly, string folder) =>
        Functions(assembly)
            .Select(method => method.DeclaringType!)
            .Distinct()
            .Where(type => !StandsInFile(type, FileOf(type, folder)))
            .Select(type => type.Name);

    private static bool StandsInFile(Type type, string file) =>
        File.Exists(file)
        && File.ReadLines(file).Any(line => line.Contains($" class {type.Name}", StringComparison.Ordinal));

    // Folders follow the namespaces below the assembly's name.
    private static string FileOf(Type type, string folder) =>
        Path.Combine([
            folder,
            .. type.Namespace![type.Assembly.GetName().Name!.Length..]
                .Split('.', StringSplitOptions.RemoveEmptyEntries),
            $"{type.Name}.cs",
        ]);

    private static string Repository([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));

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

using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace AffiliateFunctions.LocalRuntime.Worker;

/// <summary>All functions of the application, found once at start.</summary>
internal sealed partial class FunctionCatalog
{
    private const BindingFlags Methods = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly Dictionary<string, FunctionEntry> _byName;

    private FunctionCatalog(Dictionary<string, FunctionEntry> byName, IReadOnlyList<StartProblem> problems)
    {
        _byName = byName;
        Problems = problems;
    }

    /// <summary>The functions that are well formed.</summary>
    public IReadOnlyCollection<FunctionEntry> Functions => _byName.Values;

    /// <summary>What is wrong with the others.</summary>
    public IReadOnlyList<StartProblem> Problems { get; }

    /// <summary>Finds the functions of these types.</summary>
    /// <param name="types">The types to search; their public methods with a <see cref="FunctionAttribute"/> are functions.</param>
    /// <returns>The catalog with what was found and what is wrong.</returns>
    public static FunctionCatalog Of(IEnumerable<Type> types)
    {
        // Names differ by more than case on the platform, since they are parts of addresses and file names there.
        var byName = new Dictionary<string, FunctionEntry>(StringComparer.OrdinalIgnoreCase);
        var problems = new List<StartProblem>();
        foreach (var method in types.SelectMany(type => type.GetMethods(Methods)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } function)
            {
                continue;
            }

            var place = $"{method.ReflectedType?.FullName}.{method.Name}";
            var triggers = method.GetParameters()
                .SelectMany(parameter => parameter.GetCustomAttributes<TriggerBindingAttribute>().Select(trigger => (parameter, trigger)))
                .ToList();
            if (!ValidName().IsMatch(function.Name))
            {
                problems.Add(new(place, $"'{function.Name}' is no name for a function.", "Begin with a letter; letters, digits, _ and - may follow, 128 in all."));
            }
            else if (triggers is not [var (parameter, trigger)])
            {
                problems.Add(new(function.Name, $"{place} has {triggers.Count} trigger parameters.", "Give it exactly one."));
            }
            else if (!byName.TryAdd(function.Name, new FunctionEntry(function.Name, method, trigger, parameter)))
            {
                problems.Add(new(function.Name, $"Both {byName[function.Name].Place} and {place} bear this name.", "Rename one; names differ by more than case."));
            }
        }

        return new FunctionCatalog(byName, problems);
    }

    /// <summary>The functions that a kind of trigger starts.</summary>
    /// <typeparam name="TTrigger">The trigger's attribute.</typeparam>
    /// <returns>The functions with their attribute.</returns>
    public IEnumerable<(FunctionEntry Function, TTrigger Trigger)> TriggeredBy<TTrigger>()
        where TTrigger : TriggerBindingAttribute =>
        from function in Functions
        where function.Trigger is TTrigger
        select (function, (TTrigger)function.Trigger);

    /// <summary>Finds a function by its name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The function, or null.</returns>
    public FunctionEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The names that the platform's host takes.</summary>
    [GeneratedRegex("^[a-z][a-z0-9_-]{0,127}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ValidName();
}

using System.Reflection;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace AffiliateFunctions.Tests.Architecture;

/// <summary>
/// Which top-level folders of an assembly use which others, as its compiled code says. Constants and <c>nameof</c>
/// leave no trace there.
/// </summary>
internal sealed class FeatureDependencies
{
    private readonly Dictionary<(string From, string To), SortedSet<string>> uses = [];

    private FeatureDependencies() { }

    /// <summary>The pairs of features of which the first uses the second.</summary>
    public IEnumerable<(string From, string To)> Edges => uses.Keys;

    /// <summary>Reads an assembly whose features are the namespaces below the given one.</summary>
    public static FeatureDependencies Read(Assembly assembly, string rootNamespace)
    {
        var dependencies = new FeatureDependencies();
        using var module = ModuleDefinition.ReadModule(assembly.Location);
        foreach (var type in module.Types)
        {
            if (FeatureOf(type.Namespace, rootNamespace) is not { } from)
            {
                continue;
            }

            foreach (var used in UsedBy(type))
            {
                if (FeatureOf(Outermost(used).Namespace, rootNamespace) is { } to && to != from)
                {
                    dependencies.Add(from, to, $"{type.Name} uses {Outermost(used).Name}");
                }
            }
        }

        return dependencies;
    }

    /// <summary>The uses of one feature by another, as sentences.</summary>
    public IEnumerable<string> Between(string from, string to) => uses.GetValueOrDefault((from, to)) ?? [];

    /// <summary>
    /// The pairs that lie on a circle: the first uses the second, and the second leads back to the first.
    /// </summary>
    public IReadOnlyList<(string From, string To)> OnCircles() => CirclesIn(uses.Keys);

    /// <summary>The edges of a graph that lie on a circle.</summary>
    public static IReadOnlyList<(string From, string To)> CirclesIn(
        IReadOnlyCollection<(string From, string To)> edges
    ) => [.. edges.Where(edge => Reachable(edge.To, edges).Contains(edge.From)).Order()];

    private static HashSet<string> Reachable(string start, IReadOnlyCollection<(string From, string To)> edges)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>([start]);
        while (open.TryPop(out var feature))
        {
            foreach (var (_, to) in edges.Where(edge => edge.From == feature))
            {
                if (reached.Add(to))
                {
                    open.Push(to);
                }
            }
        }

        return reached;
    }

    private static string? FeatureOf(string? space, string root) =>
        space is not null && space.StartsWith(root + ".", StringComparison.Ordinal)
            ? space[(root.Length + 1)..].Split('.')[0]
            : null;

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static IEnumerable<TypeReference> UsedBy(TypeDefinition type)
    {
        IEnumerable<TypeReference?> direct =
        [
            type.BaseType,
            .. type.Interfaces.Select(implemented => implemented.InterfaceType),
            .. type.CustomAttributes.Select(attribute => attribute.AttributeType),
            .. type.Fields.Select(field => field.FieldType),
            .. type.Properties.Select(property => property.PropertyType),
            .. type.Methods.SelectMany(UsedBy),
        ];
        return direct.OfType<TypeReference>().SelectMany(Parts).Concat(type.NestedTypes.SelectMany(UsedBy));
    }

    private static IEnumerable<TypeReference> UsedBy(MethodDefinition method) =>
        [
            method.ReturnType,
            .. method.Parameters.Select(parameter => parameter.ParameterType),
            .. method.CustomAttributes.Select(attribute => attribute.AttributeType),
            .. method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [],
            .. method.HasBody ? method.Body.Instructions.SelectMany(UsedBy) : [],
        ];

    private static IEnumerable<TypeReference> UsedBy(Instruction instruction) =>
        instruction.Operand switch
        {
            TypeReference type => [type],
            GenericInstanceMethod method => [method.DeclaringType, .. method.GenericArguments],
            MemberReference { DeclaringType: { } declaring } => [declaring],
            _ => [],
        };

    // A generic type is used with its arguments, an array with its elements.
    private static IEnumerable<TypeReference> Parts(TypeReference type) =>
        type switch
        {
            GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
            TypeSpecification specification => Parts(specification.ElementType),
            _ => [type],
        };

    private void Add(string from, string to, string use)
    {
        if (!uses.TryGetValue((from, to), out var known))
        {
            uses[(from, to)] = known = new SortedSet<string>(StringComparer.Ordinal);
        }

        known.Add(use);
    }
}

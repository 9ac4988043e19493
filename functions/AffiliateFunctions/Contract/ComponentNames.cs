using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Contract;

/// <summary>
/// Derives the names of the document's schemas from the type names. The name of a request body ends with
/// <c>Request</c>, and the name of a page with <c>Page</c>. Affixes such as <c>Stored</c>, <c>Body</c>, <c>Answer</c>
/// and <c>View</c> are removed.
/// </summary>
internal static class ComponentNames
{
    private static readonly string[] Endings = ["Body", "Answer", "View"];

    /// <summary>Returns the name of a type's schema.</summary>
    public static string Of(Type type, bool isRequest)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Page<>))
        {
            return Of(type.GetGenericArguments()[0], isRequest) + "Page";
        }

        // The name of a nested part begins with the name of its body or response. A nested type whose whole name is an
        // affix gets the name of the outer type.
        var name = Bare(type.Name);
        var isPart = type.DeclaringType is { } outer && (name.Length == 0 || Bare(outer.Name) != outer.Name);
        var full = isPart ? Bare(type.DeclaringType!.Name) + name : name;
        return isRequest && !full.EndsWith("Request", StringComparison.Ordinal) ? full + "Request" : full;
    }

    private static string Bare(string name)
    {
        var bare = name.StartsWith("Stored", StringComparison.Ordinal) ? name["Stored".Length..] : name;
        var ending = Endings.FirstOrDefault(word => bare.EndsWith(word, StringComparison.Ordinal));
        return ending is null ? bare : bare[..^ending.Length];
    }
}

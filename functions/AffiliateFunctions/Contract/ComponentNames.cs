using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Contract;

/// <summary>
/// The names of the document's schemas, from those of the types: a body ends with <c>Request</c>, a page with
/// <c>Page</c>, and words that say only that a type is written or shown are left out.
/// </summary>
internal static class ComponentNames
{
    private static readonly string[] Endings = ["Body", "Answer", "View"];

    /// <summary>The name of a type's schema.</summary>
    public static string Of(Type type, bool isRequest)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Page<>))
        {
            return Of(type.GetGenericArguments()[0], isRequest) + "Page";
        }

        // A part of a body or an answer is named with it; so is a body that has no name but that.
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

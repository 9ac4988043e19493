using System.Text;
using System.Text.Json;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Makes JSON Pointers (RFC 6901) from the paths that the serializer and the validators give.</summary>
public static class JsonPointer
{
    private static readonly char[] Separators = ['.', '[', ']'];

    /// <summary>From a serializer's path, <c>$.owner.email</c> or <c>$.events[3].amount</c>.</summary>
    public static string FromPath(string? path) =>
        Join(
            (path ?? string.Empty)
                .TrimStart('$')
                .Split(Separators, StringSplitOptions.RemoveEmptyEntries)
                .Select(step => step.Trim('\''))
        );

    /// <summary>From a validator's property name, <c>Owner.Email</c> or <c>InputSources[0].Kind</c>.</summary>
    public static string FromProperty(string property) =>
        Join(
            property
                .Split(Separators, StringSplitOptions.RemoveEmptyEntries)
                .Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)
        );

    /// <summary>One step of a pointer, with the slash before it.</summary>
    public static string Step(string name) =>
        "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Join(IEnumerable<string> steps)
    {
        var pointer = new StringBuilder();
        foreach (var step in steps)
        {
            pointer.Append(Step(step));
        }

        return pointer.ToString();
    }
}

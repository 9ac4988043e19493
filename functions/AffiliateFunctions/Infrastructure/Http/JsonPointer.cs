using System.Text;
using System.Text.Json;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Creates JSON Pointers (RFC 6901) from the paths that the serializer and the validators report.</summary>
public static class JsonPointer
{
    private static readonly char[] Separators = ['.', '[', ']'];

    /// <summary>Converts a serializer's path, such as <c>$.owner.email</c> or <c>$.events[3].amount</c>.</summary>
    public static string FromPath(string? path) =>
        Join(
            (path ?? string.Empty)
                .TrimStart('$')
                .Split(Separators, StringSplitOptions.RemoveEmptyEntries)
                .Select(step => step.Trim('\''))
        );

    /// <summary>
    /// Converts a validator's property name, such as <c>Owner.Email</c> or <c>InputSources[0].Kind</c>.
    /// </summary>
    public static string FromProperty(string property) =>
        Join(
            property
                .Split(Separators, StringSplitOptions.RemoveEmptyEntries)
                .Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)
        );

    /// <summary>Returns one step of a pointer, with the slash before it.</summary>
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

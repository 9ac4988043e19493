using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Explains to callers what is wrong with their JSON. The serializer's messages name types of this program; this class
/// replaces each by a sentence that names the member and the fix. Messages of the app's own converters already name
/// both.
/// </summary>
internal static partial class JsonFaults
{
    private const string Unknown = "could not be mapped to any .NET member";
    private const string Repeated = "Duplicate property";
    private const string TooDeep = "maximum configured depth";
    private const string NullRefused = "allow null values";
    private const string OtherKind = "could not be converted to";

    /// <summary>Returns the problem, with errors by JSON Pointer.</summary>
    /// <param name="fault">The exception that the serializer threw.</param>
    /// <param name="shape">The type that was to be read.</param>
    public static Problem Tell(JsonException fault, Type shape)
    {
        if (Missing(fault) is { Count: > 0 } missing)
        {
            return Problem.Invalid(missing);
        }

        var pointer = JsonPointer.FromPath(fault.Path);
        return fault switch
        {
            _ when Says(fault, TooDeep) => Problem.Invalid(
                pointer,
                $"This is nested deeper than {RequestBody.MaxDepth} levels; make it flatter."
            ),
            { InnerException: JsonException } or { Path: null, LineNumber: not null } => Problem.Invalid(
                string.Empty,
                NotJson(fault)
            ),
            _ when Says(fault, Unknown) => Problem.Invalid(
                Ending(pointer, NameIn(fault)),
                $"'{NameIn(fault)}' is not known here; leave it out, or correct its name."
            ),
            _ when Says(fault, Repeated) => Problem.Invalid(
                Ending(pointer, NameIn(fault)),
                $"'{NameIn(fault)}' is given twice; give it only once."
            ),
            _ when Says(fault, NullRefused) => Problem.Invalid(
                Ending(pointer, NameIn(fault)),
                $"'{NameIn(fault)}' may not be null; give {Words(TypeAt(shape, Ending(pointer, NameIn(fault))))}."
            ),
            _ when Says(fault, OtherKind) => Problem.Invalid(pointer, Expected(pointer, TypeAt(shape, pointer))),
            _ => Problem.Invalid(pointer, fault.Message),
        };
    }

    /// <summary>Returns a sentence with the position at which the text stops being JSON.</summary>
    public static string NotJson(JsonException fault) =>
        "This is not JSON: correct it at "
        + $"{(fault.LineNumber > 0 ? $"line {fault.LineNumber + 1}, " : string.Empty)}byte "
        + $"{fault.BytePositionInLine + 1}.";

    private static bool Says(JsonException fault, string part) =>
        fault.Message.Contains(part, StringComparison.Ordinal);

    // The serializer names missing members only in its message. Its path is that of the object that lacks them.
    private static List<(string Pointer, string Sentence)> Missing(JsonException fault)
    {
        var list = fault.Message.IndexOf("missing required properties including: ", StringComparison.Ordinal);
        return list < 0
            ? []
            :
            [
                .. Quoted()
                    .Matches(fault.Message[list..])
                    .Select(name =>
                        ($"{JsonPointer.FromPath(fault.Path)}/{name.Groups[1].Value}", "This is missing; add it.")
                    ),
            ];
    }

    private static string NameIn(JsonException fault) =>
        Quoted().Match(fault.Message) is { Success: true } match
            ? JsonNamingPolicy.SnakeCaseLower.ConvertName(match.Groups[1].Value)
            : string.Empty;

    // Some paths of the serializer end with the member concerned, others with the object that contains it.
    private static string Ending(string pointer, string name)
    {
        var step = JsonPointer.Step(name);
        return pointer.EndsWith(step, StringComparison.Ordinal) ? pointer : pointer + step;
    }

    private static string Expected(string pointer, Type? type) =>
        pointer.LastIndexOf('/') is >= 0 and var last
            ? $"Give '{pointer[(last + 1)..]}' as {Words(type)}."
            : $"Send {Words(type)}.";

    private static Type? TypeAt(Type shape, string pointer)
    {
        Type? type = shape;
        foreach (var step in pointer.Split('/').Skip(1))
        {
            var known = type is null ? null : RequestBody.Json.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
            type =
                known?.Kind == JsonTypeInfoKind.Object
                    ? known.Properties.FirstOrDefault(member => member.Name == step)?.PropertyType
                    : known?.ElementType;
        }

        return type;
    }

    private static string Words(Type? nullable)
    {
        var type = nullable is null ? null : Nullable.GetUnderlyingType(nullable) ?? nullable;
        return type switch
        {
            null => "the type that the API document says",
            _ when type == typeof(string) => "a string in double quotes, of valid Unicode",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(int) || type == typeof(long) => "an integer",
            _ when type == typeof(decimal) => "a number",
            _ when type == typeof(DateTimeOffset) => "an RFC 3339 time, such as 2026-11-05T10:00:00Z",
            _ when type == typeof(Person) => "an object with 'name' and 'email', because the person gets e-mails",
            _ when type == typeof(DateOnly) => "a date, such as 2026-11-05",
            { IsEnum: true } =>
                $"one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}",
            _ when type.GetInterfaces()
                    .Any(item => item.IsGenericType && item.GetGenericTypeDefinition() == typeof(ITextValue<>))
                    && type.GetProperty("Form", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)
                        is string form => form,
            _ => RequestBody.Json.GetTypeInfo(type).Kind == JsonTypeInfoKind.Enumerable ? "a list" : "an object",
        };
    }

    [GeneratedRegex("'([^']+)'", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}

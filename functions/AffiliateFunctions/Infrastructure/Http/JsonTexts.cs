using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Checks a body for values that the serializer accepts but the app does not: texts that are not one line (see
/// <see cref="LineText"/>), and nulls in lists and maps. A text member marked with
/// <c>[DataType(DataType.MultilineText)]</c> can have several lines. Of the caller's own values, such as metadata, only
/// the Unicode is checked, because a JSON element decodes its texts when they are read, and fails then.
/// </summary>
internal static class JsonTexts
{
    // Every refused character is an escape, is DEL, or begins with one of these bytes in UTF-8.
    private static readonly SearchValues<byte> RefusedBytes = SearchValues.Create([(byte)'\\', 0x7F, 0xC2, 0xE2]);

    /// <summary>What is wrong with half of a surrogate pair.</summary>
    public const string UnicodeSentence =
        "This is not valid Unicode, such as half of a surrogate pair; send valid Unicode.";

    private const string NullSentence = "This may not be null; give a value, or leave it out.";

    /// <summary>Returns the errors of a body that has been read as the given type, by JSON Pointer.</summary>
    public static IReadOnlyList<(string Pointer, string Sentence)> Mistakes(ReadOnlySpan<byte> json, Type shape) =>
        IsSuspicious(json) ? Find(json, shape) : [];

    // Most bodies have neither nulls nor such characters, so their pointers are not computed.
    // Bytes that are no UTF-8 are found only when a text is read, which is the serializer's or the caller's own value.
    private static bool IsSuspicious(ReadOnlySpan<byte> json) =>
        !Utf8.IsValid(json) || MayHoldRefused(json) && HasSuspiciousValue(json);

    private static bool MayHoldRefused(ReadOnlySpan<byte> json) =>
        json.IndexOfAny(RefusedBytes) >= 0 || json.IndexOf("null"u8) >= 0;

    private static bool HasSuspiciousValue(ReadOnlySpan<byte> json)
    {
        var reader = ReaderOf(json);
        while (reader.Read())
        {
            var isSuspicious = reader.TokenType switch
            {
                JsonTokenType.Null => true,
                JsonTokenType.String => CanHoldRefused(reader)
                    && (TextOf(reader) is not { } text || !LineText.Fits(text)),
                JsonTokenType.PropertyName => CanHoldRefused(reader) && TextOf(reader) is null,
                _ => false,
            };
            if (isSuspicious)
            {
                return true;
            }
        }

        return false;
    }

    private static bool CanHoldRefused(in Utf8JsonReader reader) => reader.ValueSpan.IndexOfAny(RefusedBytes) >= 0;

    // Returns null for half of a surrogate pair, and for bytes that are no UTF-8. Only the caller's own values can contain
    // one.
    private static string? TextOf(in Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static List<(string Pointer, string Sentence)> Find(ReadOnlySpan<byte> json, Type shape)
    {
        var (mistakes, path) = (new List<(string, string)>(), new List<Step>());
        var reader = ReaderOf(json);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    var name = TextOf(reader);
                    if (name is null)
                    {
                        mistakes.Add((PointerOf(path[..^1]), UnicodeSentence));
                    }

                    path[^1] = path[^1] with { Name = name ?? string.Empty };
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    path.RemoveAt(path.Count - 1);
                    continue;
            }

            if (path is [.., { IsList: true } list])
            {
                path[^1] = list with { Index = list.Index + 1 };
            }

            if (Mistake(reader, shape, path) is { } sentence)
            {
                mistakes.Add((PointerOf(path), sentence));
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                path.Add(new Step(reader.TokenType == JsonTokenType.StartArray));
            }
        }

        return mistakes;
    }

    private static string? Mistake(in Utf8JsonReader reader, Type shape, List<Step> path) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => IsElement(shape, path) ? NullSentence : null,
            JsonTokenType.String when TextOf(reader) is null => UnicodeSentence,
            JsonTokenType.String when Resolve(shape, path) is { Type: { } type } place && type != typeof(JsonElement) =>
                !place.HasLines && !LineText.Fits(TextOf(reader)) ? LineText.Sentence
                : !LineText.LinesFit(TextOf(reader)) ? LineText.LinesSentence
                : null,
            _ => null,
        };

    private static string PointerOf(IEnumerable<Step> path) =>
        string.Concat(path.Select(step => JsonPointer.Step(step.Text)));

    // Whether the path names an element of a list or map whose values cannot be null. The serializer checks the members
    // of objects itself.
    private static bool IsElement(Type shape, List<Step> path) =>
        path.Count > 0
        && KnownType(Resolve(shape, path[..^1]).Type)
            is { Kind: JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary, ElementType: { } element }
        && element != typeof(JsonElement)
        && Nullable.GetUnderlyingType(element) is null;

    private static (Type? Type, bool HasLines) Resolve(Type shape, List<Step> path)
    {
        (Type? Type, bool HasLines) place = (shape, false);
        foreach (var step in path)
        {
            var known = KnownType(place.Type);
            if (known?.Kind == JsonTypeInfoKind.Object)
            {
                var member = known.Properties.FirstOrDefault(property => property.Name == step.Text);
                place = (member?.PropertyType, HasLines(member));
            }
            else
            {
                place = (known?.ElementType, place.HasLines);
            }
        }

        return place;
    }

    private static JsonTypeInfo? KnownType(Type? type) =>
        type is null ? null : RequestBody.Json.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);

    private static bool HasLines(JsonPropertyInfo? member) =>
        member?.AttributeProvider is MemberInfo declared
        && declared.GetCustomAttribute<DataTypeAttribute>()?.DataType == DataType.MultilineText;

    private static Utf8JsonReader ReaderOf(ReadOnlySpan<byte> json) =>
        new(json, new JsonReaderOptions { MaxDepth = RequestBody.MaxDepth });

    private readonly record struct Step(bool IsList, string Name = "", int Index = -1)
    {
        public string Text => IsList ? Index.ToString(System.Globalization.CultureInfo.InvariantCulture) : Name;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Affiliate.Domain.Identity;

/// <summary>A value that is written as one validated text: ids, slugs, currencies, periods, percentages.</summary>
/// <typeparam name="TSelf">The value's type.</typeparam>
public interface ITextValue<TSelf>
    where TSelf : struct, ITextValue<TSelf>
{
    /// <summary>The canonical text of the value.</summary>
    string Value { get; }

    /// <summary>The accepted form as text, for error messages: "a currency of ISO 4217, such as USD".</summary>
    static abstract string Form { get; }

    /// <summary>Parses the canonical text.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="result">The value, or default when the text is not valid.</param>
    /// <returns>Whether the text has the accepted <see cref="Form"/>.</returns>
    static abstract bool TryParse(string? text, out TSelf result);
}

/// <summary>Functions that all types with <see cref="ITextValue{TSelf}"/> share.</summary>
public static class TextValue
{
    extension<T>(T)
        where T : struct, ITextValue<T>
    {
        /// <summary>Parses the canonical text.</summary>
        /// <param name="text">The text, or null.</param>
        /// <exception cref="FormatException">The text does not have the accepted form.</exception>
        [SuppressMessage("Design", "CA1000", Justification = "The member extends a type and needs no type argument.")]
        public static T Parse(string? text) =>
            T.TryParse(text, out var result) ? result : throw new FormatException($"'{text}' is not {T.Form}.");
    }

    /// <summary>Returns the value of a text that has the accepted form.</summary>
    internal static bool TryCreate<T>(bool fits, T value, out T result)
        where T : struct, ITextValue<T>
    {
        result = fits ? value : default;
        return fits;
    }
}

/// <summary>Converts an <see cref="ITextValue{TSelf}"/> to and from a JSON string or property name.</summary>
/// <typeparam name="T">The value's type.</typeparam>
[SuppressMessage("Performance", "CA1812", Justification = "Named by JsonConverterAttribute.")]
public sealed class TextValueJsonConverter<T> : JsonConverter<T>
    where T : struct, ITextValue<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && T.TryParse(reader.GetString(), out var value)
            ? value
            : throw new JsonException($"Expected {T.Form}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    /// <inheritdoc/>
    public override T ReadAsPropertyName(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => TextValue.Parse<T>(reader.GetString());

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);
}

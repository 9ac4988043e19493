using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Testing.Tables;

/// <summary>A column of a row.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, as filters compare it.</param>
/// <param name="Bytes">The bytes that the service counts for the value.</param>
/// <param name="Member">The JSON member that the service answers, after that of the type where there is one.</param>
internal sealed record Column(string Name, object Value, int Bytes, byte[] Member)
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>Reads a column.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="json">Its value.</param>
    /// <param name="type">Its type in the Entity Data Model; null where JSON says it.</param>
    /// <returns>The column.</returns>
    /// <exception cref="TableFault">The value is too large, or not of its type.</exception>
    public static Column Read(string name, JsonElement json, string? type)
    {
        try
        {
            var value = ValueOf(json, type);
            var bytes = BytesOf(value);
            return bytes <= MaxBytes + (value is string ? 4 : 0)
                ? new(name, value, bytes, MemberOf(name, json, type, value))
                : throw TableFault.ColumnTooLarge(name);
        }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException or OverflowException)
        {
            throw TableFault.InvalidInput($"The property '{name}' is not of the type {type}.");
        }
    }

    private static object ValueOf(JsonElement json, string? type) =>
        type switch
        {
            "Edm.Int64" => long.Parse(json.GetString()!, CultureInfo.InvariantCulture),
            "Edm.DateTime" => DateTimeOffset.Parse(
                json.GetString()!,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
            ),
            "Edm.Guid" => Guid.Parse(json.GetString()!),
            "Edm.Binary" => json.GetBytesFromBase64(),
            "Edm.Double" when json.ValueKind == JsonValueKind.String => double.Parse(
                json.GetString()!,
                CultureInfo.InvariantCulture
            ),
            "Edm.Double" => json.GetDouble(),
            _ => json.ValueKind switch
            {
                JsonValueKind.String => json.GetString()!,
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Number when json.TryGetInt32(out var number) => number,
                JsonValueKind.Number => json.GetDouble(),
                _ => throw new FormatException("A column is text, a number or a truth value."),
            },
        };

    private static int BytesOf(object value) =>
        value switch
        {
            string text => 4 + (2 * text.Length),
            byte[] bytes => bytes.Length,
            Guid => 16,
            bool => 1,
            int => 4,
            _ => 8,
        };

    // The service leaves the types out that JSON says itself: a number with a fraction is a double.
    private static byte[] MemberOf(string name, JsonElement json, string? type, object value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(json);
        var output = new ArrayBufferWriter<byte>(raw.Length + (2 * name.Length) + 48);
        if (
            type is "Edm.Int64" or "Edm.DateTime" or "Edm.Guid" or "Edm.Binary"
            || (type == "Edm.Double" && json.ValueKind == JsonValueKind.String)
        )
        {
            Json.WriteText(output, name + "@odata.type");
            output.Write(":\""u8);
            output.Write(Encoding.ASCII.GetBytes(type));
            output.Write("\","u8);
        }

        Json.WriteText(output, name);
        output.Write(":"u8);
        output.Write(raw);
        if (value is double && json.ValueKind == JsonValueKind.Number && raw.IndexOfAny(".eE"u8) < 0)
        {
            output.Write(".0"u8);
        }

        return output.WrittenSpan.ToArray();
    }
}

/// <summary>Texts in JSON.</summary>
internal static class Json
{
    /// <summary>Writes a text with its quotes.</summary>
    /// <param name="output">Where it is written.</param>
    /// <param name="text">The text.</param>
    public static void WriteText(ArrayBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        output.Write(JsonEncodedText.Encode(text).EncodedUtf8Bytes);
        output.Write("\""u8);
    }
}

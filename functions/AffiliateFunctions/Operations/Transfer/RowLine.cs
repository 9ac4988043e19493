using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;

namespace AffiliateFunctions.Operations.Transfer;

/// <summary>
/// One row of an export: a JSON object with the table, the keys and the columns. Texts, truth values and 32-bit numbers are
/// JSON values; other types are objects with the name of the type, so that no value changes its type or precision.
/// </summary>
internal static class RowLine
{
    private const string Table = "table";
    private const string Partition = "partition";
    private const string Row = "row";
    private const string Columns = "columns";
    private const string Int64 = "int64";
    private const string Time = "time";
    private const string Binary = "binary";
    private const string Double = "double";
    private const string Unique = "guid";

    // Storage sets these itself.
    private static readonly string[] NoColumns =
    [
        nameof(TableEntity.PartitionKey),
        nameof(TableEntity.RowKey),
        nameof(TableEntity.Timestamp),
        "odata.etag",
    ];

    /// <summary>Writes a row without the line feed.</summary>
    public static void Write(IBufferWriter<byte> output, string table, TableEntity row)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString(Table, table);
        json.WriteString(Partition, row.PartitionKey);
        json.WriteString(Row, row.RowKey);
        json.WriteStartObject(Columns);
        foreach (var (name, value) in row.Where(column => !NoColumns.Contains(column.Key)))
        {
            Write(json, name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Reads a row.</summary>
    /// <exception cref="JsonException">The line is no row.</exception>
    public static (string Table, TableEntity Row) Read(JsonElement line)
    {
        var row = new TableEntity(TextOf(line, Partition), TextOf(line, Row));
        if (!line.TryGetProperty(Columns, out var columns) || columns.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"it has no object '{Columns}'.");
        }

        foreach (var column in columns.EnumerateObject())
        {
            row[column.Name] = ValueOf(column);
        }

        return (TextOf(line, Table), row);
    }

    private static void Write(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteString(name, text);
                break;
            case bool truth:
                json.WriteBoolean(name, truth);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            default:
                var (type, written) = Typed(value);
                json.WriteStartObject(name);
                json.WriteString(type, written);
                json.WriteEndObject();
                break;
        }
    }

    private static (string Type, string Text) Typed(object value) =>
        value switch
        {
            long number => (Int64, number.ToString(CultureInfo.InvariantCulture)),
            DateTimeOffset time => (Time, time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
            byte[] bytes => (Binary, Convert.ToBase64String(bytes)),
            BinaryData bytes => (Binary, Convert.ToBase64String(bytes)),
            double number => (Double, number.ToString("R", CultureInfo.InvariantCulture)),
            Guid id => (Unique, id.ToString()),
            _ => throw new InvalidDataException($"A column has the type {value.GetType()}, which no table has."),
        };

    private static object ValueOf(JsonProperty column) =>
        column.Value.ValueKind switch
        {
            JsonValueKind.String => column.Value.GetString()!,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when column.Value.TryGetInt32(out var number) => number,
            JsonValueKind.Object => TypedValueOf(column),
            _ => throw Wrong(column.Name),
        };

    private static object TypedValueOf(JsonProperty column)
    {
        var members = column.Value.EnumerateObject().ToList();
        if (members is not [{ Value: { ValueKind: JsonValueKind.String } value, Name: var type }])
        {
            throw Wrong(column.Name);
        }

        try
        {
            var text = value.GetString()!;
            return type switch
            {
                Int64 => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
                Time => DateTimeOffset.ParseExact(
                    text,
                    "O",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal
                ),
                Binary => Convert.FromBase64String(text),
                Double => double.Parse(text, CultureInfo.InvariantCulture),
                Unique => Guid.Parse(text),
                _ => throw Wrong(column.Name),
            };
        }
        catch (Exception fault) when (fault is FormatException or OverflowException)
        {
            throw Wrong(column.Name);
        }
    }

    private static string TextOf(JsonElement line, string name) =>
        line.ValueKind == JsonValueKind.Object
        && line.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new JsonException($"it has no text '{name}'.");

    private static JsonException Wrong(string column) =>
        new($"the column '{column}' has a value that no export writes.");
}

using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Testing.Tables;

/// <summary>A stored version of an entity. Versions are replaced and never changed.</summary>
/// <param name="Partition">The PartitionKey.</param>
/// <param name="Key">The RowKey.</param>
/// <param name="Columns">Its columns without keys and timestamp, in the order in which they were sent.</param>
/// <param name="Written">When the version was written; every write of an account has a time of its own.</param>
internal sealed record Row(string Partition, string Key, IReadOnlyList<Column> Columns, DateTimeOffset Written)
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxKeyLength = 512;

    /// <summary>The version's ETag, in the form that the service gives it.</summary>
    public string ETag => $"W/\"datetime'{Uri.EscapeDataString(Time)}'\"";

    private string Time => Written.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>The value that a filter compares.</summary>
    /// <param name="name">The name of the column.</param>
    /// <returns>The value; null when the row has no such column.</returns>
    public object? ValueOf(string name)
    {
        switch (name)
        {
            case "PartitionKey":
                return Partition;
            case "RowKey":
                return Key;
            case "Timestamp":
                return Written;
            default:
                foreach (var column in Columns)
                {
                    if (column.Name == name)
                    {
                        return column.Value;
                    }
                }

                return null;
        }
    }

    /// <summary>This row with the columns of an older version that it has not itself.</summary>
    /// <param name="older">The older version.</param>
    /// <returns>The merged row.</returns>
    public Row MergedInto(Row older)
    {
        var names = Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        return this with { Columns = [.. older.Columns.Where(column => !names.Contains(column.Name)), .. Columns] };
    }

    /// <summary>Refuses a row over 1 MiB.</summary>
    /// <remarks>
    /// The service counts 4 bytes, two for each character of the keys, and for each column 8 bytes, two for each
    /// character of its name, and its value:
    /// https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model.
    /// </remarks>
    /// <exception cref="TableFault">The row is too large.</exception>
    public void CheckSize()
    {
        var bytes = 4 + (2 * (Partition.Length + Key.Length));
        foreach (var column in Columns)
        {
            bytes += 8 + (2 * column.Name.Length) + column.Bytes;
        }

        if (bytes > MaxBytes)
        {
            throw TableFault.EntityTooLarge();
        }
    }

    /// <summary>Writes the row as a JSON object with minimal metadata.</summary>
    /// <param name="output">Where it is written.</param>
    /// <param name="select">The columns that are written; null for all.</param>
    public void WriteTo(ArrayBufferWriter<byte> output, IReadOnlySet<string>? select)
    {
        output.Write("{\"odata.etag\":"u8);
        Json.WriteText(output, ETag);
        WriteKey("PartitionKey", Partition);
        WriteKey("RowKey", Key);
        WriteKey("Timestamp", Time);
        foreach (var column in Columns)
        {
            if (select is null || select.Contains(column.Name))
            {
                output.Write(","u8);
                output.Write(column.Member);
            }
        }

        // The service writes null for a selected property that the entity does not have
        // (https://github.com/Azure/Azurite/issues/2535).
        foreach (var name in select?.Where(name => !Has(name)) ?? [])
        {
            output.Write(","u8);
            Json.WriteText(output, name);
            output.Write(":null"u8);
        }

        output.Write("}"u8);

        bool Has(string name) =>
            name is "PartitionKey" or "RowKey" or "Timestamp" || Columns.Any(column => column.Name == name);

        void WriteKey(string name, string value)
        {
            if (select is null || select.Contains(name))
            {
                output.Write(","u8);
                Json.WriteText(output, name);
                output.Write(":"u8);
                Json.WriteText(output, value);
            }
        }
    }

    /// <summary>Reads a row from the body of a request.</summary>
    /// <param name="body">A JSON object.</param>
    /// <param name="partition">The PartitionKey of the request's path; null when the body has it.</param>
    /// <param name="key">The RowKey of the request's path; null when the body has it.</param>
    /// <param name="written">The time of the write.</param>
    /// <returns>The row.</returns>
    /// <exception cref="TableFault">The row is one that the service refuses.</exception>
    public static Row Read(ReadOnlyMemory<byte> body, string? partition, string? key, DateTimeOffset written)
    {
        using var document = JsonDocument.Parse(body);
        var columns = new List<Column>();
        Dictionary<string, string>? types = null;
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (member.Name.EndsWith("@odata.type", StringComparison.Ordinal))
            {
                (types ??= [])[member.Name[..^"@odata.type".Length]] = member.Value.GetString()!;
            }
        }

        foreach (var member in document.RootElement.EnumerateObject())
        {
            var name = member.Name;
            if (name == "PartitionKey")
            {
                partition ??= member.Value.GetString();
            }
            else if (name == "RowKey")
            {
                key ??= member.Value.GetString();
            }
            else if (
                name != "Timestamp"
                && !name.Contains("odata.", StringComparison.Ordinal)
                && member.Value.ValueKind != JsonValueKind.Null
            )
            {
                columns.Add(Column.Read(name, member.Value, types?.GetValueOrDefault(name)));
            }
        }

        return new(CheckKey(partition), CheckKey(key), columns, written);
    }

    private static string CheckKey(string? key)
    {
        if (key is null)
        {
            throw new TableFault(400, "PropertiesNeedValue", "The entity has no PartitionKey or no RowKey.");
        }

        return key.Length <= MaxKeyLength && key.AsSpan().IndexOfAny(@"/\#?") < 0 && !key.Any(char.IsControl)
            ? key
            : throw TableFault.InvalidInput("A key is over 1 KiB or has characters that keys must not have.");
    }
}

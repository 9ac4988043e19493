using System.Text.Json;
using Azure.Data.Tables;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// Stores a text, or a value as JSON, in a row, in as many string properties as needed. A string property holds 64 KiB
/// of UTF-16, that is 32,768 characters:
/// https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model. A binary property
/// holds 64 KiB of bytes.
/// </summary>
public static class JsonColumns
{
    private const int PropertyLength = 32_000;
    private const int PropertyBytes = 64_000;

    /// <summary>Writes the value as JSON.</summary>
    public static void SetJson<T>(this TableEntity row, string name, T value) =>
        row.SetText(name, JsonSerializer.Serialize(value, StoredJson.Options));

    /// <summary>Reads the value that <see cref="SetJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The row has no such property.</exception>
    public static T GetJson<T>(this TableEntity row, string name) =>
        JsonSerializer.Deserialize<T>(row.GetText(name), StoredJson.Options)
        ?? throw new InvalidDataException($"The property '{name}' of the row {row.PartitionKey}/{row.RowKey} is null.");

    /// <summary>
    /// Writes the text into the properties <paramref name="name"/>, <c>name1</c>, <c>name2</c> and so on, and replaces
    /// an existing text.
    /// </summary>
    public static void SetText(this TableEntity row, string name, string text) =>
        row.SetParts(name, text.Length, PropertyLength, (at, length) => text.Substring(at, length));

    /// <summary>Reads the text that <see cref="SetText"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The row has no such property.</exception>
    public static string GetText(this TableEntity row, string name)
    {
        var text =
            row.GetString(name)
            ?? throw new InvalidDataException($"The row {row.PartitionKey}/{row.RowKey} has no property '{name}'.");
        for (var part = 1; row.GetString(PropertyName(name, part)) is { } more; part++)
        {
            text += more;
        }

        return text;
    }

    /// <summary>Removes the text that <see cref="SetText"/> wrote, if there is one.</summary>
    public static void RemoveText(this TableEntity row, string name) => row.RemoveParts(name, 0);

    /// <summary>
    /// Writes bytes into the properties <paramref name="name"/>, <c>name1</c>, <c>name2</c> and so on, and replaces
    /// existing bytes.
    /// </summary>
    public static void SetBytes(this TableEntity row, string name, byte[] bytes) =>
        row.SetParts(name, bytes.Length, PropertyBytes, (at, length) => bytes.AsSpan(at, length).ToArray());

    /// <summary>Reads the bytes that <see cref="SetBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The row has no such property.</exception>
    public static byte[] GetBytes(this TableEntity row, string name)
    {
        var parts = new List<byte[]>
        {
            row.GetBinary(name)
                ?? throw new InvalidDataException($"The row {row.PartitionKey}/{row.RowKey} has no property '{name}'."),
        };
        for (var part = 1; row.GetBinary(PropertyName(name, part)) is { } more; part++)
        {
            parts.Add(more);
        }

        return parts.Count == 1 ? parts[0] : [.. parts.SelectMany(part => part)];
    }

    private static void SetParts(this TableEntity row, string name, int length, int most, Func<int, int, object> part)
    {
        var next = 0;
        for (var at = 0; next == 0 || at < length; next++, at += most)
        {
            row[PropertyName(name, next)] = part(at, Math.Min(most, length - at));
        }

        // The previous value can be longer, and a reader would read it to its end.
        row.RemoveParts(name, next);
    }

    private static void RemoveParts(this TableEntity row, string name, int from)
    {
        while (row.Remove(PropertyName(name, from)))
        {
            from++;
        }
    }

    private static string PropertyName(string name, int part) => part == 0 ? name : $"{name}{part}";
}

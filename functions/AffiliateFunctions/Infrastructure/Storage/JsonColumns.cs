using System.Text.Json;
using Azure.Data.Tables;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// Keeps a value as JSON in a row, over as many string properties as it needs. A string property holds 64 KiB of UTF-16, that is
/// 32,768 characters: https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model.
/// </summary>
public static class JsonColumns
{
    private const int PropertyLength = 32_000;

    /// <summary>Writes the value into the properties <paramref name="name"/>, <c>name1</c>, <c>name2</c> and so on.</summary>
    public static void SetJson<T>(this TableEntity row, string name, T value)
    {
        var json = JsonSerializer.Serialize(value, StoredJson.Options);
        for (int part = 0, at = 0; part == 0 || at < json.Length; part++, at += PropertyLength)
        {
            row[PropertyName(name, part)] = json.Substring(at, Math.Min(PropertyLength, json.Length - at));
        }
    }

    /// <summary>Reads what <see cref="SetJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The row has no such property.</exception>
    public static T GetJson<T>(this TableEntity row, string name)
    {
        var json = row.GetString(name) ?? throw new InvalidDataException($"The row {row.PartitionKey}/{row.RowKey} has no property '{name}'.");
        for (var part = 1; row.GetString(PropertyName(name, part)) is { } more; part++)
        {
            json += more;
        }

        return JsonSerializer.Deserialize<T>(json, StoredJson.Options)
            ?? throw new InvalidDataException($"The property '{name}' of the row {row.PartitionKey}/{row.RowKey} is null.");
    }

    private static string PropertyName(string name, int part) => part == 0 ? name : $"{name}{part}";
}

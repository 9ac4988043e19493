using Azure.Data.Tables;

namespace LocalHost.Durable.Storage;

/// <summary>
/// Texts of any length in the columns of a row: a string column holds 64 KiB of UTF-16, a row 1 MiB
/// (https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model).
/// </summary>
internal static class TextColumns
{
    /// <summary>The most characters that one row carries beside its other columns.</summary>
    public const int MostInRow = 480_000;

    private const int MostInColumn = 32_000;

    public static void SetText(this TableEntity row, string name, string? text)
    {
        row[Length(name)] = text?.Length ?? -1;
        for (var (from, column) = (0, 0); from < text?.Length; from += MostInColumn, column++)
        {
            row[name + column] = text.Substring(from, Math.Min(MostInColumn, text.Length - from));
        }
    }

    // A row that is merged may still have columns of a longer text: the length says which count.
    public static string? GetText(this TableEntity row, string name)
    {
        var length = row.GetInt32(Length(name)) ?? -1;
        return length < 0 ? null : string.Concat(Enumerable.Range(0, (length + MostInColumn - 1) / MostInColumn).Select(column => row.GetString(name + column)));
    }

    private static string Length(string name) => name + "Length";
}

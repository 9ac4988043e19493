using System.Text;
using Azure.Data.Tables;

namespace LocalHost.Durable.Storage;

/// <summary>
/// Stores bytes of any length in the columns of a row. A binary column holds 64 KiB, a row 1 MiB
/// (https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model).
/// </summary>
internal static class BinaryColumns
{
    /// <summary>
    /// The number of bytes that one row holds in addition to its other columns. Azurite counts the base64 form, which
    /// is a third longer.
    /// </summary>
    public const int MaxBytesInRow = 11 * MaxBytesInColumn;

    private const int MaxBytesInColumn = 65_536;

    /// <summary>Sets a value.</summary>
    /// <param name="row">The row.</param>
    /// <param name="name">The name of the value; the columns are numbered.</param>
    /// <param name="bytes">The value; null removes it.</param>
    public static void SetBytes(this TableEntity row, string name, byte[]? bytes)
    {
        row[LengthOf(name)] = bytes?.Length ?? -1;
        for (var (from, column) = (0, 0); from < bytes?.Length; from += MaxBytesInColumn, column++)
        {
            row[name + column] = bytes[from..Math.Min(from + MaxBytesInColumn, bytes.Length)];
        }
    }

    /// <summary>
    /// Reads a value. After a merge, a row can still have columns of a longer value, so the stored length is used.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value; null when there is none.</returns>
    public static byte[]? GetBytes(this TableEntity row, string name)
    {
        if (row.GetInt32(LengthOf(name)) is not { } length || length < 0)
        {
            return null;
        }

        var bytes = new byte[length];
        for (var (from, column) = (0, 0); from < length; from += MaxBytesInColumn, column++)
        {
            row.GetBinary(name + column).CopyTo(bytes, from);
        }

        return bytes;
    }

    /// <summary>Sets a text, stored as UTF-8.</summary>
    /// <param name="row">The row.</param>
    /// <param name="name">The name of the text.</param>
    /// <param name="text">The text; null removes it.</param>
    public static void SetText(this TableEntity row, string name, string? text) =>
        row.SetBytes(name, text is null ? null : Encoding.UTF8.GetBytes(text));

    /// <summary>Reads a text.</summary>
    /// <param name="row">The row.</param>
    /// <param name="name">The name of the text.</param>
    /// <returns>The text; null when there is none.</returns>
    public static string? GetText(this TableEntity row, string name) =>
        row.GetBytes(name) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private static string LengthOf(string name) => name + "Length";
}

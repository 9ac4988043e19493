using Azure.Data.Tables;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// The highest size that a row takes in a request's body. The body of a transaction has at most 4 MiB
/// (https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions).
/// </summary>
public static class RequestSize
{
    // The headers and address of the row's part, and the JSON syntax around a property.
    private const int OfEnvelope = 1_024;
    private const int OfProperty = 64;

    // An escaped character: \u0022.
    private const int OfUnusual = 6;

    /// <summary>Returns the size of a row in bytes.</summary>
    public static long Of(TableEntity row) =>
        OfEnvelope + row.Sum(property => OfProperty + Of(property.Key) + OfValue(property.Value));

    /// <summary>Returns the size of a text in JSON, if every unusual character is escaped.</summary>
    public static long Of(string text) =>
        text.Sum(c =>
            char.IsAsciiLetterOrDigit(c) || " _-.,:;{}[]()/".Contains(c, StringComparison.Ordinal) ? 1L : OfUnusual
        );

    // Bytes are written in base64. Numbers and times are short.
    private static long OfValue(object? value) =>
        value switch
        {
            string text => Of(text),
            byte[] bytes => (bytes.Length + 2L) / 3 * 4,
            _ => 0,
        };
}

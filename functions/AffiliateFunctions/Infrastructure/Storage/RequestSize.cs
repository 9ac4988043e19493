using Azure.Data.Tables;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// How much of a request's body a row takes, at most: a transaction's body is 4 MiB at most
/// (https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions).
/// </summary>
public static class RequestSize
{
    // The part's own headers and address, and what JSON puts around a property.
    private const int OfEnvelope = 1_024;
    private const int OfProperty = 64;

    // An escaped character: \u0022.
    private const int OfUnusual = 6;

    /// <summary>The size in bytes.</summary>
    public static long Of(TableEntity row) =>
        OfEnvelope + row.Sum(property => OfProperty + Of(property.Key) + OfValue(property.Value));

    /// <summary>The size of a text in JSON, every unusual character of which is escaped.</summary>
    public static long Of(string text) =>
        text.Sum(c =>
            char.IsAsciiLetterOrDigit(c) || " _-.,:;{}[]()/".Contains(c, StringComparison.Ordinal) ? 1L : OfUnusual
        );

    // Bytes are written in base64; numbers and times are short.
    private static long OfValue(object? value) =>
        value switch
        {
            string text => Of(text),
            byte[] bytes => (bytes.Length + 2L) / 3 * 4,
            _ => 0,
        };
}

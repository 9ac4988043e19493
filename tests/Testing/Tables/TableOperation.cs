using Testing.Tables.Filters;

namespace Testing.Tables;

/// <summary>What a request, or a part of a transaction, asks of a table.</summary>
/// <remarks>https://learn.microsoft.com/rest/api/storageservices/table-service-rest-api.</remarks>
internal sealed class TableOperation
{
    private const int MaxRows = 1_000;

    private readonly Dictionary<string, string> query;

    private TableOperation(string method, string resource, Dictionary<string, string> query)
    {
        (Method, Resource, this.query) = (method, resource, query);
    }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The table, <c>Tables</c>, or <c>$batch</c>.</summary>
    public string Resource { get; }

    /// <summary>The keys of the entity in the path; null when there are none.</summary>
    public (string Partition, string Row)? Key { get; private init; }

    /// <summary>The name in the path <c>Tables('name')</c>; null when there is none.</summary>
    public string? Name { get; private init; }

    /// <summary>The ETag that must be stored; null for any row and none, <c>*</c> for any row.</summary>
    public string? IfMatch { get; init; }

    /// <summary>Whether the answer to an insertion has the entity.</summary>
    public bool WantsContent { get; init; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The condition of a query; null for all rows.</summary>
    public Filter? Filter => Option("$filter") is { } text ? FilterParser.Parse(text) : null;

    /// <summary>The columns that are wanted; null for all.</summary>
    public IReadOnlySet<string>? Select =>
        Option("$select") is { } text
            ? text.Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal)
            : null;

    /// <summary>The most rows of an answer.</summary>
    public int Top => int.TryParse(Option("$top"), out var top) ? Math.Min(top, MaxRows) : MaxRows;

    /// <summary>The first row of the page that a continuation asks for; null for the first page.</summary>
    public (string Partition, string Row)? From =>
        Option("NextPartitionKey") is { } partition && Option("NextRowKey") is { } row
            ? (Continuation.Decode(partition), Continuation.Decode(row))
            : null;

    /// <summary>Reads an operation.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="address">Its address, or the path and query. The account before the resource is ignored.</param>
    /// <param name="header">Gives the value of a header; null when it is missing.</param>
    /// <param name="body">The body.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="TableFault">The address is none of the service.</exception>
    public static TableOperation Read(
        string method,
        string address,
        Func<string, string?> header,
        ReadOnlyMemory<byte> body
    )
    {
        var queryAt = address.IndexOf('?', StringComparison.Ordinal);
        var path = queryAt < 0 ? address : address[..queryAt];
        var last = Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
        var parenthesis = last.IndexOf('(', StringComparison.Ordinal);
        var arguments = parenthesis < 0 ? string.Empty : last[(parenthesis + 1)..^1];
        var resource = parenthesis < 0 ? last : last[..parenthesis];
        var query = QueryOf(queryAt < 0 ? string.Empty : address[(queryAt + 1)..]);
        return new(header("X-HTTP-Method") ?? method, resource, query)
        {
            Key = KeyOf(arguments),
            Name = arguments.StartsWith('\'') ? arguments.Trim('\'') : null,
            IfMatch = header("If-Match"),
            WantsContent = header("Prefer") != "return-no-content",
            Body = body,
        };
    }

    private string? Option(string name) => query.TryGetValue(name, out var text) && text.Length > 0 ? text : null;

    // PartitionKey='…',RowKey='…': an apostrophe in a key is doubled, so that the separator cannot be in one.
    private static (string Partition, string Row)? KeyOf(string arguments)
    {
        const string First = "PartitionKey='";
        if (!arguments.StartsWith(First, StringComparison.Ordinal))
        {
            return null;
        }

        var end = First.Length;
        while (arguments[end] != '\'' || (end + 1 < arguments.Length && arguments[end + 1] == '\''))
        {
            end += arguments[end] == '\'' ? 2 : 1;
        }

        var row = arguments.IndexOf('\'', end + 1) + 1;
        return (Unquoted(arguments[First.Length..end]), Unquoted(arguments[row..^1]));
    }

    private static string Unquoted(string text) => text.Replace("''", "'", StringComparison.Ordinal);

    private static Dictionary<string, string> QueryOf(string text)
    {
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            query[Uri.UnescapeDataString(part[..equals])] = Uri.UnescapeDataString(part[(equals + 1)..]);
        }

        return query;
    }
}

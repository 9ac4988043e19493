using System.Collections.Concurrent;
using Azure.Data.Tables;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>A table that a feature uses.</summary>
/// <param name="Name">The table's name: letters and digits.</param>
public sealed record DeclaredTable(string Name);

/// <summary>A queue that a feature uses.</summary>
/// <param name="Name">The queue's name: lower-case letters, digits and hyphens.</param>
public sealed record DeclaredQueue(string Name)
{
    /// <summary>
    /// Returns the names of a message's contents, for people who look into a message that failed. Throws
    /// <see cref="InvalidDataException"/> for a body that the app cannot read. Null for a queue whose messages are texts.
    /// </summary>
    public Func<byte[], IReadOnlyList<string>>? NamesOf { get; init; }
}

/// <summary>The account's tables by name.</summary>
/// <param name="service">The account.</param>
public sealed class StorageTables(TableServiceClient service)
{
    private readonly ConcurrentDictionary<string, TableClient> clients = new(StringComparer.Ordinal);

    /// <summary>Returns the client of the table with that name. Each name has one client.</summary>
    public TableClient this[string name] => clients.GetOrAdd(name, static (n, s) => s.GetTableClient(n), service);
}

using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.ConsolePages.Access;

/// <summary>
/// Stores the sessions of the console in the table <c>consolesessions</c>, each under the hash of its secret. A few
/// persons use the console, so all sessions are in one partition.
/// </summary>
public sealed class ConsoleSessionStore(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "consolesessions";

    private const string Partition = "session";

    private TableDocuments<ConsoleSession> Documents => new(tables[Table]);

    /// <summary>The session of a secret with this hash, or null.</summary>
    public Task<ConsoleSession?> FindAsync(string secretHash, CancellationToken cancellationToken) =>
        Documents.FindAsync(KeyOf(secretHash), cancellationToken);

    /// <summary>Adds a session.</summary>
    public Task AddAsync(ConsoleSession session, CancellationToken cancellationToken) =>
        Documents.GetOrAddAsync(KeyOf(session.SecretHash), session, cancellationToken);

    /// <summary>Removes the sessions that meet a condition.</summary>
    public async Task RemoveAsync(Func<ConsoleSession, bool> isRemoved, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        var sessions = await Documents.ListAsync(filter, cancellationToken).ToListAsync(cancellationToken);
        foreach (var session in sessions.Where(isRemoved))
        {
            await tables[Table].DeleteEntityAsync(Partition, session.SecretHash, cancellationToken: cancellationToken);
        }
    }

    private static DocumentKey KeyOf(string secretHash) => new(Partition, secretHash, "a session of the console");
}

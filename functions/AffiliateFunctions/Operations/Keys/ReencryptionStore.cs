using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Operations.Keys;

/// <summary>Stores the progress of the newest re-encryption beside the registered keys.</summary>
public sealed class ReencryptionStore(StorageTables tables)
{
    private static readonly DocumentKey Key = new("reencryption", "newest", "the progress of the re-encryption");

    private TableDocuments<Reencryption> Documents => new(tables[KeyRegistry.Table]);

    /// <summary>The newest re-encryption, or null.</summary>
    public Task<Reencryption?> FindAsync(CancellationToken cancellationToken) =>
        Documents.FindAsync(Key, cancellationToken);

    /// <summary>Stores the result of <paramref name="change"/>; null or the same instance changes nothing.</summary>
    public Task<Reencryption?> ChangeAsync(
        Func<Reencryption?, Reencryption?> change,
        CancellationToken cancellationToken
    ) => Documents.ChangeAsync(Key, change, cancellationToken);
}

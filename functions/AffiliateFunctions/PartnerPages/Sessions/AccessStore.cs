using System.Runtime.CompilerServices;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.PartnerPages.Sessions;

/// <summary>
/// Stores the sign-in links and sessions of mailboxes in the table <c>partneraccess</c>, one row for each mailbox, under
/// a keyed hash of the address. Rows have no address.
/// </summary>
public sealed class AccessStore(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "partneraccess";

    private const string Row = "access";
    private const string Data = "data";

    private TableDocuments<MailboxAccess> Documents => new(tables[Table]);

    /// <summary>The document of a mailbox, or null.</summary>
    public Task<MailboxAccess?> FindAsync(string mailbox, CancellationToken cancellationToken) =>
        Documents.FindAsync(KeyOf(mailbox), cancellationToken);

    /// <summary>Stores the result of <paramref name="change"/>; null changes nothing.</summary>
    public Task ChangeAsync(
        string mailbox,
        Func<MailboxAccess?, MailboxAccess?> change,
        CancellationToken cancellationToken
    ) => Documents.ChangeAsync(KeyOf(mailbox), change, cancellationToken);

    /// <summary>
    /// Removes a partner from all documents, also from those of addresses that the partner had before.
    /// </summary>
    public async Task RemoveAsync(ProgramPartner partner, CancellationToken cancellationToken)
    {
        await foreach (var mailbox in NamingAsync(partner, cancellationToken))
        {
            await RemoveAsync(mailbox, partner, cancellationToken);
        }
    }

    private async IAsyncEnumerable<string> NamingAsync(
        ProgramPartner partner,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var row in tables[Table].QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            if (row.RowKey == Row && (await ReadAsync(row, cancellationToken)).Names(partner))
            {
                yield return row.PartitionKey;
            }
        }
    }

    // A sign-in at the same time changes the row, and the removal is then repeated on the new version.
    private async Task RemoveAsync(string mailbox, ProgramPartner partner, CancellationToken cancellationToken)
    {
        var retries = new ConflictRetries(KeyOf(mailbox).Subject);
        while (true)
        {
            var stored = await tables[Table]
                .GetEntityIfExistsAsync<TableEntity>(mailbox, Row, cancellationToken: cancellationToken);
            if (stored is not { HasValue: true, Value: { } row })
            {
                return;
            }

            if ((await ReadAsync(row, cancellationToken)).Without(partner) is not null)
            {
                await ChangeAsync(mailbox, access => access?.Without(partner) ?? access, cancellationToken);
                return;
            }

            try
            {
                await tables[Table].DeleteEntityAsync(mailbox, Row, row.ETag, cancellationToken);
                return;
            }
            catch (RequestFailedException fault) when (fault.IsConflict())
            {
                await retries.NextAsync(cancellationToken);
            }
        }
    }

    private Task<MailboxAccess> ReadAsync(TableEntity row, CancellationToken cancellationToken) =>
        tables[Table].GetDocumentAsync<MailboxAccess>(row, Data, cancellationToken);

    private static DocumentKey KeyOf(string mailbox) => new(mailbox, Row, "the sign-ins of one mailbox");
}

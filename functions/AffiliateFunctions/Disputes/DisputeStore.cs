using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Disputes;

/// <summary>
/// Stores disputes in the table <c>disputes</c>, with one partition per program: one row <c>dispute:{id}</c> for each
/// dispute, and one row <c>subject:{hash}</c> for each contested subject with its last dispute. Both are written in one
/// transaction, so a subject has one open dispute.
/// </summary>
public sealed class DisputeStore(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "disputes";

    private const string DisputeRows = "dispute:";
    private const string AfterDisputeRows = "dispute;";
    private const string Data = "data";
    private const string Partner = "partner";
    private const string Open = "open";
    private const string Last = "last";

    private TableDocuments<Dispute> Disputes => new(tables[Table], Data) { WriteColumns = WriteColumns };

    /// <summary>The dispute, or null.</summary>
    public Task<Dispute?> FindAsync(DisputeKey key, CancellationToken cancellationToken) =>
        Disputes.FindAsync(KeyOf(key), cancellationToken);

    /// <summary>The dispute of an activity. Throws when it is absent.</summary>
    public Task<Dispute> RequireAsync(DisputeKey key, CancellationToken cancellationToken) =>
        Disputes.RequireAsync(KeyOf(key), cancellationToken);

    /// <summary>Stores the dispute, unless its subject has an open one. Returns the open dispute of the subject.</summary>
    public async Task<Dispute> OpenAsync(Dispute dispute, CancellationToken cancellationToken)
    {
        var retries = new ConflictRetries($"the disputes of {dispute.Program}");
        var subject = SubjectRowOf(dispute);
        while (true)
        {
            var claim = await tables[Table]
                .GetEntityIfExistsAsync<TableEntity>(
                    dispute.Program.Value,
                    subject,
                    cancellationToken: cancellationToken
                );
            if (
                claim.HasValue
                && DisputeId.TryParse(claim.Value!.GetString(Last), out var last)
                && await FindAsync(new DisputeKey(dispute.Program, last), cancellationToken)
                    is { Status: DisputeStatus.Open } open
            )
            {
                return open;
            }

            if (await TryAddAsync(dispute, subject, claim.HasValue ? claim.Value!.ETag : null, cancellationToken))
            {
                return dispute;
            }

            await retries.NextAsync(cancellationToken);
        }
    }

    /// <summary>Stores the result of a change; null changes nothing. Returns the stored dispute.</summary>
    public Task<Dispute> ChangeAsync(
        DisputeKey key,
        Func<Dispute, Dispute?> change,
        CancellationToken cancellationToken
    ) => Disputes.ChangeExistingAsync(KeyOf(key), stored => change(stored) ?? stored, cancellationToken);

    /// <summary>The disputes after the given id, by id, which begins with the time.</summary>
    public IAsyncEnumerable<Dispute> ListAsync(ProgramSlug program, string? after, CancellationToken cancellationToken)
    {
        var from = DisputeRows + after;
        return Disputes.ListAsync(
            TableClient.CreateQueryFilter(
                $"PartitionKey eq {program.Value} and RowKey gt {from} and RowKey lt {AfterDisputeRows}"
            ),
            cancellationToken
        );
    }

    /// <summary>The disputes of a partner, by id.</summary>
    public IAsyncEnumerable<Dispute> OfPartnerAsync(
        ProgramSlug program,
        PartnerId partner,
        CancellationToken cancellationToken
    ) =>
        Disputes.ListAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {program.Value} and partner eq {partner.Value}"),
            cancellationToken
        );

    /// <summary>The open disputes of a program, by id.</summary>
    public IAsyncEnumerable<Dispute> OpenAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        Disputes.ListAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {program.Value} and open eq {true}"),
            cancellationToken
        );

    private async Task<bool> TryAddAsync(
        Dispute dispute,
        string subject,
        ETag? version,
        CancellationToken cancellationToken
    )
    {
        var row = new TableEntity(dispute.Program.Value, DisputeRows + dispute.Id);
        WriteColumns(row, dispute);
        row.SetJson(Data, dispute);
        var claim = new TableEntity(dispute.Program.Value, subject) { [Last] = dispute.Id.Value };
        try
        {
            await tables[Table]
                .SubmitTransactionAsync(
                    [
                        new TableTransactionAction(TableTransactionActionType.Add, row),
                        version is { } read
                            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, claim, read)
                            : new TableTransactionAction(TableTransactionActionType.Add, claim),
                    ],
                    cancellationToken
                );
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return false;
        }
    }

    private static void WriteColumns(TableEntity row, Dispute dispute)
    {
        row[Partner] = dispute.Partner.Value;
        row[Open] = dispute.Status == DisputeStatus.Open;
    }

    // The texts that a partner enters can contain characters that a row key cannot.
    private static string SubjectRowOf(Dispute dispute) =>
        $"subject:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dispute.Subject)))}";

    private static DocumentKey KeyOf(DisputeKey key) =>
        new(key.Program.Value, DisputeRows + key.Id, $"the dispute {key.Id} of {key.Program}");
}

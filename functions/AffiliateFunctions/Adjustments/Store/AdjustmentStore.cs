using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Adjustments.Store;

/// <summary>
/// Stores adjustments in the table <c>adjustments</c>, in the partition of their program: a row for each adjustment,
/// rows that name the adjustment of an idempotency key or of a commission, and a row for each import that was prepared.
/// </summary>
public sealed class AdjustmentStore(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "adjustments";

    private const string Status = "status";
    private const string Partner = "partner";
    private const string Batch = "batch";
    private const string First = "adj_";
    private const string End = "adj`";

    private static readonly Dictionary<string, AdjustmentStatus> Statuses = Enum.GetValues<AdjustmentStatus>()
        .ToDictionary(StoredJson.NameOf, StringComparer.Ordinal);

    private TableDocuments<StoredAdjustment> Adjustments =>
        new(tables[Table])
        {
            WriteColumns = (row, adjustment) =>
            {
                row[Status] = StoredJson.NameOf(adjustment.Status);
                row[Partner] = adjustment.Partner.Value;
                if (adjustment.Batch is { } batch)
                {
                    row[Batch] = batch;
                }
            },
            ReadColumns = (row, adjustment) => adjustment with { Status = Statuses[row.GetString(Status)] },
        };

    private TableDocuments<AdjustmentClaim> Claims => new(tables[Table]);

    private TableDocuments<PreparedBatch> PreparedBatches => new(tables[Table]);

    /// <summary>Returns the adjustment, or null.</summary>
    public Task<StoredAdjustment?> FindAsync(
        ProgramSlug program,
        AdjustmentId id,
        CancellationToken cancellationToken
    ) => Adjustments.FindAsync(KeyOf(program, id), cancellationToken);

    /// <summary>Returns the adjustment of an activity. Throws when it is absent.</summary>
    public Task<StoredAdjustment> RequireAsync(AdjustmentKey key, CancellationToken cancellationToken) =>
        Adjustments.RequireAsync(KeyOf(key.Program, key.Id), cancellationToken);

    /// <summary>Stores a new adjustment, unless one with this id exists. Returns the stored one.</summary>
    public Task<StoredAdjustment> AddAsync(StoredAdjustment adjustment, CancellationToken cancellationToken) =>
        Adjustments.GetOrAddAsync(KeyOf(adjustment.Program, adjustment.Id), adjustment, cancellationToken);

    /// <summary>Stores the result of <paramref name="change"/> and returns it.</summary>
    public Task<StoredAdjustment> ChangeAsync(
        AdjustmentKey key,
        Func<StoredAdjustment, StoredAdjustment> change,
        CancellationToken cancellationToken
    ) => Adjustments.ChangeExistingAsync(KeyOf(key.Program, key.Id), change, cancellationToken);

    /// <summary>
    /// Returns the adjustment that a claim names. A claim that names none, or one that no longer counts, names the
    /// given one from now on.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="claim">What is claimed; see <see cref="AdjustmentClaim"/>.</param>
    /// <param name="id">The adjustment that claims it.</param>
    /// <param name="outdated">The adjustment whose claim no longer counts, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<AdjustmentId> ClaimAsync(
        ProgramSlug program,
        string claim,
        AdjustmentId id,
        AdjustmentId? outdated,
        CancellationToken cancellationToken
    )
    {
        var key = new DocumentKey(program.Value, AdjustmentClaim.RowOf(claim), $"the claim of {id}");
        var claimed = await Claims.ChangeAsync(
            key,
            stored => stored is null || stored.Id == outdated ? new AdjustmentClaim(id) : stored,
            cancellationToken
        );
        return claimed!.Id;
    }

    /// <summary>Returns the adjustment that a claim names, or null.</summary>
    public async Task<StoredAdjustment?> FindClaimedAsync(
        ProgramSlug program,
        string claim,
        CancellationToken cancellationToken
    )
    {
        var key = new DocumentKey(program.Value, AdjustmentClaim.RowOf(claim), "a claim");
        return await Claims.FindAsync(key, cancellationToken) is { } claimed
            ? await FindAsync(program, claimed.Id, cancellationToken)
            : null;
    }

    /// <summary>Lists the adjustments of a program, by id.</summary>
    public IAsyncEnumerable<StoredAdjustment> ListAsync(
        ProgramSlug program,
        AdjustmentFilter filter,
        CancellationToken cancellationToken
    )
    {
        var after = filter.After ?? First;
        var parts = new List<string>
        {
            TableClient.CreateQueryFilter($"PartitionKey eq {program.Value} and RowKey gt {after} and RowKey lt {End}"),
        };
        if (filter.Partner is { } partner)
        {
            parts.Add(TableClient.CreateQueryFilter($"partner eq {partner.Value}"));
        }

        if (filter.Status is { } status)
        {
            parts.Add(TableClient.CreateQueryFilter($"status eq {StoredJson.NameOf(status)}"));
        }

        return Adjustments.ListAsync(string.Join(" and ", parts), cancellationToken);
    }

    /// <summary>Lists the adjustments of an import, by id.</summary>
    public IAsyncEnumerable<StoredAdjustment> ListBatchAsync(
        ProgramSlug program,
        string batch,
        CancellationToken cancellationToken
    ) =>
        Adjustments.ListAsync(
            TableClient.CreateQueryFilter(
                $"PartitionKey eq {program.Value} and RowKey gt {First} and RowKey lt {End} and batch eq {batch}"
            ),
            cancellationToken
        );

    /// <summary>
    /// Returns the adjustments of an import that are decided together, by id: those that are stored at the first call.
    /// </summary>
    public async Task<IReadOnlyList<StoredAdjustment>> PrepareBatchAsync(
        ProgramSlug program,
        string batch,
        CancellationToken cancellationToken
    )
    {
        var prepared =
            await FindPreparedAsync(program, batch, cancellationToken)
            ?? await PreparedBatches.GetOrAddAsync(
                KeyOf(program, batch),
                new PreparedBatch(
                    await ListBatchAsync(program, batch, cancellationToken)
                        .Select(adjustment => adjustment.Id)
                        .ToListAsync(cancellationToken)
                ),
                cancellationToken
            );

        // Another run can have prepared balances that this one has not read, and all that are posted must be shown.
        var ids = prepared.Ids.ToHashSet();
        return await ListBatchAsync(program, batch, cancellationToken)
            .Where(adjustment => ids.Contains(adjustment.Id))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Returns what the decision on an import is about; null if the import is not prepared yet.</summary>
    public Task<PreparedBatch?> FindPreparedAsync(
        ProgramSlug program,
        string batch,
        CancellationToken cancellationToken
    ) => PreparedBatches.FindAsync(KeyOf(program, batch), cancellationToken);

    /// <summary>Returns what the decision on an import is about. Throws when the import is not prepared yet.</summary>
    public Task<PreparedBatch> RequirePreparedAsync(
        ProgramSlug program,
        string batch,
        CancellationToken cancellationToken
    ) => PreparedBatches.RequireAsync(KeyOf(program, batch), cancellationToken);

    /// <summary>Lists the adjustments of all programs that nobody has decided.</summary>
    public IAsyncEnumerable<StoredAdjustment> OpenAsync(CancellationToken cancellationToken)
    {
        var status = StoredJson.NameOf(AdjustmentStatus.AwaitingApproval);
        return Adjustments.ListAsync(TableClient.CreateQueryFilter($"status eq {status}"), cancellationToken);
    }

    private static DocumentKey KeyOf(ProgramSlug program, AdjustmentId id) =>
        new(program.Value, id.Value, $"the adjustment {id} of {program}");

    private static DocumentKey KeyOf(ProgramSlug program, string batch) =>
        new(program.Value, batch, $"the prepared import {batch} of {program}");
}

/// <summary>The adjustments of an import that its decision is about. The list never changes.</summary>
/// <param name="Ids">The adjustments, in ascending order.</param>
public sealed record PreparedBatch(IReadOnlyList<AdjustmentId> Ids);

/// <summary>Filters the adjustments of a program.</summary>
/// <param name="Partner">Only adjustments of this partner.</param>
/// <param name="Status">Only adjustments of this status.</param>
/// <param name="After">Only adjustments after this id.</param>
public sealed record AdjustmentFilter(PartnerId? Partner, AdjustmentStatus? Status, string? After);

/// <summary>The adjustment of an activity.</summary>
/// <param name="Program">The program.</param>
/// <param name="Id">The adjustment.</param>
public sealed record AdjustmentKey(ProgramSlug Program, AdjustmentId Id);

/// <summary>Names the adjustment that an idempotency key or a commission belongs to.</summary>
/// <param name="Id">The adjustment.</param>
public sealed record AdjustmentClaim(AdjustmentId Id)
{
    /// <summary>The claim of an idempotency key.</summary>
    public static string OfKey(string key) => $"key {key}";

    /// <summary>The claim of a commission that is to be voided.</summary>
    public static string OfVoid(CommissionId commission) => $"void {commission}";

    /// <summary>The claim of a partner's opening balance.</summary>
    public static string OfOpeningBalance(PartnerId partner) => $"opening {partner}";

    /// <summary>The row key of a claim: a hash, because a key can have any characters.</summary>
    internal static string RowOf(string claim) =>
        $"claim:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(claim)))}";
}

using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Approvals;

/// <summary>
/// Stores approvals in the table <c>approvals</c>: one row per approval in the partition of its program. The row's ETag
/// ensures that only the first decision is stored. The property <c>state</c> is <c>open</c>, <c>decided</c> (not yet
/// received by the waiting orchestration) or <c>closed</c>.
/// </summary>
public sealed class ApprovalStore(StorageTables tables) : IApprovals
{
    /// <summary>The name of the table.</summary>
    public const string Table = "approvals";

    private const string Data = "data";
    private const string State = "state";
    private const string Open = "open";
    private const string Decided = "decided";
    private const string Closed = "closed";

    private TableClient Rows => tables[Table];

    /// <summary>The approvals of a program, by id.</summary>
    public async IAsyncEnumerable<ApprovalState> ListAsync(
        ProgramSlug program,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {program.Value}");
        await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            var (request, askedAt, decision) = await Rows.GetDocumentAsync<StoredApproval>(
                row,
                Data,
                cancellationToken
            );
            yield return new ApprovalState(
                request.Id,
                request.Kind,
                request.Owner.Email,
                askedAt,
                decision?.Decision,
                decision?.Actor,
                decision?.Reason,
                decision?.At
            );
        }
    }

    /// <summary>The approval, or null.</summary>
    public async Task<StoredApproval?> FindAsync(ProgramSlug program, string id, CancellationToken cancellationToken) =>
        await ReadAsync(program, id, cancellationToken) is { } row
            ? await Rows.GetDocumentAsync<StoredApproval>(row, Data, cancellationToken)
            : null;

    /// <summary>Stores the request, unless it exists. Returns the stored approval.</summary>
    public async Task<StoredApproval> OpenAsync(
        ApprovalRequest request,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var approval = new StoredApproval(request, now, Decision: null);
        if (await FindAsync(request.Program, request.Id, cancellationToken) is { } earlier)
        {
            return earlier;
        }

        try
        {
            await Rows.AddEntityAsync(await RowOfAsync(approval, Open, cancellationToken), cancellationToken);
            return approval;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return await FindAsync(request.Program, request.Id, cancellationToken)
                ?? throw new InvalidDataException($"The approval {request.InstanceId} exists but cannot be found.");
        }
    }

    /// <summary>Stores the decision, unless the approval is decided already. Returns the stored approval.</summary>
    public Task<StoredApproval> DecideAsync(
        ProgramSlug program,
        string id,
        ApprovalDecision decision,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            program,
            id,
            a => a.Decision is null ? (a with { Decision = decision }, Decided) : null,
            cancellationToken
        );

    /// <summary>Records that the waiting orchestration has received the decision.</summary>
    public Task<StoredApproval> CloseAsync(ProgramSlug program, string id, CancellationToken cancellationToken) =>
        ChangeAsync(program, id, a => (a, Closed), cancellationToken);

    /// <summary>The orchestrations of decided approvals that have not received the decision.</summary>
    public async IAsyncEnumerable<UnreadRow<string>> UntakenAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter($"state eq {Decided}");
        await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return new UnreadRow<string>(
                $"{row.PartitionKey}/{row.RowKey}",
                () =>
                    row.ContainsKey(Data)
                        ? row.GetJson<StoredApproval>(Data).Request.InstanceId
                        : ApprovalRequest.InstanceIdOf(ProgramSlug.Parse(row.PartitionKey), row.RowKey)
            );
        }
    }

    /// <inheritdoc/>
    public async Task<ApprovalRequest> PrepareAsync(
        ApprovalRequest request,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var stored = (await OpenAsync(request, now, cancellationToken)).Request;
        return stored with { Subject = stored.Id, Facts = [], Sections = [] };
    }

    /// <summary>The ids of a program's approvals.</summary>
    public IAsyncEnumerable<string> IdsAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        Rows.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {program.Value}"),
                select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)],
                cancellationToken: cancellationToken
            )
            .Select(row => row.RowKey);

    /// <summary>Stores the result of <paramref name="change"/>, whether or not the approval is open.</summary>
    /// <returns>Whether the approval was changed. A null result of <paramref name="change"/> changes nothing.</returns>
    public async Task<bool> RewordAsync(
        ProgramSlug program,
        string id,
        Func<StoredApproval, StoredApproval?> change,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the approval {id} of {program}");
        while (await ReadAsync(program, id, cancellationToken) is { } row)
        {
            if (change(await Rows.GetDocumentAsync<StoredApproval>(row, Data, cancellationToken)) is not { } changed)
            {
                return false;
            }

            try
            {
                var next = await RowOfAsync(changed, row.GetString(State), cancellationToken);
                await Rows.UpdateEntityAsync(next, row.ETag, TableUpdateMode.Replace, cancellationToken);
                await Rows.DeleteReplacedPartsAsync(Data, row, cancellationToken);
                return true;
            }
            catch (RequestFailedException fault) when (fault.IsConflict())
            {
                await retries.NextAsync(cancellationToken);
            }
        }

        return false;
    }

    private async Task<StoredApproval> ChangeAsync(
        ProgramSlug program,
        string id,
        Func<StoredApproval, (StoredApproval Approval, string State)?> change,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the approval {id} of {program}");
        while (true)
        {
            var row =
                await ReadAsync(program, id, cancellationToken)
                ?? throw new InvalidOperationException($"There is no approval {id} in {program}.");
            var stored = await Rows.GetDocumentAsync<StoredApproval>(row, Data, cancellationToken);
            if (change(stored) is not var (changed, state) || (changed == stored && row.GetString(State) == state))
            {
                return stored;
            }

            try
            {
                var next = await RowOfAsync(changed, state, cancellationToken);
                await Rows.UpdateEntityAsync(next, row.ETag, TableUpdateMode.Replace, cancellationToken);
                await Rows.DeleteReplacedPartsAsync(Data, row, cancellationToken);
                return changed;
            }
            catch (RequestFailedException fault) when (fault.IsConflict())
            {
                // Another writer has changed the approval; the change is repeated on the new version.
                await retries.NextAsync(cancellationToken);
            }
        }
    }

    private async Task<TableEntity?> ReadAsync(ProgramSlug program, string id, CancellationToken cancellationToken)
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            program.Value,
            id,
            cancellationToken: cancellationToken
        );
        return row.HasValue ? row.Value : null;
    }

    private async Task<TableEntity> RowOfAsync(
        StoredApproval approval,
        string state,
        CancellationToken cancellationToken
    )
    {
        var row = new TableEntity(approval.Request.Program.Value, approval.Request.Id) { [State] = state };
        await Rows.SetDocumentAsync(row, Data, approval, cancellationToken);
        return row;
    }
}

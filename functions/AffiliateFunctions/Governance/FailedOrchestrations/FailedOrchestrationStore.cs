using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Governance.FailedOrchestrations;

/// <summary>The report of an orchestration that failed permanently.</summary>
/// <param name="Program">The program of the orchestration.</param>
/// <param name="InstanceId">The id of the orchestration, which is a business key.</param>
/// <param name="Orchestration">The name of the orchestrator.</param>
/// <param name="Reason">The reason for the failure.</param>
/// <param name="FailedAt">When the orchestration failed.</param>
/// <param name="MailedAt">When the alert was sent to the program's owner, or null.</param>
/// <param name="IsRestarted">
/// Whether the orchestration was restarted. The report is kept until the orchestration ends, so that the owner gets one
/// alert per day at most.
/// </param>
public sealed record FailedOrchestration(
    ProgramSlug Program,
    string InstanceId,
    string Orchestration,
    string Reason,
    DateTimeOffset FailedAt,
    DateTimeOffset? MailedAt,
    bool IsRestarted
);

/// <summary>
/// Stores reports in the table <c>failedorchestrations</c>: one row for each failed orchestration, in the partition of
/// its program.
/// </summary>
public sealed class FailedOrchestrationStore(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "failedorchestrations";

    /// <summary>The maximum result of <see cref="CountAsync"/>.</summary>
    public const int MaxCount = 1000;

    private const string Data = "data";
    private const string IsRestarted = "restarted";

    private TableClient Rows => tables[Table];

    /// <summary>The report of an orchestration, or null.</summary>
    public async Task<FailedOrchestration?> FindAsync(
        ProgramSlug program,
        string instanceId,
        CancellationToken cancellationToken
    )
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            program.Value,
            KeyText.Of(instanceId),
            cancellationToken: cancellationToken
        );
        return row.HasValue ? row.Value!.GetJson<FailedOrchestration>(Data) : null;
    }

    /// <summary>Stores the report. It replaces an earlier report of the same orchestration.</summary>
    public async Task PutAsync(FailedOrchestration failed, CancellationToken cancellationToken)
    {
        var row = new TableEntity(failed.Program.Value, KeyText.Of(failed.InstanceId))
        {
            [IsRestarted] = failed.IsRestarted,
        };
        row.SetJson(Data, failed);
        await Rows.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>Removes the report of an orchestration that has completed.</summary>
    public Task RemoveAsync(FailedOrchestration failed, CancellationToken cancellationToken) =>
        Rows.DeleteEntityAsync(failed.Program.Value, KeyText.Of(failed.InstanceId), ETag.All, cancellationToken);

    /// <summary>The reports of a program's orchestrations that were not restarted.</summary>
    public IAsyncEnumerable<FailedOrchestration> ListAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        Rows.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {program.Value} and restarted eq {false}"),
                cancellationToken: cancellationToken
            )
            .Select(row => row.GetJson<FailedOrchestration>(Data));

    /// <summary>All reports.</summary>
    public async IAsyncEnumerable<FailedOrchestration> ListAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var row in Rows.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            yield return row.GetJson<FailedOrchestration>(Data);
        }
    }

    /// <summary>The number of failed orchestrations that were not restarted, up to <see cref="MaxCount"/>.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken) =>
        await Rows.QueryAsync<TableEntity>($"{IsRestarted} eq false", MaxCount, ["RowKey"], cancellationToken)
            .Take(MaxCount)
            .CountAsync(cancellationToken);
}

using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Governance.FailedOrchestrations;

/// <summary>An orchestration that failed for good.</summary>
/// <param name="Program">The program that it is about.</param>
/// <param name="InstanceId">Its id, which is a business key.</param>
/// <param name="Orchestration">The orchestrator's name.</param>
/// <param name="Reason">Why it failed.</param>
/// <param name="FailedAt">When.</param>
/// <param name="MailedAt">When the program's owner was told, or null.</param>
/// <param name="IsRestarted">
/// Whether it runs again; the report is kept until it ends, so that the owner is told once a day at most.
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
/// The table <c>failedorchestrations</c>: a row for each failed orchestration, in the partition of its program.
/// </summary>
public sealed class FailedOrchestrationStore(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "failedorchestrations";

    /// <summary>The most that <see cref="CountAsync"/> counts.</summary>
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

    /// <summary>Stores the report in place of an earlier one of the same orchestration.</summary>
    public async Task PutAsync(FailedOrchestration failed, CancellationToken cancellationToken)
    {
        var row = new TableEntity(failed.Program.Value, KeyText.Of(failed.InstanceId))
        {
            [IsRestarted] = failed.IsRestarted,
        };
        row.SetJson(Data, failed);
        await Rows.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>Removes the report: the orchestration has completed.</summary>
    public Task RemoveAsync(FailedOrchestration failed, CancellationToken cancellationToken) =>
        Rows.DeleteEntityAsync(failed.Program.Value, KeyText.Of(failed.InstanceId), ETag.All, cancellationToken);

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

    /// <summary>How many orchestrations have failed and do not run again, up to <see cref="MaxCount"/>.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken) =>
        await Rows.QueryAsync<TableEntity>($"{IsRestarted} eq false", MaxCount, ["RowKey"], cancellationToken)
            .Take(MaxCount)
            .CountAsync(cancellationToken);
}

using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>The endpoints: rows of the partition of their program in the table <c>webhooks</c>.</summary>
public sealed class EndpointStore(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "webhooks";

    private const string Prefix = "endpoint:";
    private const string Data = "data";

    private TableClient Rows => tables[Table];

    /// <summary>The endpoints, by id; removed ones too where they are asked for.</summary>
    public async IAsyncEnumerable<WebhookEndpoint> ListAsync(
        ProgramSlug program,
        bool withRemoved,
        string? after = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {program.Value} and RowKey gt {Prefix + after} and RowKey lt {"endpoint;"}"
        );
        await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            var endpoint = row.GetJson<WebhookEndpoint>(Data);
            if (withRemoved || endpoint.RemovedAt is null)
            {
                yield return endpoint;
            }
        }
    }

    /// <summary>The endpoint, or null where there is none or it was removed.</summary>
    public async Task<WebhookEndpoint?> FindAsync(EndpointKey key, CancellationToken cancellationToken) =>
        await ReadAsync(key, cancellationToken) is ({ RemovedAt: null } endpoint, _) ? endpoint : null;

    /// <summary>
    /// Stores what <paramref name="change"/> makes of the endpoint as it stands (null when there is none or it was
    /// removed); null from it changes nothing. Answers what was stored.
    /// </summary>
    public async Task<WebhookEndpoint?> ChangeAsync(
        EndpointKey key,
        Func<WebhookEndpoint?, WebhookEndpoint?> change,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the webhook endpoint {key.Endpoint} of {key.Program}");
        while (true)
        {
            var stored = await ReadAsync(key, cancellationToken);
            if (change(stored is ({ RemovedAt: null } standing, _) ? standing : null) is not { } changed)
            {
                return null;
            }

            var row = new TableEntity(key.Program.Value, Prefix + key.Endpoint);
            row.SetJson(Data, changed);
            try
            {
                await (
                    stored is (_, var version)
                        ? Rows.UpdateEntityAsync(row, version, TableUpdateMode.Replace, cancellationToken)
                        : Rows.AddEntityAsync(row, cancellationToken)
                );
                return changed;
            }
            catch (RequestFailedException fault) when (fault.IsConflict())
            {
                // Somebody changed it in between: their version is the one to change.
                await retries.NextAsync(cancellationToken);
            }
        }
    }

    /// <summary>Forgets a removed endpoint altogether.</summary>
    public Task ForgetAsync(EndpointKey key, CancellationToken cancellationToken) =>
        Rows.DeleteEntityAsync(key.Program.Value, Prefix + key.Endpoint, cancellationToken: cancellationToken);

    private async Task<(WebhookEndpoint Endpoint, ETag Version)?> ReadAsync(
        EndpointKey key,
        CancellationToken cancellationToken
    )
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            key.Program.Value,
            Prefix + key.Endpoint,
            cancellationToken: cancellationToken
        );
        return row.HasValue ? (row.Value!.GetJson<WebhookEndpoint>(Data), row.Value!.ETag) : null;
    }
}

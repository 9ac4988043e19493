using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>Stores the endpoints in the table <c>webhooks</c>, in the partition of their program.</summary>
public sealed class EndpointStore(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "webhooks";

    private const string Prefix = "endpoint:";
    private const string Data = "data";

    private TableClient Rows => tables[Table];

    /// <summary>Lists the endpoints by id, including removed ones on request.</summary>
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

    /// <summary>Returns the endpoint, or null when it does not exist or was removed.</summary>
    public async Task<WebhookEndpoint?> FindAsync(EndpointKey key, CancellationToken cancellationToken) =>
        await ReadAsync(key, cancellationToken) is ({ RemovedAt: null } endpoint, _) ? endpoint : null;

    /// <summary>
    /// Stores the result of <paramref name="change"/>, which receives the current endpoint, or null when there is none
    /// or it was removed. A null result changes nothing. Returns what was stored.
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
                // Another request changed the endpoint in between: apply the change to the new version.
                await retries.NextAsync(cancellationToken);
            }
        }
    }

    /// <summary>Deletes the row of a removed endpoint.</summary>
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

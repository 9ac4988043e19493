using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>Stores the endpoints in the table <c>webhooks</c>, in the partition of their program.</summary>
public sealed class EndpointStore(StorageTables tables) : ISealedValues
{
    /// <summary>The name of the table.</summary>
    public const string Table = "webhooks";

    private const string Prefix = "endpoint:";

    /// <inheritdoc/>
    public string Name => "secrets of webhook endpoints";

    /// <inheritdoc/>
    public string Filter { get; } = TableClient.CreateQueryFilter($"RowKey gt {Prefix} and RowKey lt {"endpoint;"}");

    string ISealedValues.Table => Table;

    private TableClient Rows => tables[Table];

    private TableDocuments<WebhookEndpoint> Endpoints => new(Rows);

    /// <summary>Lists the endpoints by id, including removed ones on request.</summary>
    public IAsyncEnumerable<WebhookEndpoint> ListAsync(
        ProgramSlug program,
        bool withRemoved,
        string? after = null,
        CancellationToken cancellationToken = default
    )
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {program.Value} and RowKey gt {Prefix + after} and RowKey lt {"endpoint;"}"
        );
        return Endpoints
            .ListAsync(filter, cancellationToken)
            .Where(endpoint => withRemoved || endpoint.RemovedAt is null);
    }

    /// <summary>Returns the endpoint, or null when it does not exist or was removed.</summary>
    public async Task<WebhookEndpoint?> FindAsync(EndpointKey key, CancellationToken cancellationToken) =>
        Unremoved(await Endpoints.FindAsync(DocumentKeyOf(key), cancellationToken));

    /// <summary>
    /// Stores the result of <paramref name="change"/>, which receives the current endpoint, or null when there is none
    /// or it was removed. A null result changes nothing. Returns what was stored.
    /// </summary>
    public Task<WebhookEndpoint?> ChangeAsync(
        EndpointKey key,
        Func<WebhookEndpoint?, WebhookEndpoint?> change,
        CancellationToken cancellationToken
    ) => Endpoints.ChangeAsync(DocumentKeyOf(key), stored => change(Unremoved(stored)), cancellationToken);

    /// <inheritdoc/>
    public async Task ResealAsync(TableEntity row, Resealing resealing, CancellationToken cancellationToken)
    {
        var key = new EndpointKey(ProgramSlug.Parse(row.PartitionKey), row.RowKey[Prefix.Length..]);
        await Endpoints.ChangeAsync(
            DocumentKeyOf(key),
            stored =>
            {
                resealing.Begin();
                return stored is null ? null : EndpointSecrets.Reseal(stored, resealing);
            },
            cancellationToken
        );
        resealing.End();
    }

    /// <summary>Deletes the row of a removed endpoint.</summary>
    public Task ForgetAsync(EndpointKey key, CancellationToken cancellationToken) =>
        Rows.DeleteEntityAsync(key.Program.Value, Prefix + key.Endpoint, cancellationToken: cancellationToken);

    private static WebhookEndpoint? Unremoved(WebhookEndpoint? stored) => stored is { RemovedAt: null } ? stored : null;

    private static DocumentKey DocumentKeyOf(EndpointKey key) =>
        new(key.Program.Value, Prefix + key.Endpoint, $"the webhook endpoint {key.Endpoint} of {key.Program}");
}

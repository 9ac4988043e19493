using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>
/// Stores the cap usage of customers, across all partners, with the claims of each event; see <see cref="LedgerKeys"/>.
/// A customer's usage is the sum of its claims, and both change in one transaction.
/// </summary>
internal sealed class CustomerCapStore(StorageTables tables)
{
    // An entity group transaction is limited to 100 entities
    // (https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions).
    private const int MaxRows = 100;

    private TableClient Rows => tables[LedgerKeys.Table];

    /// <summary>Reads the cap usage of the given customers and the claims of the given events.</summary>
    public async Task<IReadOnlyList<CustomerCapRow>> ReadAsync(
        ProgramSlug program,
        IEnumerable<(CustomerId Customer, EventId Event)> wanted,
        CancellationToken cancellationToken
    )
    {
        var partitions = wanted
            .GroupBy(pair => pair.Customer)
            .GroupBy(own => LedgerKeys.CustomerPartition(program, own.Key));
        var read = await Task.WhenAll(
            partitions.Select(async partition =>
            {
                var keys = partition.SelectMany(own =>
                    own.Select(item => LedgerKeys.Claim(item.Event)).Append(LedgerKeys.Customer(own.Key))
                );
                var rows = (await Rows.ReadByKeysAsync(partition.Key, keys, cancellationToken)).ToDictionary(
                    row => row.RowKey,
                    StringComparer.Ordinal
                );
                return partition.Select(own => RowOf(own.Key, own.Select(entry => entry.Event), rows));
            })
        );
        return [.. read.SelectMany(rows => rows)];
    }

    /// <summary>Lists all stored usage and claims of one partition.</summary>
    public IAsyncEnumerable<CustomerCapEntry> RowsAsync(string partition, CancellationToken cancellationToken) =>
        Rows.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {partition}"),
                cancellationToken: cancellationToken
            )
            .Select(CustomerCapEntry.Read);

    /// <summary>Returns the stored usage of one customer and the claims on it.</summary>
    public ValueTask<List<CustomerCapEntry>> RowsOfAsync(
        string partition,
        CustomerId customer,
        CancellationToken cancellationToken
    ) =>
        Rows.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {partition} and customer eq {customer.Value}"),
                cancellationToken: cancellationToken
            )
            .Select(CustomerCapEntry.Read)
            .ToListAsync(cancellationToken);

    /// <summary>
    /// Stores the changed rows, those of each customer in one transaction. Returns false as soon as a row was changed
    /// by another request in the meantime.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner whose ledger contains the events.</param>
    /// <param name="changed">The rows.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<bool> TryStoreAsync(
        ProgramSlug program,
        PartnerId partner,
        IEnumerable<CustomerCapRow> changed,
        CancellationToken cancellationToken
    )
    {
        foreach (var partition in changed.GroupBy(row => LedgerKeys.CustomerPartition(program, row.Customer)))
        {
            foreach (var packed in Packed(partition.Select(row => (row, row.Changes(partition.Key, partner).ToList()))))
            {
                try
                {
                    var answers = await Rows.SubmitTransactionAsync(
                        packed.SelectMany(own => own.Changes),
                        cancellationToken
                    );
                    var at = 0;
                    foreach (var (row, changes) in packed)
                    {
                        row.Stored(answers.Value[at].Headers.ETag);
                        at += changes.Count;
                    }
                }
                catch (RequestFailedException fault) when (fault.IsConflict())
                {
                    return false;
                }
            }
        }

        return true;
    }

    // Each transaction contains as many customers as fit; the rows of one customer are never split.
    private static IEnumerable<List<(CustomerCapRow Row, List<TableTransactionAction> Changes)>> Packed(
        IEnumerable<(CustomerCapRow Row, List<TableTransactionAction> Changes)> customers
    )
    {
        var packed = new List<(CustomerCapRow Row, List<TableTransactionAction> Changes)>();
        foreach (var own in customers)
        {
            if (packed.Count > 0 && packed.Sum(pair => pair.Changes.Count) + own.Changes.Count > MaxRows)
            {
                yield return packed;
                packed = [];
            }

            packed.Add(own);
        }

        if (packed.Count > 0)
        {
            yield return packed;
        }
    }

    private static CustomerCapRow RowOf(
        CustomerId customer,
        IEnumerable<EventId> events,
        Dictionary<string, TableEntity> rows
    )
    {
        var stored = rows.GetValueOrDefault(LedgerKeys.Customer(customer));
        var claims = events
            .Distinct()
            .Where(id => rows.ContainsKey(LedgerKeys.Claim(id)))
            .ToDictionary(id => id, id => rows[LedgerKeys.Claim(id)].GetJson<CustomerCapUse>(CustomerCapRow.Data));
        return new CustomerCapRow(
            customer,
            stored?.GetJson<CustomerCapUse>(CustomerCapRow.Data) ?? CustomerCapUse.None,
            stored?.ETag,
            claims
        );
    }
}

/// <summary>
/// The cap usage of one customer and the claims of events, as they were read and as they will be changed.
/// </summary>
/// <param name="customer">The customer.</param>
/// <param name="used">The usage.</param>
/// <param name="version">The version that was read; null when there was none.</param>
/// <param name="claims">The claims of the requested events.</param>
internal sealed class CustomerCapRow(
    CustomerId customer,
    CustomerCapUse used,
    ETag? version,
    Dictionary<EventId, CustomerCapUse> claims
)
{
    public const string Data = "data";

    private readonly Dictionary<EventId, CustomerCapUse> changed = [];

    public CustomerId Customer => customer;

    public bool IsChanged => changed.Count > 0;

    /// <summary>Returns the usage by all events except the given one.</summary>
    public CustomerCapUse UsedBeside(EventId id) => used.Minus(ClaimOf(id));

    /// <summary>Returns the claim of the event.</summary>
    public CustomerCapUse ClaimOf(EventId id) =>
        changed.GetValueOrDefault(id) ?? claims.GetValueOrDefault(id, CustomerCapUse.None);

    /// <summary>Changes the claim of the event.</summary>
    public void Claim(EventId id, CustomerCapUse claim)
    {
        used = UsedBeside(id).Plus(claim);
        changed[id] = claim;
    }

    /// <summary>Returns the storage actions; the first one writes the customer's usage.</summary>
    public IEnumerable<TableTransactionAction> Changes(string partition, PartnerId partner)
    {
        var row = new TableEntity(partition, LedgerKeys.Customer(customer))
        {
            [CustomerCapEntry.CustomerColumn] = customer.Value,
        };
        row.SetJson(Data, used);
        yield return version is { } read
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, read)
            : new TableTransactionAction(TableTransactionActionType.Add, row);
        foreach (var (id, claim) in changed)
        {
            // The version of the customer's row protects its claims.
            var claimed = new TableEntity(partition, LedgerKeys.Claim(id))
            {
                [CustomerCapEntry.CustomerColumn] = customer.Value,
                [CustomerCapEntry.PartnerColumn] = partner.Value,
            };
            claimed.SetJson(Data, claim);
            yield return claims.ContainsKey(id)
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, claimed, ETag.All)
                : new TableTransactionAction(TableTransactionActionType.Add, claimed);
        }
    }

    /// <summary>Records that the changes are stored, with the new version of the customer's usage.</summary>
    public void Stored(ETag? stored)
    {
        version = stored;
        foreach (var (id, claim) in changed)
        {
            claims[id] = claim;
        }

        changed.Clear();
    }
}

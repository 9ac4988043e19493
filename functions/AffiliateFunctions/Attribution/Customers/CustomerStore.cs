using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Caching.Memory;

namespace AffiliateFunctions.Attribution.Customers;

/// <summary>
/// The table <c>customers</c>: customers and the decisions on their events, in 16 partitions per program by a hash of
/// the customer id. A decision and its changes of the customer are stored in one transaction.
/// </summary>
public sealed class CustomerStore(StorageTables tables) : IDisposable
{
    /// <summary>The name of the table.</summary>
    public const string Table = "customers";

    private const int Buckets = 16;
    private const string Data = "data";
    private const string CustomerRowPrefix = "customer:";
    private const string DecisionRows = "decision:";
    private const string DecisionRowsEnd = "decision;";

    // In characters of the JSON documents; a customer has some hundred to some thousand.
    private const long MaxRemembered = 16 * 1024 * 1024;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    // Customers as this process last stored them.
    private readonly MemoryCache lastStored = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });

    private TableClient Rows => tables[Table];

    /// <summary>Returns the partition of a customer.</summary>
    public static string PartitionOf(ProgramSlug program, CustomerId customer) =>
        Partition(program, Bucket.Of(customer.Value, Buckets));

    /// <summary>Reads those customers and decisions of one partition that exist.</summary>
    public async Task<CustomerRows> ReadAsync(
        string partition,
        IEnumerable<CustomerId> customers,
        IEnumerable<EventId> events,
        CancellationToken cancellationToken
    )
    {
        var keys = customers.Distinct().Select(CustomerKey).Concat(events.Distinct().Select(DecisionKey));
        return new CustomerRows(partition, await Rows.ReadByKeysAsync(partition, keys, cancellationToken));
    }

    /// <summary>
    /// Reads the customers as this process last stored them, mostly without a request to storage. Another process may
    /// have changed them since; <see cref="StoreAsync"/> then stores nothing, and the next read is from storage. Use
    /// this method only for data that is stored afterwards.
    /// </summary>
    public async Task<CustomerRows> ReadLastStoredAsync(
        string partition,
        IEnumerable<CustomerId> customers,
        CancellationToken cancellationToken
    )
    {
        var (known, unknown) = (new List<TableEntity>(), new List<CustomerId>());
        foreach (var customer in customers.Distinct())
        {
            if (lastStored.TryGetValue((partition, CustomerKey(customer)), out TableEntity? row))
            {
                known.Add(row!);
            }
            else
            {
                unknown.Add(customer);
            }
        }

        return new CustomerRows(
            partition,
            [.. known, .. await Rows.ReadByKeysAsync(partition, unknown.Select(CustomerKey), cancellationToken)]
        );
    }

    /// <summary>
    /// Stores the changed customers and the new decisions; false if another process was faster, and then nothing is
    /// stored.
    /// </summary>
    public async Task<bool> StoreAsync(CustomerRows rows, CancellationToken cancellationToken)
    {
        // Each event and each changed customer needs one row; the caller stays below the limit of a transaction.
        var changes = rows.Changes().ToList();
        changes.ForEach(change => lastStored.Remove((change.Entity.PartitionKey, change.Entity.RowKey)));
        try
        {
            var answers = await Rows.SubmitTransactionAsync(changes, cancellationToken);
            Remember(changes.Zip(answers.Value, (change, answer) => ((TableEntity)change.Entity, answer.Headers.ETag)));
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return false;
        }
    }

    /// <summary>
    /// Changes a customer and the decisions on its events. If another process changes the same rows in the meantime,
    /// the change is repeated on their new versions.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="customer">The customer.</param>
    /// <param name="events">The events whose decisions are read, fewer than the limit of a transaction.</param>
    /// <param name="change">Changes the rows. If it changes none, nothing is stored.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The rows as stored.</returns>
    public async Task<CustomerRows> ChangeAsync(
        ProgramSlug program,
        CustomerId customer,
        IReadOnlyCollection<EventId> events,
        Action<CustomerRows> change,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the customer {customer} of {program}");
        while (true)
        {
            var rows = await ReadAsync(PartitionOf(program, customer), [customer], events, cancellationToken);
            change(rows);
            if (rows.Count == 0 || await StoreAsync(rows, cancellationToken))
            {
                return rows;
            }

            await retries.NextAsync(cancellationToken);
        }
    }

    /// <summary>Lists all decisions on events of a program.</summary>
    public IAsyncEnumerable<(EventId Event, EventDecision Decision)> DecisionsAsync(
        ProgramSlug program,
        CancellationToken cancellationToken
    ) =>
        Enumerable
            .Range(0, Buckets)
            .ToAsyncEnumerable()
            .SelectMany(bucket => DecisionsAsync(Partition(program, bucket), cancellationToken));

    /// <summary>Lists the decisions on events of a customer.</summary>
    public IAsyncEnumerable<(EventId Event, EventDecision Decision)> DecisionsAsync(
        ProgramSlug program,
        CustomerId customer,
        CancellationToken cancellationToken
    ) =>
        DecisionsAsync(PartitionOf(program, customer), cancellationToken)
            .Where(pair => pair.Decision.Customer.ExternalId == customer.Value);

    /// <inheritdoc/>
    public void Dispose() => lastStored.Dispose();

    /// <summary>Finds a customer; null if there is none.</summary>
    public async Task<StoredCustomer?> FindAsync(
        ProgramSlug program,
        CustomerId customer,
        CancellationToken cancellationToken
    )
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            PartitionOf(program, customer),
            CustomerKey(customer),
            cancellationToken: cancellationToken
        );
        return row.HasValue ? row.Value!.GetJson<StoredCustomer>(Data) : null;
    }

    private void Remember(IEnumerable<(TableEntity Row, ETag? Version)> stored)
    {
        foreach (
            var (row, version) in stored.Where(pair =>
                pair.Version is not null && pair.Row.RowKey.StartsWith(CustomerRowPrefix, StringComparison.Ordinal)
            )
        )
        {
            row.ETag = version!.Value;
            lastStored.Set(
                (row.PartitionKey, row.RowKey),
                row,
                new MemoryCacheEntryOptions
                {
                    Size = row.GetText(Data).Length,
                    AbsoluteExpirationRelativeToNow = Remembered,
                }
            );
        }
    }

    private async IAsyncEnumerable<(EventId Event, EventDecision Decision)> DecisionsAsync(
        string partition,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey gt {DecisionRows} and RowKey lt {DecisionRowsEnd}"
        );
        await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return (EventId.Parse(row.RowKey[DecisionRows.Length..]), row.GetJson<EventDecision>(Data));
        }
    }

    private static string CustomerKey(CustomerId customer) => CustomerRowPrefix + customer;

    private static string DecisionKey(EventId id) => DecisionRows + id;

    private static string Partition(ProgramSlug program, int bucket) => $"{program}:{bucket:x}";

    /// <summary>Rows of one partition, with their pending changes.</summary>
    public sealed class CustomerRows
    {
        private readonly string partition;
        private readonly Dictionary<string, TableEntity> stored;
        private readonly Dictionary<CustomerId, StoredCustomer> changed = [];
        private readonly Dictionary<EventId, EventDecision> decided = [];

        /// <summary>Creates the rows that were read of a partition.</summary>
        public CustomerRows(string partition, IEnumerable<TableEntity> rows) =>
            (this.partition, stored) = (partition, rows.ToDictionary(row => row.RowKey, StringComparer.Ordinal));

        /// <summary>Returns the rows as they were read, without pending changes.</summary>
        public CustomerRows Fork() => new(partition, stored.Values);

        /// <summary>The number of rows to write.</summary>
        public int Count => changed.Count + decided.Count;

        /// <summary>Returns the customer with its pending changes.</summary>
        public StoredCustomer Customer(CustomerId id) =>
            changed.GetValueOrDefault(id)
            ?? (
                stored.TryGetValue(CustomerKey(id), out var row)
                    ? row.GetJson<StoredCustomer>(Data)
                    : new StoredCustomer { Id = id }
            );

        /// <summary>Returns the decision on an event, or null.</summary>
        public EventDecision? Decision(EventId id) =>
            decided.GetValueOrDefault(id)
            ?? (stored.TryGetValue(DecisionKey(id), out var row) ? row.GetJson<EventDecision>(Data) : null);

        /// <summary>Changes a customer.</summary>
        public void Change(StoredCustomer customer) => changed[customer.Id] = customer;

        /// <summary>Sets the decision on an event, and changes its customer with it.</summary>
        public void Decide(EventId id, EventDecision decision, StoredCustomer customer)
        {
            decided[id] = decision;
            changed[customer.Id] = customer;
        }

        internal IEnumerable<TableTransactionAction> Changes()
        {
            foreach (var (id, customer) in changed)
            {
                var row = new TableEntity(partition, CustomerKey(id));
                row.SetJson(Data, customer);
                yield return stored.TryGetValue(CustomerKey(id), out var before)
                    ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, before.ETag)
                    : new TableTransactionAction(TableTransactionActionType.Add, row);
            }

            foreach (var (id, decision) in decided)
            {
                var row = new TableEntity(partition, DecisionKey(id));
                row.SetJson(Data, decision);
                yield return stored.TryGetValue(DecisionKey(id), out var before)
                    ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, before.ETag)
                    : new TableTransactionAction(TableTransactionActionType.Add, row);
            }
        }
    }
}

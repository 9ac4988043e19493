using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Attribution.Screens;

/// <summary>
/// The table <c>customermails</c>: the customers of a program that share a mailbox, by a keyed hash of the mailbox, in
/// four partitions per program so that a batch needs few requests. Entries are recorded before events are decided, so
/// that of two concurrent customers the later one sees the other.
/// </summary>
public sealed class CustomerEmailIndex(StorageTables tables, IOptions<SecurityOptions> options)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "customermails";

    private const int Buckets = 4;
    private const int MaxAtOnce = 14;
    private const int MaxCustomers = 20;
    private const string Customers = "customers";

    private readonly byte[] key = options.Value.CustomerIndex().Derive("customer mails"u8);

    private TableClient Rows => tables[Table];

    /// <summary>Records the customers of e-mail addresses.</summary>
    /// <returns>The customers of each address in the order in which they were recorded.</returns>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<CustomerId>>> RecordAsync(
        ProgramSlug program,
        IEnumerable<(string Mail, CustomerId Customer)> told,
        CancellationToken cancellationToken
    )
    {
        var byKey = told.GroupBy(owner => KeyOf(owner.Mail), StringComparer.Ordinal).ToList();
        var chunks = byKey
            .GroupBy(own => PartitionOf(program, own.Key))
            .SelectMany(bucket =>
                bucket.Chunk(MaxAtOnce).Select(chunk => RecordChunkAsync(bucket.Key, chunk, cancellationToken))
            );
        var noted = (await Task.WhenAll(chunks))
            .SelectMany(chunk => chunk)
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        return byKey
            .SelectMany(own => own.Select(owner => owner.Mail).Distinct())
            .ToDictionary(mail => mail, mail => noted[KeyOf(mail)], StringComparer.Ordinal);
    }

    /// <summary>Whether a customer of the address is recorded.</summary>
    public async Task<bool> ContainsAsync(ProgramSlug program, string mail, CancellationToken cancellationToken)
    {
        var key = KeyOf(mail);
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            PartitionOf(program, key),
            key,
            cancellationToken: cancellationToken
        );
        return row.HasValue;
    }

    /// <summary>Removes the customer from the entry of the address.</summary>
    public async Task ForgetAsync(
        ProgramSlug program,
        string mail,
        CustomerId customer,
        CancellationToken cancellationToken
    )
    {
        var key = KeyOf(mail);
        var retries = new ConflictRetries($"an e-mail address of the customer {customer} of {program}");
        while (
            await Rows.GetEntityIfExistsAsync<TableEntity>(
                PartitionOf(program, key),
                key,
                cancellationToken: cancellationToken
            )
                is { HasValue: true, Value: { } row }
            && row.GetJson<List<CustomerId>>(Customers) is var all
            && all.Remove(customer)
        )
        {
            row.SetJson(Customers, all);
            try
            {
                await (
                    all.Count > 0
                        ? Rows.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken)
                        : Rows.DeleteEntityAsync(row, row.ETag, cancellationToken)
                );
            }
            catch (RequestFailedException fault)
                when (fault.IsConflict() || fault.Status == StatusCodes.Status404NotFound)
            {
                // Another customer of the address was added or removed meanwhile.
                await retries.NextAsync(cancellationToken);
            }
        }
    }

    private async Task<IReadOnlyDictionary<string, IReadOnlyList<CustomerId>>> RecordChunkAsync(
        string partition,
        IGrouping<string, (string Mail, CustomerId Customer)>[] chunk,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the e-mail addresses of {partition}");
        while (true)
        {
            var stored = await ReadAsync(partition, chunk.Select(own => own.Key), cancellationToken);
            var known = new Dictionary<string, IReadOnlyList<CustomerId>>(StringComparer.Ordinal);
            var changes = new List<TableTransactionAction>();
            foreach (var own in chunk)
            {
                var before = stored.TryGetValue(own.Key, out var row) ? row.GetJson<List<CustomerId>>(Customers) : [];
                known[own.Key] = [.. before.Union(own.Select(owner => owner.Customer)).Take(MaxCustomers)];
                if (known[own.Key].Count > before.Count)
                {
                    var changed = new TableEntity(partition, own.Key);
                    changed.SetJson(Customers, known[own.Key]);
                    changes.Add(
                        row is null
                            ? new TableTransactionAction(TableTransactionActionType.Add, changed)
                            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, changed, row.ETag)
                    );
                }
            }

            if (changes.Count == 0 || await StoreAsync(changes, cancellationToken))
            {
                return known;
            }

            await retries.NextAsync(cancellationToken);
        }
    }

    private async Task<Dictionary<string, TableEntity>> ReadAsync(
        string partition,
        IEnumerable<string> keys,
        CancellationToken cancellationToken
    )
    {
        var rows = await Rows.ReadByKeysAsync(partition, keys, cancellationToken);
        return rows.ToDictionary(row => row.RowKey, StringComparer.Ordinal);
    }

    private async Task<bool> StoreAsync(List<TableTransactionAction> changes, CancellationToken cancellationToken)
    {
        try
        {
            await Rows.SubmitTransactionAsync(changes, cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return false;
        }
    }

    private string KeyOf(string mail) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(Mailbox.Of(mail))).AsSpan(0, 16));

    private static string PartitionOf(ProgramSlug program, string key) => $"{program}:{Bucket.Of(key, Buckets):x}";
}

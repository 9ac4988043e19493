using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Links.Visitors;

/// <summary>
/// Creates pseudonyms of visitors' networks, so that many clicks from one network can be detected without storing IP
/// addresses. A pseudonym is a hash of the network (<see cref="CallerNetwork"/>) with a salt that is generated each
/// day, in the table <c>salts</c>. The salt of a day is deleted two days later; from then on no pseudonym can be traced
/// to its network.
/// </summary>
public sealed class NetworkPseudonyms(StorageTables tables, TimeProvider clock)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "salts";

    /// <summary>The prefix of every pseudonym, which no IP address has.</summary>
    public const string Prefix = "net_";

    private const string Partition = "networks";
    private const string Value = "salt";
    private const int SaltBytes = 32;
    private const int NameBytes = 12;

    private DaysNames? current;

    private TableClient Rows => tables[Table];

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    /// <summary>
    /// Returns today's pseudonym of an address's network; null for a text that is not an IP address, and for private
    /// addresses, which anyone can have.
    /// </summary>
    public ValueTask<string?> OfAsync(string? address, CancellationToken cancellationToken) =>
        CallerNetwork.Of(IPAddress.TryParse(address, out var ip) ? ip : null) is not { } network
            ? ValueTask.FromResult<string?>(null)
        : Recall(network) is { } name ? ValueTask.FromResult<string?>(name)
        : new(ReadAsync(network, cancellationToken));

    /// <summary>
    /// Returns the pseudonym for a visitor who waits; null also if storage does not return today's salt in time.
    /// </summary>
    public ValueTask<string?> OfVisitorAsync(IPAddress? address, WaitBudget budget) =>
        CallerNetwork.Of(address) is not { } network ? ValueTask.FromResult<string?>(null)
        : Recall(network) is { } name ? ValueTask.FromResult<string?>(name)
        : new(ReadIfThereAsync(network, budget.Token));

    // Returns the pseudonym if it is known without reading storage.
    private string? Recall(ulong network) => current is { } names && names.Day == Today ? names.Of(network) : null;

    private async Task<string?> ReadAsync(ulong network, CancellationToken cancellationToken) =>
        (current = await OpenAsync(Today, cancellationToken)).Of(network);

    private async Task<string?> ReadIfThereAsync(ulong network, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(network, cancellationToken);
        }
        catch (Exception fault) when (StorageFaults.IsAway(fault))
        {
            return null;
        }
    }

    // All instances must use the salt that was stored first.
    private async Task<DaysNames> OpenAsync(DateOnly today, CancellationToken cancellationToken)
    {
        var key = KeyOf(today);
        var stored = await Rows.GetEntityIfExistsAsync<TableEntity>(
            Partition,
            key,
            cancellationToken: cancellationToken
        );
        if (!stored.HasValue)
        {
            try
            {
                await Rows.AddEntityAsync(
                    new TableEntity(Partition, key) { [Value] = RandomNumberGenerator.GetBytes(SaltBytes) },
                    cancellationToken
                );
                await ForgetAsync(today.AddDays(-1), cancellationToken);
            }
            catch (RequestFailedException fault) when (fault.IsConflict())
            {
                // Another instance has stored a salt.
            }

            stored = await Rows.GetEntityIfExistsAsync<TableEntity>(
                Partition,
                key,
                cancellationToken: cancellationToken
            );
        }

        return new DaysNames(today, stored.Value!.GetBinary(Value));
    }

    private async Task ForgetAsync(DateOnly before, CancellationToken cancellationToken)
    {
        await foreach (
            var row in Rows.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey lt {KeyOf(before)}"),
                cancellationToken: cancellationToken
            )
        )
        {
            await Rows.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
        }
    }

    private static string KeyOf(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>
    /// The pseudonyms of a day. Recent ones are cached, because most visitors come from few networks.
    /// </summary>
    private sealed class DaysNames(DateOnly day, byte[] salt)
    {
        private const int MaxRemembered = 10_000;

        private readonly ConcurrentDictionary<ulong, string> remembered = new();

        public DateOnly Day => day;

        public string Of(ulong network)
        {
            if (remembered.TryGetValue(network, out var known))
            {
                return known;
            }

            Span<byte> bytes = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, network);
            var name = Prefix + Convert.ToHexStringLower(HMACSHA256.HashData(salt, bytes).AsSpan(0, NameBytes));
            if (remembered.Count >= MaxRemembered)
            {
                remembered.Clear();
            }

            remembered[network] = name;
            return name;
        }
    }
}

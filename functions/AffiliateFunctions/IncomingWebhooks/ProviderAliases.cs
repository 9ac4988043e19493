using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// Stores aliases in the table <c>providernames</c>, with a partition for each program and provider: the codes of
/// discounts by the provider's ids, and the merchant's customer ids of the provider's customers.
/// </summary>
public sealed class ProviderAliases(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "providernames";

    private const string Meaning = "meaning";
    private const string Customer = "customer";
    private const string At = "at";

    private TableClient Rows => tables[Table];

    /// <summary>Stores the code of a discount.</summary>
    public Task NoteCouponAsync(
        ProgramSlug program,
        string provider,
        ProviderName coupon,
        CancellationToken cancellationToken
    ) =>
        Rows.UpsertEntityAsync(
            RowOf(program, provider, CouponKey(coupon.Name), coupon.Meaning),
            TableUpdateMode.Replace,
            cancellationToken
        );

    /// <summary>
    /// Stores the merchant's id of a customer. A known customer keeps its id, because events were reported under that
    /// id.
    /// </summary>
    public async Task NoteCustomerAsync(
        ProgramSlug program,
        string provider,
        ProviderName customer,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await Rows.AddEntityAsync(
                RowOf(program, provider, CustomerKey(customer.Name), customer.Meaning),
                cancellationToken
            );
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            // The customer is already known.
        }
    }

    /// <summary>Returns the code of a discount, or null.</summary>
    public Task<string?> FindCouponAsync(
        ProgramSlug program,
        string provider,
        string name,
        CancellationToken cancellationToken
    ) => FindAsync(program, provider, CouponKey(name), cancellationToken);

    /// <summary>Returns the merchant's id of a customer, or null.</summary>
    public Task<string?> FindCustomerAsync(
        ProgramSlug program,
        string provider,
        string name,
        CancellationToken cancellationToken
    ) => FindAsync(program, provider, CustomerKey(name), cancellationToken);

    /// <summary>Records that a customer has used a discount whose code is not known yet.</summary>
    public Task NoteAwaitedAsync(
        ProgramSlug program,
        string provider,
        string coupon,
        AwaitedCoupon awaited,
        CancellationToken cancellationToken
    )
    {
        var row = new TableEntity(PartitionOf(program, provider), AwaitedKey(coupon) + awaited.Event)
        {
            [Customer] = awaited.Customer.Value,
            [At] = awaited.At,
        };
        return Rows.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>Lists the customers who used a discount before its code was known.</summary>
    public IAsyncEnumerable<AwaitedCoupon> AwaitedAsync(
        ProgramSlug program,
        string provider,
        string coupon,
        CancellationToken cancellationToken
    )
    {
        var (partition, from) = (PartitionOf(program, provider), AwaitedKey(coupon));
        var to = from[..^1] + (char)(Separator + 1);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey gt {from} and RowKey lt {to}"
        );
        return Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
            .Select(row => new AwaitedCoupon(
                EventId.Parse(row.RowKey[from.Length..]),
                CustomerId.Parse(row.GetString(Customer)),
                row.GetDateTimeOffset(At)!.Value
            ));
    }

    /// <summary>Removes the record that the discount's code was awaited.</summary>
    public Task ForgetAwaitedAsync(
        ProgramSlug program,
        string provider,
        string coupon,
        AwaitedCoupon awaited,
        CancellationToken cancellationToken
    ) =>
        Rows.DeleteEntityAsync(
            PartitionOf(program, provider),
            AwaitedKey(coupon) + awaited.Event,
            ETag.All,
            cancellationToken
        );

    private async Task<string?> FindAsync(
        ProgramSlug program,
        string provider,
        string key,
        CancellationToken cancellationToken
    )
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            PartitionOf(program, provider),
            key,
            cancellationToken: cancellationToken
        );
        return row.HasValue ? row.Value!.GetString(Meaning) : null;
    }

    private static TableEntity RowOf(ProgramSlug program, string provider, string key, string meaning) =>
        new(PartitionOf(program, provider), key) { [Meaning] = meaning };

    private static string PartitionOf(ProgramSlug program, string provider) => $"{program}:{provider}";

    private const char Separator = ':';

    private static string AwaitedKey(string coupon) => $"awaited:{coupon}{Separator}";

    private static string CouponKey(string name) => $"coupon:{name}";

    // A guest's id is an e-mail address, which is not stored.
    private static string CustomerKey(string name) =>
        $"customer:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..32]}";
}

/// <summary>The use of a discount by a customer before its code was known.</summary>
/// <param name="Event">The event that reported the use.</param>
/// <param name="Customer">The customer.</param>
/// <param name="At">When the discount was used.</param>
public sealed record AwaitedCoupon(EventId Event, CustomerId Customer, DateTimeOffset At);

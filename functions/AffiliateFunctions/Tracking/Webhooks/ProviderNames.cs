using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Tracking.Webhooks;

/// <summary>
/// The table <c>providernames</c>, a partition for each program and provider: which code a discount has that a provider calls by a name
/// of its own, and which customer of the merchant's a provider's customer is.
/// </summary>
public sealed class ProviderNames(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "providernames";

    private const string Meaning = "meaning";

    private TableClient Rows => tables[Table];

    /// <summary>Notes the code of a discount.</summary>
    public Task NoteCouponAsync(ProgramSlug program, string provider, ProviderName coupon, CancellationToken cancellationToken)
        => Rows.UpsertEntityAsync(RowOf(program, provider, CouponKey(coupon.Name), coupon.Meaning), TableUpdateMode.Replace, cancellationToken);

    /// <summary>Notes whom a customer is; one who is known stays who it is, since events were told of it.</summary>
    public async Task NoteCustomerAsync(ProgramSlug program, string provider, ProviderName customer, CancellationToken cancellationToken)
    {
        try
        {
            await Rows.AddEntityAsync(RowOf(program, provider, CustomerKey(customer.Name), customer.Meaning), cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            // It is known.
        }
    }

    /// <summary>The code of a discount, or null.</summary>
    public Task<string?> FindCouponAsync(ProgramSlug program, string provider, string name, CancellationToken cancellationToken)
        => FindAsync(program, provider, CouponKey(name), cancellationToken);

    /// <summary>The merchant's id of a customer, or null.</summary>
    public Task<string?> FindCustomerAsync(ProgramSlug program, string provider, string name, CancellationToken cancellationToken)
        => FindAsync(program, provider, CustomerKey(name), cancellationToken);

    private async Task<string?> FindAsync(ProgramSlug program, string provider, string key, CancellationToken cancellationToken)
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(PartitionOf(program, provider), key, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value!.GetString(Meaning) : null;
    }

    private static TableEntity RowOf(ProgramSlug program, string provider, string key, string meaning) => new(PartitionOf(program, provider), key) { [Meaning] = meaning };

    private static string PartitionOf(ProgramSlug program, string provider) => $"{program}:{provider}";

    private static string CouponKey(string name) => $"coupon:{name}";

    // A guest's name is an address, which is not kept.
    private static string CustomerKey(string name) => $"customer:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..32]}";
}

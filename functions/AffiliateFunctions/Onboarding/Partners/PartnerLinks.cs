using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Caching.Memory;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// The table <c>links</c>: the program and partner of each code. Codes are unique across all programs and are spread
/// over 256 partitions by a hash of the code. Lookups are cached in memory for half a minute, including unknown codes.
/// </summary>
public sealed class PartnerLinks(StorageTables tables) : IPartnerLinks, IDisposable
{
    /// <summary>The name of the table.</summary>
    public const string Table = "links";

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);
    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    private TableClient Rows => tables[Table];

    /// <inheritdoc/>
    public bool TryRecall(string code, out PartnerLink? link)
    {
        link = null;
        return !PartnerCodes.Fits(code) || cache.TryGetValue(PartnerCodes.Normal(code), out link);
    }

    /// <inheritdoc/>
    public ValueTask<PartnerLink?> ResolveAsync(string code, CancellationToken cancellationToken) =>
        TryRecall(code, out var link)
            ? ValueTask.FromResult(link)
            : new(ReadIntoCacheAsync(PartnerCodes.Normal(code), cancellationToken));

    /// <summary>
    /// Reserves the code for the partner. Returns false when another partner has it. The link leads nowhere until it is
    /// activated.
    /// </summary>
    public async Task<bool> ReserveAsync(PartnerLink link, CancellationToken cancellationToken)
    {
        try
        {
            await Rows.AddEntityAsync(RowOf(link with { Active = false }), cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            var stored = await ReadAsync(PartnerCodes.Normal(link.Code), cancellationToken);
            return stored is not null && stored.Program == link.Program && stored.Partner == link.Partner;
        }
    }

    /// <summary>Whether a partner has the code or has reserved it.</summary>
    public async Task<bool> IsTakenAsync(string code, CancellationToken cancellationToken) =>
        await ReadAsync(PartnerCodes.Normal(code), cancellationToken) is not null;

    /// <summary>
    /// Stores the current state of the partner's own link and of the named links that it has. Those that were removed
    /// are stored again when the partner leaves, because an erased partner leaves nothing in them.
    /// </summary>
    public Task PutAllAsync(Partner partner, CancellationToken cancellationToken) =>
        Task.WhenAll(
            partner
                .Links.Where(link => link.RemovedAt is null || partner.Status == PartnerStatus.Closed)
                .Select(link => LinkOf(partner, link))
                .Prepend(LinkOf(partner))
                .Select(link => PutAsync(link, cancellationToken))
        );

    /// <summary>The current link of the partner.</summary>
    public static PartnerLink LinkOf(Partner partner) =>
        new(partner.Code, partner.Program, partner.Id, partner.Status == PartnerStatus.Active);

    /// <summary>The current state of a named link.</summary>
    public static PartnerLink LinkOf(Partner partner, NamedLink link) =>
        new(link.Code, partner.Program, partner.Id, partner.Status == PartnerStatus.Active && link.RemovedAt is null)
        {
            IsNamed = true,
            SubId = link.SubId,
            To = link.To,
        };

    /// <summary>Stores the current state of the link.</summary>
    public async Task PutAsync(PartnerLink link, CancellationToken cancellationToken)
    {
        await Rows.UpsertEntityAsync(RowOf(link), TableUpdateMode.Replace, cancellationToken);
        cache.Remove(PartnerCodes.Normal(link.Code));
    }

    /// <inheritdoc/>
    public void Dispose() => cache.Dispose();

    private async Task<PartnerLink?> ReadIntoCacheAsync(string name, CancellationToken cancellationToken)
    {
        var link = await ReadAsync(name, cancellationToken);
        return cache.Set(
            name,
            link,
            new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Lifetime, Size = 1 }
        );
    }

    private async Task<PartnerLink?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            BucketOf(name),
            name,
            cancellationToken: cancellationToken
        );
        return row.HasValue
            ? new PartnerLink(
                name,
                ProgramSlug.Parse(row.Value!.GetString("program")),
                PartnerId.Parse(row.Value.GetString("partner")),
                row.Value.GetBoolean("active") == true
            )
            {
                IsNamed = row.Value.GetBoolean("named") == true,
                SubId = row.Value.GetString("sub_id"),
                To = row.Value.GetString("to"),
            }
            : null;
    }

    private static TableEntity RowOf(PartnerLink link)
    {
        var name = PartnerCodes.Normal(link.Code);
        var row = new TableEntity(BucketOf(name), name)
        {
            ["program"] = link.Program.Value,
            ["partner"] = link.Partner.Value,
            ["active"] = link.Active,
        };
        if (link.IsNamed)
        {
            (row["named"], row["sub_id"], row["to"]) = (true, link.SubId, link.To);
        }

        return row;
    }

    private static string BucketOf(string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..2];
}

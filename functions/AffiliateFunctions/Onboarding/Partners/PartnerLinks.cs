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

    private const string Claimant = "claimant";
    private const string ClaimedAt = "claimed_at";
    private const int NotFound = 404;

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

    /// <summary>The stored link of the code with its claim, or null.</summary>
    internal async Task<StoredLink?> ReadStoredAsync(string code, CancellationToken cancellationToken)
    {
        var name = PartnerCodes.Normal(code);
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            BucketOf(name),
            name,
            cancellationToken: cancellationToken
        );
        return row.HasValue
            ? new StoredLink(
                LinkOf(name, row.Value!),
                row.Value!.GetString(Claimant),
                row.Value.GetDateTimeOffset(ClaimedAt),
                row.Value.ETag
            )
            : null;
    }

    /// <summary>
    /// Stores a claim: as a new row, or in the place of the row of its version. Returns the new version, or null when
    /// another writer was faster.
    /// </summary>
    internal async Task<ETag?> TryClaimAsync(StoredLink claim, CancellationToken cancellationToken)
    {
        var row = RowOf(claim.Link);
        if (claim.ClaimedAt is { } at)
        {
            (row[Claimant], row[ClaimedAt]) = (claim.Claimant, at);
        }

        try
        {
            var stored = claim.Version is { } version
                ? await Rows.UpdateEntityAsync(row, version, TableUpdateMode.Replace, cancellationToken)
                : await Rows.AddEntityAsync(row, cancellationToken);
            return stored.Headers.ETag;
        }
        catch (RequestFailedException fault) when (fault.IsConflict() || fault.Status == NotFound)
        {
            return null;
        }
    }

    /// <summary>Removes the claim of the version. A row that was changed since stays.</summary>
    internal async Task TryReleaseAsync(string code, ETag version, CancellationToken cancellationToken)
    {
        var name = PartnerCodes.Normal(code);
        try
        {
            await Rows.DeleteEntityAsync(BucketOf(name), name, version, cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            // Another request has continued the claim or stored the partner.
        }
    }

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
        var link = (await ReadStoredAsync(name, cancellationToken))?.Link;
        return cache.Set(
            name,
            link,
            new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Lifetime, Size = 1 }
        );
    }

    private static PartnerLink LinkOf(string name, TableEntity row) =>
        new(
            name,
            ProgramSlug.Parse(row.GetString("program")),
            PartnerId.Parse(row.GetString("partner")),
            row.GetBoolean("active") == true
        )
        {
            IsNamed = row.GetBoolean("named") == true,
            SubId = row.GetString("sub_id"),
            To = row.GetString("to"),
        };

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

/// <summary>The stored row of a link. A claim is a link whose partner may not be stored yet.</summary>
/// <param name="Link">The link.</param>
/// <param name="Claimant">What the requests for the partner have in common; null for a link that is no claim.</param>
/// <param name="ClaimedAt">When the code was claimed last; null for a link that is no claim.</param>
/// <param name="Version">The row's ETag; null for a row that is to be added.</param>
internal sealed record StoredLink(PartnerLink Link, string? Claimant, DateTimeOffset? ClaimedAt, ETag? Version);

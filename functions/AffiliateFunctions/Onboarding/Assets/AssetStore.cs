using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Onboarding.Assets;

/// <summary>Stores the assets of each program: the row <c>assets</c> of the table <c>partners</c>.</summary>
public sealed class AssetStore(StorageTables tables)
{
    private const string Row = "assets";

    private TableDocuments<StoredAssets> Documents => new(tables[PartnersTable.Name]);

    /// <summary>The assets; empty if the program has stored none.</summary>
    public async Task<PartnerAssets> FindAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        (await Documents.FindAsync(KeyOf(program), cancellationToken))?.Assets ?? PartnerAssets.None;

    /// <summary>Replaces the assets, unless they are stored already. Returns the latest change.</summary>
    public async Task<StoredAssets> ReplaceAsync(
        ProgramSlug program,
        PartnerAssets assets,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        await Documents.ChangeAsync(
            KeyOf(program),
            stored =>
                stored?.Assets.HasContentOf(assets) == true
                    ? stored
                    : new StoredAssets(assets, stored?.Assets ?? PartnerAssets.None, now),
            cancellationToken
        ) ?? throw new InvalidOperationException($"The assets of {program} were not stored.");

    private static DocumentKey KeyOf(ProgramSlug program) => new(program.Value, Row, $"the assets of {program}");
}

/// <summary>Stored assets with their latest change.</summary>
/// <param name="Assets">The assets.</param>
/// <param name="Before">The assets that they have replaced.</param>
/// <param name="ChangedAt">When the assets were replaced.</param>
public sealed record StoredAssets(PartnerAssets Assets, PartnerAssets Before, DateTimeOffset ChangedAt);

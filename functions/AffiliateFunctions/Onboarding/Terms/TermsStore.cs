using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Onboarding.Terms;

/// <summary>
/// Stores the versions of the partner terms: rows <c>terms:{version}</c> of the table <c>partners</c>.
/// </summary>
public sealed class TermsStore(StorageTables tables)
{
    private const string TermsRows = "terms:";
    private const string AfterTermsRows = "terms;";

    private TableDocuments<TermsDocument> Documents => new(tables[PartnersTable.Name]);

    /// <summary>Adds a version unless it exists, and returns the stored version.</summary>
    public Task<TermsDocument> GetOrAddAsync(
        ProgramSlug program,
        TermsDocument document,
        CancellationToken cancellationToken
    ) => Documents.GetOrAddAsync(KeyOf(program, document.Version), document, cancellationToken);

    /// <summary>The version, or null.</summary>
    public async Task<TermsDocument?> FindAsync(
        ProgramSlug program,
        string version,
        CancellationToken cancellationToken
    ) =>
        TermsVersions.IsVersion(version) ? await Documents.FindAsync(KeyOf(program, version), cancellationToken) : null;

    /// <summary>All versions of a program, the latest first.</summary>
    public async Task<IReadOnlyList<TermsDocument>> ListAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {program.Value} and RowKey gt {TermsRows} and RowKey lt {AfterTermsRows}"
        );
        var documents = await Documents.ListAsync(filter, cancellationToken).ToListAsync(cancellationToken);
        return [.. documents.OrderByDescending(document => document.StoredAt)];
    }

    private static DocumentKey KeyOf(ProgramSlug program, string version) =>
        new(program.Value, TermsRows + version, $"version {version} of the terms of {program}");
}

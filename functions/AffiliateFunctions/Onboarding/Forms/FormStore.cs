using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Onboarding.Forms;

/// <summary>
/// Stores the versions of sign-up forms: rows <c>form:{number}</c> of the table <c>partners</c>. The number falls with
/// each version, so the first row is the version in force. A version never changes.
/// </summary>
public sealed class FormStore(StorageTables tables, TimeProvider clock)
{
    private const string FormRows = "form:";
    private const string AfterFormRows = "form;";
    private const string Data = "data";
    private const int MaxVersions = 999_999;

    private TableClient Rows => tables[PartnersTable.Name];

    private TableDocuments<SignUpForm> Versions => new(Rows, Data);

    /// <summary>The version in force; <see cref="SignUpForm.None"/> if the program has stored none.</summary>
    public async Task<SignUpForm> InForceAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {program.Value} and RowKey gt {FormRows} and RowKey lt {AfterFormRows}"
        );
        var rows = Rows.QueryAsync<TableEntity>(filter, maxPerPage: 1, cancellationToken: cancellationToken);
        return await rows.FirstOrDefaultAsync(cancellationToken) is { } row
            ? await Rows.GetDocumentAsync<SignUpForm>(row, Data, cancellationToken)
            : SignUpForm.None;
    }

    /// <summary>A version, or null.</summary>
    public Task<SignUpForm?> FindAsync(ProgramSlug program, int version, CancellationToken cancellationToken) =>
        Versions.FindAsync(KeyOf(program, version), cancellationToken);

    /// <summary>
    /// Stores the questions as a new version, unless the version in force has the same questions. Returns the version
    /// before and the version in force after.
    /// </summary>
    public async Task<(SignUpForm Before, SignUpForm After)> PutAsync(
        ProgramSlug program,
        IReadOnlyList<FormQuestion> questions,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the sign-up form of {program}");
        while (true)
        {
            var before = await InForceAsync(program, cancellationToken);
            if (before.Version > 0 && AreSame(before.Questions, questions))
            {
                return (before, before);
            }

            var next = new SignUpForm(before.Version + 1, questions, clock.GetUtcNow());
            var stored = await Versions.GetOrAddAsync(KeyOf(program, next.Version), next, cancellationToken);
            if (ReferenceEquals(stored, next))
            {
                return (before, next);
            }

            await retries.NextAsync(cancellationToken);
        }
    }

    private static bool AreSame(IReadOnlyList<FormQuestion> some, IReadOnlyList<FormQuestion> others) =>
        JsonSerializer.Serialize(some, StoredJson.Options) == JsonSerializer.Serialize(others, StoredJson.Options);

    private static DocumentKey KeyOf(ProgramSlug program, int version) =>
        new(
            program.Value,
            string.Create(CultureInfo.InvariantCulture, $"{FormRows}{MaxVersions - version:D6}"),
            $"version {version} of the sign-up form of {program}"
        );
}

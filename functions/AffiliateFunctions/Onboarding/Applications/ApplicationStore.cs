using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>
/// Stores applications: rows <c>application:{id}</c> of the table <c>partners</c>. <see cref="ApplicationAddresses"/>
/// adds them.
/// </summary>
public sealed class ApplicationStore(StorageTables tables)
{
    private const string ApplicationRows = "application:";
    private const string AfterApplicationRows = "application;";
    private const string Data = "data";
    private const string SignalColumn = "signal";
    private const string DecidedColumn = "decided_at";

    private TableClient Rows => tables[PartnersTable.Name];

    private TableDocuments<PartnerApplication> Applications => new(Rows, Data) { WriteColumns = WriteSignal };

    /// <summary>The application, or null.</summary>
    public Task<PartnerApplication?> FindAsync(
        ProgramSlug program,
        ApplicationId id,
        CancellationToken cancellationToken
    ) => Applications.FindAsync(DocumentKeyOf(program, id), cancellationToken);

    /// <summary>The application of an activity. Throws when it is absent.</summary>
    public Task<PartnerApplication> RequireAsync(ApplicationKey key, CancellationToken cancellationToken) =>
        Applications.RequireAsync(DocumentKeyOf(key.Program, key.Id), cancellationToken);

    /// <summary>The application, and a function that makes the transaction action which replaces its row.</summary>
    public async Task<(
        PartnerApplication Application,
        Func<PartnerApplication, TableTransactionAction> Change
    )> ReadForChangeAsync(ProgramSlug program, ApplicationId id, CancellationToken cancellationToken)
    {
        var found = await Rows.GetEntityIfExistsAsync<TableEntity>(
            program.Value,
            ApplicationRows + id,
            cancellationToken: cancellationToken
        );
        var row = found.HasValue
            ? found.Value!
            : throw new InvalidOperationException($"There is no application {id} in {program}.");
        return (
            row.GetJson<PartnerApplication>(Data),
            changed => new TableTransactionAction(TableTransactionActionType.UpdateReplace, RowOf(changed), row.ETag)
        );
    }

    /// <summary>
    /// Stores the result of <paramref name="change"/>; when the result is null, nothing is stored. Returns the stored
    /// application.
    /// </summary>
    public async Task<(PartnerApplication Application, bool Changed)> ChangeAsync(
        ProgramSlug program,
        ApplicationId id,
        Func<PartnerApplication, PartnerApplication?> change,
        CancellationToken cancellationToken
    )
    {
        var isChanged = false;
        var application = await Applications.ChangeExistingAsync(
            DocumentKeyOf(program, id),
            stored =>
            {
                var changed = change(stored) ?? stored;
                isChanged = !ReferenceEquals(changed, stored);
                return changed;
            },
            cancellationToken
        );
        return (application, isChanged);
    }

    /// <summary>The applications after the given row key, by id.</summary>
    public IAsyncEnumerable<PartnerApplication> ListAsync(
        ProgramSlug program,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var from = after ?? ApplicationRows;
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {program.Value} and RowKey gt {from} and RowKey lt {AfterApplicationRows}"
        );
        return Applications.ListAsync(filter, cancellationToken);
    }

    /// <summary>
    /// The applications that are open, and those that were decided at or after a time, by id. Applications that were
    /// decided before the time of their decision was a column of their own are listed too.
    /// </summary>
    public IAsyncEnumerable<PartnerApplication> ListSinceAsync(
        ProgramSlug program,
        DateTimeOffset since,
        CancellationToken cancellationToken
    ) =>
        Applications.ListAsync(
            TableClient.CreateQueryFilter(
                $"PartitionKey eq {program.Value} and RowKey gt {ApplicationRows} and RowKey lt {AfterApplicationRows} and not (decided_at lt {since})"
            ),
            cancellationToken
        );

    /// <summary>The applications with a signal that their orchestration has not received.</summary>
    public async IAsyncEnumerable<UnreadRow<PartnerApplication>> UntakenAsync(
        ProgramSlug program,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {program.Value} and RowKey ge {ApplicationRows} and RowKey lt {AfterApplicationRows} and signal ne {nameof(ApplicationSignal.None)}"
        );
        await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return new UnreadRow<PartnerApplication>(row.RowKey, () => row.GetJson<PartnerApplication>(Data));
        }
    }

    /// <summary>The row key of the application, for cursors.</summary>
    public static string KeyOf(PartnerApplication application) => ApplicationRows + application.Id;

    private static DocumentKey DocumentKeyOf(ProgramSlug program, ApplicationId id) =>
        new(program.Value, ApplicationRows + id, $"the application {id} of {program}");

    /// <summary>The row of the application.</summary>
    internal static TableEntity RowOf(PartnerApplication application)
    {
        var row = new TableEntity(application.Program.Value, ApplicationRows + application.Id);
        WriteSignal(row, application);
        row.SetJson(Data, application);
        return row;
    }

    private static void WriteSignal(TableEntity row, PartnerApplication application)
    {
        row[SignalColumn] = application.Signal.ToString();
        if (application.DecidedAt is { } decided)
        {
            row[DecidedColumn] = decided;
        }
    }
}

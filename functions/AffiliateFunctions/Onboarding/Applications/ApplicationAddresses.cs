using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>
/// Adds applications, one open application for each mailbox: a row <c>email:{hash}</c> of the table <c>partners</c>
/// names the latest application of the mailbox.
/// </summary>
/// <remarks>
/// A person who applies with an address that has applied before, or belongs to a partner, gets an id that looks like
/// the id of a new application. The id of an earlier application would tell its time. A repeated request within a day
/// returns the same id, and the row <c>repeated:{id}</c> leads from the id to the application.
/// </remarks>
public sealed class ApplicationAddresses(
    StorageTables tables,
    ApplicationStore applications,
    EmailKey emails,
    IdSource ids,
    TimeProvider clock
)
{
    private const string RepeatedRows = "repeated:";
    private static readonly TimeSpan RepeatWindow = TimeSpan.FromDays(1);

    private TableClient Rows => tables[PartnersTable.Name];

    /// <summary>
    /// Stores a new application, unless the address already has an open application or belongs to a partner. Returns
    /// the id for the response. The application itself is returned when it is new or still waits for its confirmation.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="email">The applicant's address.</param>
    /// <param name="mayApplyAgain">Whether the person of an application that has ended may apply again.</param>
    /// <param name="make">Creates the application with the given id.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<(ApplicationId Id, PartnerApplication? Open)> SubmitAsync(
        ProgramSlug program,
        string email,
        Func<PartnerApplication, bool> mayApplyAgain,
        Func<ApplicationId, PartnerApplication> make,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the applications of one address to {program}");
        while (true)
        {
            var row = await FindRowAsync(program, email, cancellationToken);
            var earlier = row is null ? null : await EarlierAsync(program, email, row, cancellationToken);
            var isTaken =
                row is not null
                && (row.ContainsKey(EmailRow.Partner) || earlier is not { HasEnded: true } || !mayApplyAgain(earlier));
            if (isTaken && RecentlyReturned(row!) is { } returned)
            {
                return (returned, OpenOf(earlier));
            }

            var id = ApplicationId.Parse(ids.Next("app_"));
            var application = isTaken ? null : make(id);
            if (
                await TryStoreAsync(
                    Returning(program, email, row, id, application),
                    application,
                    earlier,
                    cancellationToken
                )
            )
            {
                return (id, application ?? OpenOf(earlier));
            }

            await retries.NextAsync(cancellationToken);
        }
    }

    /// <summary>
    /// The application of an id that a response has contained: the id of the application, or of a repeated request.
    /// </summary>
    public async Task<PartnerApplication?> FindAsync(
        ProgramSlug program,
        ApplicationId id,
        CancellationToken cancellationToken
    )
    {
        if (await applications.FindAsync(program, id, cancellationToken) is { } application)
        {
            return application;
        }

        var repeated = await Rows.GetEntityIfExistsAsync<TableEntity>(
            program.Value,
            RepeatedRows + id,
            cancellationToken: cancellationToken
        );
        return repeated.HasValue
            ? await applications.FindAsync(program, ApplicationOf(repeated.Value!)!.Value, cancellationToken)
            : null;
    }

    private static PartnerApplication? OpenOf(PartnerApplication? earlier) =>
        earlier is { Status: ApplicationStatus.Unverified } ? earlier : null;

    private async Task<PartnerApplication?> EarlierAsync(
        ProgramSlug program,
        string email,
        TableEntity row,
        CancellationToken cancellationToken
    )
    {
        // Rows of earlier versions have a number instead of the id.
        var id =
            ApplicationOf(row)
            ?? (
                row.GetInt32(EmailRow.Attempt) is { } attempt
                    ? emails.ApplicationIdOf(program, email, attempt)
                    : (ApplicationId?)null
            );
        return id is { } known ? await applications.FindAsync(program, known, cancellationToken) : null;
    }

    private ApplicationId? RecentlyReturned(TableEntity row) =>
        row.GetDateTimeOffset(EmailRow.ReturnedAt) > clock.GetUtcNow() - RepeatWindow
        && ApplicationId.TryParse(row.GetString(EmailRow.Returned), out var id)
            ? id
            : null;

    private TableEntity Returning(
        ProgramSlug program,
        string email,
        TableEntity? row,
        ApplicationId id,
        PartnerApplication? application
    )
    {
        var next = row ?? new TableEntity(program.Value, emails.RowOf(program, email));
        next[EmailRow.Returned] = id.Value;
        next[EmailRow.ReturnedAt] = clock.GetUtcNow();
        if (application is not null)
        {
            next[EmailRow.Application] = id.Value;
        }

        return next;
    }

    private async Task<bool> TryStoreAsync(
        TableEntity row,
        PartnerApplication? application,
        PartnerApplication? earlier,
        CancellationToken cancellationToken
    )
    {
        List<TableTransactionAction> actions =
        [
            row.ETag == default
                ? new(TableTransactionActionType.Add, row)
                : new(TableTransactionActionType.UpdateReplace, row, row.ETag),
        ];
        if (application is not null)
        {
            actions.Add(new(TableTransactionActionType.Add, ApplicationStore.RowOf(application)));
        }
        else if (earlier is not null)
        {
            var repeated = new TableEntity(row.PartitionKey, RepeatedRows + row.GetString(EmailRow.Returned))
            {
                [EmailRow.Application] = earlier.Id.Value,
            };
            actions.Add(new(TableTransactionActionType.Add, repeated));
        }

        try
        {
            await Rows.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return false;
        }
    }

    private async Task<TableEntity?> FindRowAsync(
        ProgramSlug program,
        string email,
        CancellationToken cancellationToken
    )
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            program.Value,
            emails.RowOf(program, email),
            cancellationToken: cancellationToken
        );
        return row.HasValue ? row.Value : null;
    }

    private static ApplicationId? ApplicationOf(TableEntity row) =>
        ApplicationId.TryParse(row.GetString(EmailRow.Application), out var id) ? id : null;
}

using AffiliateFunctions.Audit;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>Lets applicants withdraw their applications, until they are partners.</summary>
public sealed class WithdrawalService(
    ApplicationStore applications,
    ApplicantLinks links,
    ApplicantLinkReader reader,
    ApplicationSignals signals,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <summary>Returns the current state of the link and changes nothing.</summary>
    public Task<ApplicantLinkResult> OpenAsync(string text, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            links.ReadWithdrawal(text),
            (application, _) => IsWithdrawable(application),
            cancellationToken
        );

    /// <summary>
    /// Stores the withdrawal, withdraws the approval that a person is asked for, and signals the orchestration. A
    /// repeated request signals again, because the first one may have been interrupted.
    /// </summary>
    public async Task<ApplicantLinkResult> WithdrawAsync(
        string text,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var result = await OpenAsync(text, cancellationToken);
        if (result is ApplicantLinkResult.Over { Application.Status: ApplicationStatus.Withdrawn } earlier)
        {
            await ReportAsync(earlier.Application, orchestrations, cancellationToken);
        }

        if (result is not ApplicantLinkResult.Open open)
        {
            return result;
        }

        var entry = new TimelineEntry(clock.GetUtcNow(), "withdrawn", open.Application.Applicant.Email);
        var (application, changed) = await applications.ChangeAsync(
            open.Application.Program,
            open.Application.Id,
            stored =>
                IsWithdrawable(stored) && stored.MoveTo(ApplicationStatus.Withdrawn, entry) is { } moved
                    ? moved with
                    {
                        Signal = ApplicationSignal.Withdrawn,
                    }
                    : null,
            cancellationToken
        );
        if (!changed)
        {
            return new ApplicantLinkResult.Over(application);
        }

        await ReportAsync(application, orchestrations, cancellationToken);
        return new ApplicantLinkResult.Done(application);
    }

    private static bool IsWithdrawable(PartnerApplication application) =>
        !application.HasEnded && application.ActiveAt is null;

    private async Task ReportAsync(
        PartnerApplication application,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        await audit.RecordAsync(
            new AuditEntry(
                application.Program,
                $"application:{application.Id}:withdrawn",
                application.Id.Value,
                "application_withdrawn",
                application.Id.Value,
                "The applicant has withdrawn the application.",
                application.Timeline.Last(entry => entry.Step == "withdrawn").At
            ),
            cancellationToken
        );
        await signals.RaiseAsync(application, orchestrations, cancellationToken);
    }
}

using System.Net;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Onboarding.Terms;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>Lets applicants confirm their address and, when asked, accept newer terms.</summary>
public sealed class ConfirmationService(
    ApplicationStore applications,
    ApplicantLinks links,
    TermsStore terms,
    ConfirmationQuota quota,
    ApplicationSignals signals,
    TimeProvider clock
)
{
    /// <summary>Returns the current state of the link and changes nothing.</summary>
    public async Task<ConfirmationAnswer> OpenAsync(string text, CancellationToken cancellationToken)
    {
        var (token, refusal) = links.Read(text);
        if (token is null)
        {
            return refusal == LinkRefusal.Expired ? new ConfirmationAnswer.Expired() : new ConfirmationAnswer.Invalid();
        }

        var application = await applications.FindAsync(
            ProgramSlug.Parse(token.Program),
            ApplicationId.Parse(token.Subject),
            cancellationToken
        );
        return application is null || application.Applicant.Email != token.Actor ? new ConfirmationAnswer.Invalid()
            : application.Status is ApplicationStatus.Expired or ApplicationStatus.Withdrawn
                ? new ConfirmationAnswer.Expired()
            : IsDone(application, token) ? new ConfirmationAnswer.AlreadyDone(application)
            : TermsOf(token) is not { } version ? new ConfirmationAnswer.Open(application, Terms: null, Document: null)
            : new ConfirmationAnswer.Open(
                application,
                version,
                await terms.FindAsync(application.Program, version, cancellationToken)
            );
    }

    /// <summary>Stores the confirmation, then signals the orchestration that waits for it.</summary>
    /// <param name="text">The token of the link.</param>
    /// <param name="orchestrations">The client of the orchestrations.</param>
    /// <param name="caller">The network address of the applicant, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ConfirmationAnswer> ConfirmAsync(
        string text,
        DurableTaskClient orchestrations,
        IPAddress? caller,
        CancellationToken cancellationToken
    )
    {
        var answer = await OpenAsync(text, cancellationToken);
        if (
            answer is ConfirmationAnswer.AlreadyDone
            {
                Application: { Signal: ApplicationSignal.Confirmed or ApplicationSignal.TermsAccepted } untaken
            }
        )
        {
            // The first request may have been interrupted before it signalled the orchestration.
            await signals.RaiseAsync(untaken, orchestrations, cancellationToken);
        }

        if (answer is not ConfirmationAnswer.Open open)
        {
            return answer;
        }

        var accepted = open.Terms is null
            ? null
            : new PartnerTerms(open.Terms, clock.GetUtcNow())
            {
                Hash = open.Document?.Hash,
                AcceptedBy = open.Application.Applicant.Email,
                AcceptedFrom = caller?.ToString(),
            };
        var (application, changed) = await applications.ChangeAsync(
            open.Application.Program,
            open.Application.Id,
            a => accepted is null ? Confirmed(a) : Accepted(a, accepted),
            cancellationToken
        );
        if (!changed)
        {
            return new ConfirmationAnswer.AlreadyDone(application);
        }

        if (accepted is null)
        {
            await quota.ConfirmAsync(application.Applicant.Email, cancellationToken);
        }

        await signals.RaiseAsync(application, orchestrations, cancellationToken);
        return new ConfirmationAnswer.Done(application);
    }

    private PartnerApplication? Confirmed(PartnerApplication application)
    {
        var now = clock.GetUtcNow();
        return
            application.MoveTo(
                ApplicationStatus.Screening,
                new TimelineEntry(now, "email_confirmed", application.Applicant.Email)
            )
                is { } moved
            ? moved with
            {
                VerifiedAt = now,
                Signal = ApplicationSignal.Confirmed,
            }
            : null;
    }

    private static PartnerApplication? Accepted(PartnerApplication application, PartnerTerms terms)
    {
        if (application.Status != ApplicationStatus.PendingTerms || application.Terms.Version == terms.Version)
        {
            return null;
        }

        var entry = new TimelineEntry(
            terms.AcceptedAt!.Value,
            "terms_accepted",
            application.Applicant.Email,
            terms.Version
        );
        return application.Noting(entry) with { Terms = terms, Signal = ApplicationSignal.TermsAccepted };
    }

    private static bool IsDone(PartnerApplication application, LinkToken token) =>
        TermsOf(token) is { } version
            ? application.Status != ApplicationStatus.PendingTerms || application.Terms.Version == version
            : application.Status != ApplicationStatus.Unverified;

    private static string? TermsOf(LinkToken token) => token.ContentHash.Length > 0 ? token.ContentHash : null;
}

/// <summary>The result of opening or confirming a link.</summary>
public abstract record ConfirmationAnswer
{
    /// <summary>The link is forged or was altered.</summary>
    internal sealed record Invalid : ConfirmationAnswer;

    /// <summary>The link has expired.</summary>
    internal sealed record Expired : ConfirmationAnswer;

    /// <summary>The confirmation was stored earlier.</summary>
    internal sealed record AlreadyDone(PartnerApplication Application) : ConfirmationAnswer;

    /// <summary>The confirmation is open: the page shows the button.</summary>
    /// <param name="Application">The application.</param>
    /// <param name="Terms">The version of the terms to accept, or null when the address is to be confirmed.</param>
    /// <param name="Document">The terms to accept; null when the program has not stored them.</param>
    public sealed record Open(PartnerApplication Application, string? Terms, TermsDocument? Document)
        : ConfirmationAnswer;

    /// <summary>The confirmation is now stored.</summary>
    internal sealed record Done(PartnerApplication Application) : ConfirmationAnswer;
}

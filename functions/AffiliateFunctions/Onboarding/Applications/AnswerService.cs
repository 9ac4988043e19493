using System.Globalization;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>Lets applicants answer the questions of the persons who decide.</summary>
public sealed class AnswerService(
    ApplicationStore applications,
    ApplicantLinks links,
    ApplicantLinkReader reader,
    ApplicationSignals signals,
    TimeProvider clock
)
{
    /// <summary>The maximum number of characters of an answer.</summary>
    public const int MaxAnswer = 4000;

    /// <summary>Returns the current state of the link and changes nothing.</summary>
    public Task<ApplicantLinkResult> OpenAsync(string text, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            links.ReadAnswer(text),
            (application, token) =>
                application.OpenQuestion?.Round.ToString(CultureInfo.InvariantCulture) == token.ContentHash,
            cancellationToken
        );

    /// <summary>
    /// Stores the answer, then signals the orchestration that waits for it. A repeated request signals again, because
    /// the first one may have been interrupted.
    /// </summary>
    public async Task<ApplicantLinkResult> AnswerAsync(
        string text,
        string? answer,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var result = await OpenAsync(text, cancellationToken);
        if (result is ApplicantLinkResult.Over { Application.Signal: ApplicationSignal.Answered } earlier)
        {
            await signals.RaiseAsync(earlier.Application, orchestrations, cancellationToken);
        }

        if (result is not ApplicantLinkResult.Open { Application: { OpenQuestion: { } question } asked } open)
        {
            return result;
        }

        if (Mistake(answer) is { } mistake)
        {
            return open with { Mistake = mistake };
        }

        var (application, changed) = await applications.ChangeAsync(
            asked.Program,
            asked.Id,
            stored => Answered(stored, question, answer!.Trim()),
            cancellationToken
        );
        if (!changed)
        {
            return new ApplicantLinkResult.Over(application);
        }

        await signals.RaiseAsync(application, orchestrations, cancellationToken);
        return new ApplicantLinkResult.Done(application);
    }

    // A person is asked anew, by an approval of its own: the links of the earlier one have decided.
    private PartnerApplication? Answered(PartnerApplication application, ApplicantQuestion question, string answer)
    {
        var now = clock.GetUtcNow();
        var entry = new TimelineEntry(now, "question_answered", application.Applicant.Email, answer);
        return
            application.OpenQuestion == question
            && application.MoveTo(ApplicationStatus.PendingApproval, entry) is { } moved
            ? moved with
            {
                Questions = [.. application.Questions.SkipLast(1), question with { Answer = answer, AnsweredAt = now }],
                ApprovalRound = application.ApprovalRound + 1,
                Signal = ApplicationSignal.Answered,
            }
            : null;
    }

    private static string? Mistake(string? answer) =>
        string.IsNullOrWhiteSpace(answer) ? "Write an answer."
        : answer.Length > MaxAnswer ? "The answer may have at most 4,000 characters."
        : !LineText.LinesFit(answer) ? LineText.LinesSentence
        : null;
}

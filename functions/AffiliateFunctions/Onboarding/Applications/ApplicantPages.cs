using System.Diagnostics;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The pages of the links by which applicants answer a question or withdraw.</summary>
public sealed class ApplicantPages(PageAnswers pages, IPrograms programs)
{
    private const string AnswerField = "answer";

    /// <summary>The page for the result of a link that withdraws.</summary>
    public async Task<IResult> WithdrawalAsync(
        ApplicantLinkResult result,
        string token,
        CancellationToken cancellationToken
    ) =>
        result switch
        {
            ApplicantLinkResult.Open open => await pages.AnswerAsync<ConfirmPage>(
                new Confirmation(
                    await BrandOfAsync(open.Application, cancellationToken),
                    "Withdraw your application",
                    "Nobody decides on a withdrawn application, and you do not become a partner by it. You can apply "
                        + "again.",
                    "Withdraw my application",
                    ApplicantLinks.WithdrawalPathOf(token)
                )
            ),
            ApplicantLinkResult.Done done => await StatusAsync(
                done.Application,
                "Your application is withdrawn",
                "We have ended the review of your application.",
                StatusTone.Ok,
                StatusCodes.Status200OK,
                cancellationToken
            ),
            ApplicantLinkResult.Over { Application.Status: ApplicationStatus.Withdrawn } over => await StatusAsync(
                over.Application,
                "Already withdrawn",
                "You have already withdrawn this application.",
                StatusTone.Info,
                StatusCodes.Status409Conflict,
                cancellationToken
            ),
            ApplicantLinkResult.Over over => await StatusAsync(
                over.Application,
                "There is nothing to withdraw",
                over.Application.HasEnded
                    ? "Your application has ended."
                    : "You are a partner. To leave the program, reply to one of our e-mails.",
                StatusTone.Warning,
                StatusCodes.Status409Conflict,
                cancellationToken
            ),
            _ => await WithoutApplicationAsync(result),
        };

    /// <summary>The page for the result of a link that answers. A form with a mistake keeps the entered answer.</summary>
    public async Task<IResult> QuestionAsync(
        ApplicantLinkResult result,
        string token,
        AnswerQuestion.AnswerForm entered,
        CancellationToken cancellationToken
    ) =>
        result switch
        {
            ApplicantLinkResult.Open open => await pages.AnswerAsync<EntryPage>(
                FormOf(open, await BrandOfAsync(open.Application, cancellationToken), token, entered),
                open.Mistake is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
            ),
            ApplicantLinkResult.Done done => await StatusAsync(
                done.Application,
                "Thank you",
                "Your answer is recorded. We will contact you by e-mail.",
                StatusTone.Ok,
                StatusCodes.Status200OK,
                cancellationToken
            ),
            ApplicantLinkResult.Over over => await StatusAsync(
                over.Application,
                "Already done",
                over.Application.HasEnded
                    ? "Your application has ended. The question needs no answer any more."
                    : "You have already answered this question. There is nothing more to do here.",
                StatusTone.Info,
                StatusCodes.Status409Conflict,
                cancellationToken
            ),
            _ => await WithoutApplicationAsync(result),
        };

    private static EntryForm FormOf(
        ApplicantLinkResult.Open open,
        Brand brand,
        string token,
        AnswerQuestion.AnswerForm entered
    )
    {
        var question = open.Application.OpenQuestion!;
        return new EntryForm
        {
            Brand = brand,
            Title = "A question about your application",
            Paragraphs = [question.Text, $"Please answer by {DisplayFormat.Time(question.ExpiresAt)}."],
            TabsLabel = string.Empty,
            Action = ApplicantLinks.AnswerPathOf(token),
            Button = "Send the answer",
            Fields = [new EntryField(AnswerField, "Your answer") { IsLong = true, Longest = AnswerService.MaxAnswer }],
            Values = new Dictionary<string, string> { [AnswerField] = entered.Answer ?? string.Empty },
            Errors = open.Mistake is { } mistake
                ? new Dictionary<string, IReadOnlyList<string>> { [AnswerField] = [mistake] }
                : new Dictionary<string, IReadOnlyList<string>>(),
        };
    }

    private Task<IResult> WithoutApplicationAsync(ApplicantLinkResult result) =>
        result switch
        {
            ApplicantLinkResult.Expired => pages.StatusAsync(
                new StatusMessage(
                    "This link has expired",
                    "The time for this has passed. Look for a newer e-mail from us.",
                    StatusTone.Warning
                ),
                StatusCodes.Status410Gone
            ),
            ApplicantLinkResult.Invalid => pages.InvalidLinkAsync(),
            _ => throw new UnreachableException($"No page for {result}."),
        };

    private async Task<IResult> StatusAsync(
        PartnerApplication application,
        string title,
        string text,
        StatusTone tone,
        int status,
        CancellationToken cancellationToken
    ) =>
        await pages.StatusAsync(
            new StatusMessage(title, text, tone) { Brand = await BrandOfAsync(application, cancellationToken) },
            status
        );

    private async Task<Brand> BrandOfAsync(PartnerApplication application, CancellationToken cancellationToken) =>
        (await programs.FindAsync(application.Program, cancellationToken))?.Brand()
        ?? new Brand(application.Program.Value);
}

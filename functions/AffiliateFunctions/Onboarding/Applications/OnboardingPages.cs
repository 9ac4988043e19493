using System.Diagnostics;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Terms;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>The pages that applicants see after the sign-up form.</summary>
public sealed class OnboardingPages(PageAnswers pages, IPrograms programs)
{
    /// <summary>The page for a program that does not exist or accepts no applications.</summary>
    public Task<IResult> NoProgramAsync() =>
        pages.StatusAsync(
            new StatusMessage(
                "No applications here",
                "There is no program here that accepts applications at present.",
                StatusTone.Warning
            ),
            StatusCodes.Status404NotFound
        );

    /// <summary>The page that confirms the receipt of the application.</summary>
    public Task<IResult> ThanksAsync(AffiliateProgram program, string email) =>
        pages.StatusAsync(
            new StatusMessage(
                "Almost done: confirm your address",
                $"Look for an e-mail from {program.Name} in the inbox of {email.Trim()}. Open the link in it, and we review your "
                    + "application. If this address has applied before, the link in the earlier e-mail counts.",
                StatusTone.Ok
            )
            {
                Brand = program.Brand(),
            },
            StatusCodes.Status202Accepted
        );

    /// <summary>The page for the result of a link.</summary>
    public async Task<IResult> ConfirmationAsync(
        ConfirmationAnswer answer,
        string token,
        CancellationToken cancellationToken
    ) =>
        answer switch
        {
            ConfirmationAnswer.Open open => await pages.AnswerAsync<ConfirmPage>(
                await ConfirmationOfAsync(open, token, cancellationToken)
            ),
            ConfirmationAnswer.Done => await pages.StatusAsync(
                new StatusMessage(
                    "Thank you",
                    "Your confirmation is recorded. We will contact you by e-mail.",
                    StatusTone.Ok
                )
            ),
            ConfirmationAnswer.AlreadyDone => await pages.StatusAsync(
                new StatusMessage("Already done", "You have already done this. There is nothing more to do here."),
                StatusCodes.Status409Conflict
            ),
            ConfirmationAnswer.Expired => await pages.StatusAsync(
                new StatusMessage(
                    "This link has expired",
                    "Please apply again. We will send you a new link.",
                    StatusTone.Warning
                ),
                StatusCodes.Status410Gone
            ),
            ConfirmationAnswer.Invalid => await pages.InvalidLinkAsync(),
            _ => throw new UnreachableException($"No page for {answer}."),
        };

    private async Task<Confirmation> ConfirmationOfAsync(
        ConfirmationAnswer.Open open,
        string token,
        CancellationToken cancellationToken
    )
    {
        var application = open.Application;
        var program =
            (await programs.FindAsync(application.Program, cancellationToken))?.Brand()
            ?? new Brand(application.Program.Value);
        var action = ApplicantLinks.PathOf(token);
        return open.Terms is null
            ? new Confirmation(
                program,
                "Confirm your e-mail address",
                $"Please confirm that {application.Applicant.Email} is your address and that you apply to {program.ProgramName}.",
                "Confirm my address",
                action
            )
            : new Confirmation(
                program,
                "Accept the terms",
                $"Please read and accept version {open.Terms} of the partner terms of {program.ProgramName}.",
                "Accept the terms",
                action
            )
            {
                Terms = open.Document is null ? null : ShowTerms.TextOf(open.Document),
            };
    }
}

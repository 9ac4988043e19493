using System.Diagnostics;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Approvals;

/// <summary>The pages of approval links.</summary>
public sealed class ApprovalPages(PageAnswers pages, IPrograms programs)
{
    /// <summary>The page of a result. A form with a mistake keeps the entered values.</summary>
    /// <param name="answer">The result of the link.</param>
    /// <param name="token">The token of the link.</param>
    /// <param name="entered">The entered values.</param>
    public async Task<IResult> AnswerAsync(ApprovalLinkResult answer, string token, DecisionForm entered) =>
        answer switch
        {
            ApprovalLinkResult.Undecided undecided => await FormAsync(undecided, token, entered),
            ApprovalLinkResult.Decided decided => await pages.StatusAsync(
                new StatusMessage(
                    "Thank you",
                    "Your decision is recorded and is being carried out.",
                    StatusTone.Ok,
                    FactsOf(decided.Approval)
                )
            ),
            ApprovalLinkResult.AlreadyDecided decided => await pages.StatusAsync(
                new StatusMessage(
                    "Already decided",
                    "This request has already been decided.",
                    StatusTone.Info,
                    FactsOf(decided.Approval)
                ),
                StatusCodes.Status409Conflict
            ),
            ApprovalLinkResult.NotAllowed => await pages.StatusAsync(
                new StatusMessage(
                    "You cannot decide this",
                    "The person who prepared this may not decide it. Another person was asked.",
                    StatusTone.Warning
                ),
                StatusCodes.Status403Forbidden
            ),
            ApprovalLinkResult.Expired => await pages.StatusAsync(
                new StatusMessage(
                    "This link has expired",
                    "The time to decide has passed, and the default decision applies.",
                    StatusTone.Warning
                ),
                StatusCodes.Status410Gone
            ),
            ApprovalLinkResult.Invalid => await pages.StatusAsync(
                new StatusMessage(
                    "This link does not work",
                    "The link is incomplete, or its request has changed. Open the link in the latest e-mail, or copy "
                        + "the complete link.",
                    StatusTone.Error
                ),
                StatusCodes.Status400BadRequest
            ),
            _ => throw new UnreachableException($"No page for {answer}."),
        };

    private async Task<IResult> FormAsync(ApprovalLinkResult.Undecided undecided, string token, DecisionForm entered)
    {
        var request = undecided.Approval.Request;
        var program = await programs.FindAsync(request.Program, CancellationToken.None);
        var form = new ApprovalForm
        {
            ProgramName = program?.Name ?? request.Program.Value,
            Action = ApprovalLinks.PathOf(token),
            Subject = request.Subject,
            Decider = undecided.Actor,
            Until = DisplayFormat.Time(undecided.Approval.ExpiresAt),
            Facts = [.. request.Facts.Select(fact => new Fact(fact.Label, fact.Value))],
            Sections = [.. request.Sections.Select(section => new LineList(section.Title, section.Lines))],
            Choices =
            [
                .. request.Options.Select(option => new Choice(option.Decision, option.Label, option.ReasonRequired)),
            ],
            Decision = entered.Decision,
            Reason = entered.Reason,
            Note = entered.Note,
            ErrorField = undecided.Error?.Field,
            Error = undecided.Error?.Sentence,
        };
        return await pages.AnswerAsync<ApprovalPage>(
            form,
            undecided.Error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
        );
    }

    private static List<Fact> FactsOf(StoredApproval approval)
    {
        var decision = approval.Decision!;
        var label =
            approval.Request.Options.FirstOrDefault(option => option.Decision == decision.Decision)?.Label
            ?? decision.Decision;
        return
        [
            new Fact("Question", approval.Request.Subject),
            new Fact("Decision", label),
            new Fact("Decided by", decision.Actor == ApprovalDecision.ExpiryActor ? "nobody in time" : decision.Actor),
            new Fact("Decided at", DisplayFormat.Time(decision.At)),
        ];
    }
}

using System.Diagnostics;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Approvals.Delegations;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Approvals;

/// <summary>The pages of approval links.</summary>
public sealed class ApprovalPages(
    PageAnswers pages,
    IPrograms programs,
    DelegationLinks delegations,
    TimeProvider clock
)
{
    private const string SentTo = "This link was sent to";
    private const string CarriedOut = "Your decision is recorded and is being carried out.";

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
                    AfterText(decided.Approval),
                    StatusTone.Ok,
                    FactsOf(decided.Approval, decided.Actor)
                )
            ),
            ApprovalLinkResult.AlreadyDecided { Approval.Decision.Decision: ApprovalDecision.Withdrawn } withdrawn =>
                await pages.StatusAsync(
                    new StatusMessage(
                        "This request was withdrawn",
                        withdrawn.Approval.Decision!.Reason ?? "The request no longer applies.",
                        StatusTone.Warning,
                        [new Fact(SentTo, withdrawn.Actor)]
                    ),
                    StatusCodes.Status409Conflict
                ),
            ApprovalLinkResult.AlreadyDecided decided => await pages.StatusAsync(
                new StatusMessage(
                    "Already decided",
                    AlreadyDecidedText(decided.Approval.Decision!),
                    StatusTone.Info,
                    FactsOf(decided.Approval, decided.Actor)
                ),
                StatusCodes.Status409Conflict
            ),
            ApprovalLinkResult.NotAllowed refused => await pages.StatusAsync(
                new StatusMessage(
                    "You cannot decide this",
                    "The person who prepared this may not decide it. Another person was asked.",
                    StatusTone.Warning,
                    [new Fact(SentTo, refused.Actor)]
                ),
                StatusCodes.Status403Forbidden
            ),
            ApprovalLinkResult.SignInNeeded needed => await SignInAsync(needed, token),
            ApprovalLinkResult.DeputyEnded ended => await pages.StatusAsync(
                new StatusMessage(
                    "You cannot decide this any more",
                    $"Your time as the deputy of {ended.Deputy.OnBehalfOf.Name} has ended. Another person decides now.",
                    StatusTone.Warning,
                    [new Fact(SentTo, ended.Deputy.Deputy.Email)]
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
            ApprovalLinkResult.Invalid => await pages.InvalidLinkAsync(
                "The link is incomplete, or its request has changed. Open the link in the latest e-mail, or copy "
                    + "the complete link."
            ),
            _ => throw new UnreachableException($"No page for {answer}."),
        };

    private Task<IResult> SignInAsync(ApprovalLinkResult.SignInNeeded needed, string token)
    {
        var request = needed.Approval.Request;
        var path = ApprovalLinks.PathOf(token, request);
        return pages.StatusAsync(
            needed.Person is null
                ? new StatusMessage(
                    "Sign in to decide this",
                    "This decision needs a person who is signed in with the address that the link was sent to. Nothing "
                        + "is decided by signing in.",
                    StatusTone.Info,
                    [new Fact(SentTo, needed.Actor)]
                )
                {
                    Next = new NextPage(
                        "You come back to this page afterwards.",
                        "Sign in",
                        ApprovalSignIns.SignInAddress(path)
                    ),
                }
                : new StatusMessage(
                    "You are signed in as another person",
                    "This decision needs a person who is signed in with the address that the link was sent to. Sign in "
                        + "with that address, or leave the decision to that person.",
                    StatusTone.Warning,
                    [new Fact(SentTo, needed.Actor), new Fact("Signed in as", SignedInText(needed.Person))]
                )
                {
                    Next = new NextPage(
                        "To use another account, sign out first.",
                        "Sign out",
                        ApprovalSignIns.SignOutAddress(path)
                    ),
                },
            StatusCodes.Status403Forbidden
        );
    }

    private static string SignedInText(SignedInPerson person) =>
        person.Addresses.Count == 0 ? "an account without an e-mail address" : string.Join(", ", person.Addresses);

    private async Task<IResult> FormAsync(ApprovalLinkResult.Undecided undecided, string token, DecisionForm entered)
    {
        var request = undecided.Approval.Request;
        var program = await programs.FindAsync(request.Program, CancellationToken.None);
        var form = new ApprovalForm
        {
            Brand = program?.Brand() ?? new Brand(request.Program.Value),
            Action = ApprovalLinks.PathOf(token),
            Subject = request.Subject,
            Decider = undecided.Actor,
            Asked = [.. OnBehalf(undecided), .. AskedText(undecided.Approval)],
            Facts = [.. request.Facts.Where(fact => !fact.IsTechnical).Select(ApprovalView.Of)],
            TechnicalFacts = [.. request.Facts.Where(fact => fact.IsTechnical).Select(ApprovalView.Of)],
            Sections = [.. request.Sections.Select(ApprovalView.Of)],
            Choices = [.. request.Options.Select(ApprovalView.Of)],
            Reasons = ApprovalView.ReasonsOf(request),
            ReasonCode = entered.ReasonCode,
            Inputs = [.. request.Inputs.Select(input => ApprovalView.Of(input, entered))],
            Next = NextOf(undecided),
            Reason = entered.Reason,
            SelectionReason = entered.SelectionReason,
            Selected = entered.SelectedValues,
            Note = entered.Note,
            NoteRecipient = request.NoteRecipient,
            ErrorField = undecided.Error?.Field,
            Error = undecided.Error?.Sentence,
        };
        return await pages.AnswerAsync<ApprovalPage>(
            form,
            undecided.Error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
        );
    }

    private static IEnumerable<string> OnBehalf(ApprovalLinkResult.Undecided undecided) =>
        undecided.Deputy is { OnBehalfOf: var person }
            ? [$"You are asked on behalf of {person.Name} ({person.Email})."]
            : [];

    // A deputy names no further deputy.
    private NextPage? NextOf(ApprovalLinkResult.Undecided undecided) =>
        undecided.Approval.Request.Asks(undecided.Actor)
            ? new NextPage(
                "Are you away for some time?",
                "Name a deputy",
                delegations.PathFor(undecided.Approval, undecided.Actor)
            )
            : null;

    private List<string> AskedText(StoredApproval approval)
    {
        var request = approval.Request;
        List<string> sentences =
        [
            $"{request.FirstAsked.Name} ({request.FirstAsked.Email}) was asked on {DisplayFormat.Time(approval.AskedAt)}.",
        ];
        var escalateAt = approval.AskedAt + request.EscalateAfter;
        if (request.SecondAsked is { } second && request.EscalateAfter < request.ExpireAfter)
        {
            var verb = clock.GetUtcNow() < escalateAt ? "is asked too" : "was asked too";
            sentences.Add($"{second.Name} ({second.Email}) {verb} on {DisplayFormat.Time(escalateAt)}.");
        }

        sentences.Add($"Please decide by {DisplayFormat.Time(approval.ExpiresAt)}.");
        return sentences;
    }

    private static List<Fact> FactsOf(StoredApproval approval, string sentTo)
    {
        var decision = approval.Decision!;
        var label =
            approval.Request.Options.FirstOrDefault(option => option.Decision == decision.Decision)?.Label
            ?? decision.Decision;
        List<Fact> facts = [new("Question", approval.Request.Subject), new("Decision", label)];
        if (decision.Selected is { } selected)
        {
            facts.Add(new Fact("Selected rows", $"{selected.Count}"));
        }

        return
        [
            .. facts,
            new Fact("Decided by", DeciderOf(decision)),
            new Fact("Decided at", DisplayFormat.Time(decision.At)),
            new Fact(SentTo, sentTo),
        ];
    }

    private static string AlreadyDecidedText(ApprovalDecision decision) =>
        decision.Actor == ApprovalDecision.ExpiryActor
            ? $"Nobody decided in time. The default decision was made on {DisplayFormat.Time(decision.At)}."
            : $"This request was already decided by {decision.Actor} on {DisplayFormat.Time(decision.At)}.";

    private static string AfterText(StoredApproval approval) =>
        approval.Decision!.Decision == approval.Request.Options[0].Decision
            ? approval.Request.AfterApproval ?? CarriedOut
            : CarriedOut;

    private static string DeciderOf(ApprovalDecision decision) =>
        decision.Actor == ApprovalDecision.ExpiryActor ? "nobody in time" : decision.Actor;
}

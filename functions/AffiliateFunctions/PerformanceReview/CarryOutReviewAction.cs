using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PerformanceReview.Actions;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// Carries out an action of a review: moves a partner to a group, suspends or coaches it, pauses or scales the program,
/// opens a draft of the rules, or gives a task to its owner. Each part can be repeated.
/// </summary>
public sealed class CarryOutReviewAction(
    ReviewStore reviews,
    ProgramStore programs,
    StageChanges stages,
    IPartners partners,
    IPartnerActions partnerActions,
    RuleChangeActions ruleChanges,
    ReviewActionMails mails,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <inheritdoc cref="CarryOutReviewAction"/>
    [Function(nameof(CarryOutReviewAction))]
    public async Task RunAsync(
        [ActivityTrigger] Input input,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var review =
            await reviews.FindAsync(input.Key.Program, input.Key.Period, cancellationToken)
            ?? throw new InvalidOperationException($"There is no review {input.Key.Period} of {input.Key.Program}.");
        var program =
            await programs.FindAsync(input.Key.Program, cancellationToken)
            ?? throw new InvalidOperationException($"There is no program {input.Key.Program}.");
        var action = review.Actions.First(action => action.Id == input.Action);
        if (action.Result is not null)
        {
            return;
        }

        var done = await CarryOutAsync(program, review, action, orchestrations, cancellationToken);
        await audit.RecordAsync(
            new AuditEntry(
                program.Slug,
                $"review:{review.Period}:action:{action.Id}",
                review.Decision!.Actor,
                done.IsDone ? "review_action_done"
                    : done.IsCancelled ? "review_action_cancelled"
                    : action.PlannedFor is not null ? "review_action_planned"
                    : "review_action_open",
                action.Partner?.Value ?? program.Slug.Value,
                done.Text,
                clock.GetUtcNow()
            ),
            cancellationToken
        );
        await reviews.ChangeAsync(
            program.Slug,
            review.Period,
            stored =>
                stored.WithAction(
                    action.Id,
                    // Somebody can have reported or cancelled the action meanwhile.
                    current =>
                        current.Result is null && current.IsOpen
                            ? current with
                            {
                                Result = done.Text,
                                DoneAt = done.IsDone ? clock.GetUtcNow() : null,
                                CancelledAt = done.IsCancelled ? clock.GetUtcNow() : null,
                                Draft = done.Draft,
                            }
                            : current
                ),
            cancellationToken
        );
    }

    private async Task<Done> CarryOutAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var decision = new PartnerDecision(
            $"review:{review.Period}:{action.Id}",
            review.Decision!.Actor,
            action.Reason ?? $"Review of {review.Period}",
            review.Decision.DecidedAt
        );
        return action.Kind switch
        {
            "promote" => await MoveAsync(program, review, action, decision, cancellationToken),
            "pause" => Done.Of(
                await partnerActions.SuspendAsync(
                    program,
                    action.Partner!.Value,
                    decision,
                    orchestrations,
                    cancellationToken
                ),
                _ => "The partner is suspended."
            ),
            "coach" => await CoachAsync(program, review, action, cancellationToken),
            "pause_program" => await PauseAsync(program, review, action, cancellationToken),
            "scale" => await ScaleAsync(program, review, cancellationToken),
            "change_rules" => await OpenDraftAsync(program, review, action, cancellationToken),
            _ => await GiveAsync(program, review, action, cancellationToken),
        };
    }

    // A move with notice is carried out later, by the follow-up of reviews.
    private async Task<Done> MoveAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        PartnerDecision decision,
        CancellationToken cancellationToken
    )
    {
        if (await FindStayingAsync(program, action, cancellationToken) is not { } partner)
        {
            return Done.Cancelled(PartnerHasLeft.GroupStays);
        }

        if (action.PlannedFor is not { } at)
        {
            return Done.Of(
                await partnerActions.MoveToGroupAsync(
                    program,
                    action.Partner!.Value,
                    action.Group!,
                    decision,
                    cancellationToken
                ),
                moved => $"The partner is in the group {moved.Group}."
            );
        }

        await mails.AnnounceGroupAsync(program, review, action, partner, cancellationToken);
        return new Done(
            $"The partner was told: the group changes from {partner.Group} to {action.Group} on {DisplayFormat.Day(at)}.",
            IsDone: false
        );
    }

    private async Task<Done> CoachAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        CancellationToken cancellationToken
    )
    {
        if (await FindStayingAsync(program, action, cancellationToken) is not { } partner)
        {
            return Done.Cancelled(PartnerHasLeft.NobodyToCoach);
        }

        if (!partner.ToRecipient().Wants(EmailKind.PartnerCoached))
        {
            return new Done(
                "The partner has switched off such e-mails: please talk to the partner, and report that here.",
                IsDone: false
            );
        }

        await mails.CoachAsync(program, review, action, partner, cancellationToken);
        return new Done("The partner was coached by e-mail.", IsDone: true);
    }

    // A partner can leave between the review and the decision; null if it has.
    private async Task<Partner?> FindStayingAsync(
        AffiliateProgram program,
        ReviewAction action,
        CancellationToken cancellationToken
    ) =>
        await partners.FindAsync(program.Slug, action.Partner!.Value, cancellationToken)
            is { Status: not PartnerStatus.Closed } partner
            ? partner
            : null;

    private async Task<Done> PauseAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        CancellationToken cancellationToken
    )
    {
        var moved = await stages.ChangeAsync(
            program.Slug,
            ProgramStage.Paused,
            review.Decision!.Actor,
            review.Decision.Reason,
            cancellationToken
        );
        if (!moved.Succeeded)
        {
            return Done.Of(moved, _ => string.Empty);
        }

        var told = 0;
        await foreach (var partner in partners.ListAsync(program.Slug, cancellationToken))
        {
            if (partner.Status == PartnerStatus.Active)
            {
                await mails.TellOfPauseAsync(program, review, action, partner, cancellationToken);
                told++;
            }
        }

        return new Done($"The program is paused, and {told} partners were told.", IsDone: true);
    }

    private async Task<Done> ScaleAsync(
        AffiliateProgram program,
        StoredReview review,
        CancellationToken cancellationToken
    ) =>
        program.Stage == ProgramStage.Live
            ? new Done("The program has no limits of a pilot any more.", IsDone: true)
            : Done.Of(
                await stages.ChangeAsync(
                    program.Slug,
                    ProgramStage.Live,
                    review.Decision!.Actor,
                    review.Decision.Reason,
                    cancellationToken
                ),
                _ => "The program is live, and the limits of the pilot are lifted."
            );

    // The action stays open until a version that is based on the draft is in force.
    private async Task<Done> OpenDraftAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        CancellationToken cancellationToken
    ) =>
        await ruleChanges.OpenAsync(program, review, action, cancellationToken) switch
        {
            { IsNew: true, Version: var draft } => new Done(
                $"Draft {draft} of the rule book is a copy of the one in force. {action.Owner.Email} was asked to edit it.",
                IsDone: false
            )
            {
                Draft = draft,
            },
            { Version: var draft } => new Done($"The change was added to draft {draft}, which is open.", IsDone: false)
            {
                Draft = draft,
            },
            null => new Done("No rule book is in force that could be changed.", IsDone: false),
        };

    // The task stays open until somebody reports it as done.
    private async Task<Done> GiveAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        CancellationToken cancellationToken
    )
    {
        await mails.GiveTaskAsync(program, review, action, cancellationToken);
        return new Done($"{action.Owner.Email} was asked.", IsDone: false);
    }

    /// <summary>The review, and the id of the action.</summary>
    public sealed record Input(ReviewKey Key, string Action);

    private sealed record Done(string Text, bool IsDone)
    {
        /// <summary>The draft of the rule book that was opened, or null.</summary>
        public int? Draft { get; init; }

        /// <summary>Whether the action can never be done.</summary>
        public bool IsCancelled { get; private init; }

        public static Done Cancelled(string text) => new(text, IsDone: false) { IsCancelled = true };

        public static Done Of<T>(Result<T> result, Func<T, string> text) =>
            result.Succeeded
                ? new Done(text(result.Value), IsDone: true)
                : new Done(
                    string.Join(
                        ' ',
                        result.Problem.Errors.SelectMany(error => error.Value).Prepend(result.Problem.Detail)
                    ),
                    IsDone: false
                );
    }
}

using Affiliate.Domain.Monetary;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
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
    IRuleBooks ruleBooks,
    EmailSender post,
    IAuditLog audit,
    TimeProvider clock
)
{
    // ProgramCache.TakesClicks is false for a paused program: its links redirect without a click.
    internal const string PausedLinks =
        "Your link still leads to the site, but new clicks are not counted while the program is paused. "
        + "Conversions from earlier clicks are still recorded.";

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
                done.IsDone ? "review_action_done" : "review_action_open",
                action.Partner?.Value ?? program.Slug.Value,
                done.Text,
                clock.GetUtcNow()
            ),
            cancellationToken
        );
        await reviews.ChangeAsync(
            program.Slug,
            review.Period,
            stored => stored.WithAction(action.Id, done.Text, done.IsDone ? clock.GetUtcNow() : null),
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
            "promote" => Done.Of(
                await partnerActions.MoveToGroupAsync(
                    program,
                    action.Partner!.Value,
                    action.Group!,
                    decision,
                    cancellationToken
                ),
                partner => $"The partner is in the group {partner.Group}."
            ),
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
            "change_rules" => await OpenDraftAsync(program, review, cancellationToken),
            _ => await GiveAsync(program, review, action, cancellationToken),
        };
    }

    private async Task<Done> CoachAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        CancellationToken cancellationToken
    )
    {
        if (await partners.FindAsync(program.Slug, action.Partner!.Value, cancellationToken) is not { } partner)
        {
            return new Done("The partner does not exist any more.", IsDone: false);
        }

        var card = review.Scorecards.FirstOrDefault(card => card.Partner == partner.Id);
        await post.SendAsync(
            $"review:{program.Slug}:{review.Period}:{action.Id}",
            partner.Email,
            new EmailMessage
            {
                Kind = EmailKind.PartnerCoached,
                Subject = $"How your {review.Period} went, and what could help",
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs =
                [
                    "We looked at the month together with you in mind, and think that you can reach more.",
                    action.Reason ?? "Please reply to this e-mail if you would like to talk about it.",
                ],
                Facts = card is null ? [] : FactsOf(card, review.Currency),
            },
            cancellationToken
        );
        return new Done("The partner was coached by e-mail.", IsDone: true);
    }

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
                await TellOfPauseAsync(program, review, action, partner, cancellationToken);
                told++;
            }
        }

        return new Done($"The program is paused, and {told} partners were told.", IsDone: true);
    }

    private Task TellOfPauseAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        Partner partner,
        CancellationToken cancellationToken
    ) =>
        post.SendAsync(
            $"review:{program.Slug}:{review.Period}:{action.Id}:{partner.Id}",
            partner.Email,
            new EmailMessage
            {
                Kind = EmailKind.ProgramPaused,
                Subject = $"{program.Name} is paused",
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs =
                [
                    "The program is paused for now, and no new partners are accepted. " + PausedLinks,
                    "What you have earned stays yours: it is paid as agreed. We will write when the program goes on.",
                ],
            },
            cancellationToken
        );

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

    private async Task<Done> OpenDraftAsync(
        AffiliateProgram program,
        StoredReview review,
        CancellationToken cancellationToken
    ) =>
        await ruleBooks.OpenDraftAsync(
            program.Slug,
            $"to change after {review.Period}: {review.Decision!.Reason}",
            review.Decision.DecidedAt,
            cancellationToken
        )
            is { } version
            ? new Done(
                $"The draft {version} of the rule book is a copy of the one in force. Its name says what to change.",
                IsDone: true
            )
            : new Done("No rule book is in force that could be changed.", IsDone: false);

    // The task stays open until somebody reports it as done.
    private async Task<Done> GiveAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        CancellationToken cancellationToken
    )
    {
        await post.SendAsync(
            $"review:{program.Slug}:{review.Period}:{action.Id}",
            action.Owner.Email,
            new EmailMessage
            {
                Kind = EmailKind.ReviewTask,
                Subject = $"A task of the review of {program.Name}",
                Brand = program.Brand(),
                Recipient = action.Owner.Name,
                Paragraphs = [action.Text],
                Facts =
                [
                    new Fact("Due", DisplayFormat.Day(action.DueAt)),
                    .. action.Metric is { } metric
                        ? [new Fact("Meant to move", ReviewText.Name(metric))]
                        : Array.Empty<Fact>(),
                    new Fact("Decided by", review.Decision!.Actor),
                ],
                Closing = "The next review shows whether it is done, and the number before and after.",
            },
            cancellationToken
        );
        return new Done($"{action.Owner.Email} was asked.", IsDone: false);
    }

    private static Fact[] FactsOf(Scorecard card, string currency) =>
        [
            new("Clicks", $"{card.Clicks}"),
            new("Sales", $"{card.Sales}"),
            new("Refunds", $"{card.Refunds}"),
            new("Commission", DisplayFormat.Amount(card.Commission, currency, Currency.Parse(currency).Digits)),
        ];

    /// <summary>The review, and the id of the action.</summary>
    public sealed record Input(ReviewKey Key, string Action);

    private sealed record Done(string Text, bool IsDone)
    {
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

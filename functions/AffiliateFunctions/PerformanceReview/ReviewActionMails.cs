using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PerformanceReview.Actions;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>The e-mails about the actions of a review. Each is sent once, because its key contains the action.</summary>
public sealed class ReviewActionMails(EmailSender post, ReviewActionLinks links)
{
    // ProgramCache.TakesClicks is false for a paused program: its links redirect without a click.
    internal const string PausedLinks =
        "Your link still leads to the site, but new clicks are not counted while the program is paused. "
        + "Conversions from earlier clicks are still recorded.";

    private const string TaskClosing =
        "Opening the link reports nothing. A report by this link is recorded as yours: please do not forward this e-mail.";

    /// <summary>Tells a partner in which group it will be, and from when on.</summary>
    public Task AnnounceGroupAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        Partner partner,
        CancellationToken cancellationToken
    ) =>
        post.SendAsync(
            KeyOf(program, review, action),
            partner.ToRecipient(),
            new EmailMessage
            {
                Kind = EmailKind.GroupChangeAnnounced,
                Subject = $"Your group in {program.Name} changes on {DisplayFormat.Day(action.PlannedFor!.Value)}",
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs =
                [
                    $"You move from the group \"{partner.Group}\" to the group \"{action.Group}\". Until then nothing changes, "
                        + "and what you have earned stays as it is.",
                    "Please reply to this e-mail if you have questions about it.",
                ],
                Facts =
                [
                    new Fact("Group now", partner.Group),
                    new Fact("New group", action.Group!),
                    new Fact("From", DisplayFormat.Day(action.PlannedFor.Value)),
                ],
            },
            cancellationToken
        );

    /// <summary>Tells a partner what could help.</summary>
    public Task CoachAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        Partner partner,
        CancellationToken cancellationToken
    )
    {
        var card = review.Scorecards.FirstOrDefault(card => card.Partner == partner.Id);
        return post.SendAsync(
            KeyOf(program, review, action),
            partner.ToRecipient(),
            new EmailMessage
            {
                Kind = EmailKind.PartnerCoached,
                Subject = $"How your {DisplayFormat.Months(review.Span)} went, and what could help",
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs =
                [
                    "We looked at your results, and think that you can reach more.",
                    action.Reason ?? "Please reply to this e-mail if you would like to talk about it.",
                ],
                Facts = card is null ? [] : FactsOf(card, review.Currency),
            },
            cancellationToken
        );
    }

    /// <summary>Tells a partner that the program is paused.</summary>
    public Task TellOfPauseAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        Partner partner,
        CancellationToken cancellationToken
    ) =>
        post.SendAsync(
            $"{KeyOf(program, review, action)}:{partner.Id}",
            partner.ToRecipient(),
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

    /// <summary>Asks the owner of the program to edit the draft that was opened for a change of the rules.</summary>
    public Task AskForRuleChangeAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        OpenedRuleChange opened,
        CancellationToken cancellationToken
    )
    {
        var path = $"/api/programs/{program.Slug}/rules";
        return post.SendAsync(
            KeyOf(program, review, action),
            action.Owner.Email,
            new EmailMessage
            {
                Kind = EmailKind.RuleChangeAsked,
                Subject = $"Draft {opened.Version} of the rules of {program.Name} waits to be edited",
                Brand = program.Brand(),
                Recipient = action.Owner.Name,
                Paragraphs =
                [
                    opened.IsNew
                        ? $"The review of {DisplayFormat.Months(review.Span)} decided to change the rules. Draft {opened.Version} is a copy of the "
                            + "rule book in force, and nothing changes until a version is approved and its date has come."
                        : $"The review of {DisplayFormat.Months(review.Span)} decided to change the rules. Draft {opened.Version} of an earlier review "
                            + "is still open, so the change was added to it.",
                    action.RuleChange?.Change ?? action.Text,
                ],
                Facts =
                [
                    new Fact("To change", RuleChangeRequest.ScopeOf(action.RuleChange?.Rules ?? [])),
                    new Fact("Reason", review.Decision!.Reason ?? "none given"),
                    .. FactsOf(action, review),
                    new Fact("Decided by", review.Decision.Actor),
                ],
                Details =
                [
                    new EmailDetails(
                        "How to change the rules",
                        [
                            $"Read the draft: GET {path}/{opened.Version}. Its member \"rules\" is the document to edit.",
                            $"Store the edited document: POST {path}?based_on={opened.Version}. The answer has the number of "
                                + "the new version.",
                            $"Submit the new version with the date from which it applies: POST {path}/VERSION/submit. The "
                                + "approval is then asked for by e-mail.",
                        ]
                    ),
                ],
                Closing = "The next review shows how far the change is, and the number that it is meant to move.",
            },
            cancellationToken
        );
    }

    /// <summary>Gives a task to its owner, with a link to report that it is done.</summary>
    public Task GiveTaskAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        CancellationToken cancellationToken
    ) =>
        post.SendAsync(
            KeyOf(program, review, action),
            action.Owner.Email,
            new EmailMessage
            {
                Kind = EmailKind.ReviewTask,
                Subject = $"A task of the review of {program.Name}",
                Brand = program.Brand(),
                Recipient = action.Owner.Name,
                Paragraphs = [action.Text, "When it is done, say so by the link below, and what came of it."],
                Facts = [.. FactsOf(action, review), new Fact("Decided by", review.Decision!.Actor)],
                Link = new EmailLink("Report the task as done", links.AddressFor(program.Slug, review.Period, action)),
                Closing = TaskClosing,
            },
            cancellationToken
        );

    /// <summary>Reminds the owner of a task on the day on which it is due.</summary>
    public Task RemindOfTaskAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        CancellationToken cancellationToken
    ) =>
        post.SendAsync(
            $"{KeyOf(program, review, action)}:due",
            action.Owner.Email,
            new EmailMessage
            {
                Kind = EmailKind.ReviewTaskReminder,
                Subject = $"Due on {DisplayFormat.Day(action.DueAt)}: a task of the review of {program.Name}",
                Brand = program.Brand(),
                Recipient = action.Owner.Name,
                Paragraphs =
                [
                    action.Text,
                    "It is not reported as done. If it stays open, the next review shows it as overdue.",
                ],
                Facts = FactsOf(action, review),
                Link = new EmailLink("Report the task as done", links.AddressFor(program.Slug, review.Period, action)),
                Closing = TaskClosing,
            },
            cancellationToken
        );

    /// <summary>When a task is due, and the number that it is meant to move.</summary>
    internal static Fact[] FactsOf(ReviewAction action, StoredReview review)
    {
        var due = new Fact("Due", DisplayFormat.Day(action.DueAt));
        if (action.Metric is not { } metric)
        {
            return [due];
        }

        var unit = ReviewNumbers.UnitOf(metric);
        return
        [
            due,
            new Fact(
                "Meant to move",
                $"{ReviewNumbers.NameOf(metric)}, {ReviewText.ValueOf(action.Before, unit, review.Currency)} in {review.Span}"
            ),
        ];
    }

    private static string KeyOf(AffiliateProgram program, StoredReview review, ReviewAction action) =>
        $"review:{program.Slug}:{review.Period}:{action.Id}";

    private static Fact[] FactsOf(Scorecard card, string currency) =>
        [
            new("Clicks", $"{card.Clicks}"),
            new("Sales", $"{card.Sales}"),
            new("Refunds", $"{card.Refunds}"),
            new("Commission", DisplayFormat.Amount(card.Commission, currency)),
        ];
}

using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.PerformanceReview.Actions;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>The pages of the links that report tasks of a review as done.</summary>
public sealed class ReviewActionPages(PageAnswers pages, ReviewStore reviews)
{
    /// <summary>The form.</summary>
    internal Task<IResult> FormAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        string token,
        string? result,
        string? mistake
    ) =>
        pages.AnswerAsync<EntryPage>(
            new EntryForm
            {
                Brand = program.Brand(),
                Title = "Report a task as done",
                Paragraphs =
                [
                    action.Text,
                    .. ReviewActionMails.FactsOf(action, review).Select(fact => $"{fact.Label}: {fact.Value}"),
                    $"This link was sent to {action.Owner.Email}, and a report by it is recorded as theirs. Opening this "
                        + "page reports nothing.",
                ],
                TabsLabel = "Task",
                Action = ReviewActionLinks.PathOf(token),
                Button = "Report as done",
                Fields =
                [
                    new EntryField("result", "What was done, and what came of it")
                    {
                        Longest = ReviewActionReports.LongestResult,
                        IsLong = true,
                    },
                ],
                Values = new Dictionary<string, string> { ["result"] = result ?? string.Empty },
                Errors = mistake is null
                    ? new Dictionary<string, IReadOnlyList<string>>()
                    : new Dictionary<string, IReadOnlyList<string>> { ["result"] = [mistake] },
            },
            mistake is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
        );

    /// <summary>The page of a task that is done or cancelled, with the number before and after.</summary>
    internal async Task<IResult> EndedAsync(
        AffiliateProgram program,
        StoredReview review,
        ReviewAction action,
        int status,
        CancellationToken cancellationToken
    )
    {
        // The number of a quarter does not compare with that of a month.
        var latest = action.Metric is null
            ? null
            : await reviews
                .RecentHeadsAsync(program.Slug, cancellationToken)
                .Where(later => later.Period > review.Period && later.Span.Length == review.Span.Length)
                .LastOrDefaultAsync(cancellationToken);
        return await pages.StatusAsync(
            new StatusMessage(
                action.DoneAt is null ? "The task was cancelled" : "The task is done",
                action.Text,
                action.DoneAt is null ? StatusTone.Info : StatusTone.Ok,
                [
                    new Fact("Result", action.Result ?? "none given"),
                    .. action.DoneAt is { } at ? [new Fact("Reported", DisplayFormat.Time(at))] : Array.Empty<Fact>(),
                    .. NumbersOf(review, action, latest),
                ]
            )
            {
                Brand = program.Brand(),
            },
            status
        );
    }

    /// <summary>The page of a link that does not work.</summary>
    internal Task<IResult> RefusedAsync(LinkRefusal? refusal) =>
        refusal == LinkRefusal.Expired
            ? pages.StatusAsync(
                new StatusMessage(
                    "This link has expired",
                    "Ask the owner of the program to record the result.",
                    StatusTone.Warning
                ),
                StatusCodes.Status410Gone
            )
            : pages.StatusAsync(
                new StatusMessage(
                    "This link does not work",
                    "The link is incomplete. Copy the complete link from the e-mail.",
                    StatusTone.Error
                ),
                StatusCodes.Status400BadRequest
            );

    private static IEnumerable<Fact> NumbersOf(StoredReview review, ReviewAction action, ReviewHead? latest)
    {
        if (action.Metric is not { } metric)
        {
            yield break;
        }

        var (name, unit) = (ReviewNumbers.NameOf(metric), ReviewNumbers.UnitOf(metric));
        yield return new Fact(
            $"{name} before, in {DisplayFormat.Months(review.Span)}",
            ReviewText.ValueOf(action.Before, unit, review.Currency)
        );

        // A task is meant to move a signal, so no scorecards are needed.
        yield return latest is not null && ReviewNumbers.Find(latest, [], metric, partner: null) is { } after
            ? new Fact($"{name} after", ReviewNumbers.TextOf(after, unit, latest.Currency))
            : new Fact($"{name} after", "the next review shows it");
    }
}

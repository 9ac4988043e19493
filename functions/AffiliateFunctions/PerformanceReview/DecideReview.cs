using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.PerformanceReview.Actions;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>The page of a review's link, with the form that decides. GET changes nothing; POST decides.</summary>
[Tags("Reviews")]
public sealed class DecideReview(
    IPrograms programs,
    ReviewStore reviews,
    ReviewPackets packets,
    ApprovalService approvals,
    ApprovalSignIns signIns,
    ApprovalPages approvalPages,
    PageAnswers pages,
    RuleChanges rules,
    TimeProvider clock
)
{
    // Five fields with a reason for each of thousands of partners.
    private const int MaxFormBytes = 2 * 1024 * 1024;

    /// <summary>Shows the review and the form. Nothing is changed.</summary>
    [Function(nameof(ShowReviewForDecision))]
    [EndpointSummary("Shows a review that is to be decided; changes nothing.")]
    [ProducesPages(200, 400, 403, 409, 410)]
    public async Task<IResult> ShowReviewForDecision(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "approve/{token}/review")]
            HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    ) =>
        await approvals.OpenAsync(token, signIns.PersonOf(request), cancellationToken) switch
        {
            ApprovalLinkResult.Undecided open when IsReview(open) => await FormAsync(
                open,
                token,
                Sent.Nothing,
                cancellationToken
            ),
            var other => await approvalPages.AnswerAsync(other, token, new DecisionForm()),
        };

    /// <summary>Stores the decisions about partners and the tasks, then the decision about the program.</summary>
    [Function(nameof(DecideReview))]
    [EndpointSummary(
        "Decides a review: the program, the recommendations for partners, and tasks; a token decides once."
    )]
    [Consumes(typeof(DecisionForm), "application/x-www-form-urlencoded")]
    [RequestExample("decision=keep&reason=A+good+month")]
    [ProducesPages(200, 400, 403, 409, 410)]
    [ProducesProblems(413, 415)]
    public async Task<IResult> Decide(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "approve/{token}/review")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var sent = await request.ReadFormValuesAsync(MaxFormBytes, cancellationToken);
        if (!sent.Succeeded)
        {
            return HttpResults.Problem(sent.Problem);
        }

        // Only the rules are chosen several at a time; of any other field the last value counts.
        var fields = sent.Value.ToDictionary(
            field => field.Key,
            field =>
                field.Key == "rules"
                    ? string.Join(RuleChangeForm.Separator, field.Value.ToArray())
                    : field.Value.LastOrDefault() ?? string.Empty,
            StringComparer.Ordinal
        );
        var form = new DecisionForm(
            fields.GetValueOrDefault("decision"),
            fields.GetValueOrDefault("reason"),
            fields.GetValueOrDefault("note")
        );
        var person = signIns.PersonOf(request);
        if (await approvals.OpenAsync(token, person, cancellationToken) is ApprovalLinkResult.Undecided open)
        {
            // The link of another approval shows its own form, and decides nothing here.
            if (!IsReview(open))
            {
                return await approvalPages.AnswerAsync(open, token, form);
            }

            var review = await RequireAsync(open, cancellationToken);
            var names = await packets.NamesAsync(review, cancellationToken);
            var known = await rules.ChoicesAsync(review.Program, clock.GetUtcNow(), cancellationToken);
            var read = ReviewFormReader.Read(
                fields,
                review,
                open.Actor,
                clock.GetUtcNow(),
                names,
                [.. known.Select(rule => rule.Id)]
            );
            if (read.Errors.Count > 0)
            {
                return await FormAsync(open, token, new Sent(fields, read.Errors), cancellationToken);
            }

            await reviews.ChangeAsync(
                review.Program,
                review.Period,
                stored => stored.Decision is null ? stored.WithSubmission(read.Submission) : stored,
                cancellationToken
            );
        }

        var result = await approvals.DecideAsync(token, form, person, orchestrations, cancellationToken);
        return result is ApprovalLinkResult.Undecided { Error: { } error } undecided
            ? await FormAsync(undecided, token, new Sent(fields, [error.Sentence]), cancellationToken)
            : await approvalPages.AnswerAsync(result, token, form);
    }

    /// <summary>Whether the link is of a review, and not of another kind of approval.</summary>
    internal static bool IsReview(ApprovalLinkResult.Undecided open) =>
        open.Approval.Request.Kind == ApprovalKinds.Review;

    private async Task<IResult> FormAsync(
        ApprovalLinkResult.Undecided open,
        string token,
        Sent sent,
        CancellationToken cancellationToken
    )
    {
        var request = open.Approval.Request;
        var review = await RequireAsync(open, cancellationToken);
        var program =
            await programs.FindAsync(request.Program, cancellationToken)
            ?? throw new InvalidOperationException($"There is no program {request.Program}.");
        var form = new ReviewForm(
            $"{ApprovalLinks.PathOf(token)}/review",
            open.Actor,
            $"{request.FirstAsked.Name} was asked on {DisplayFormat.Time(open.Approval.AskedAt)}. Please decide by "
                + $"{DisplayFormat.Time(open.Approval.ExpiresAt)}.",
            [.. request.Options.Select(option => new Choice(option.Decision, option.Label, option.ReasonRequired))],
            [.. SignalCatalog.Names.Select(name => new EntryChoice(name, ReviewText.Name(name)))]
        )
        {
            Values = sent.Values,
            Errors = sent.Errors,
            Rules =
            [
                .. (await rules.ChoicesAsync(program.Slug, clock.GetUtcNow(), cancellationToken)).Select(
                    rule => new EntryChoice(rule.Id, $"{rule.Id}: {rule.Text}")
                ),
            ],
            PartnerMetrics =
            [
                .. ReviewNumbers.PartnerNames.Select(name => new EntryChoice(name, ReviewNumbers.NameOf(name))),
            ],
        };
        return await pages.AnswerAsync<ReviewPacketPage>(
            await packets.OfAsync(program, review, form, cancellationToken),
            sent.Errors.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
        );
    }

    private async Task<StoredReview> RequireAsync(
        ApprovalLinkResult.Undecided open,
        CancellationToken cancellationToken
    )
    {
        var request = open.Approval.Request;
        var period = Period.Parse(request.Id[ComputeReview.IdPrefix.Length..]);
        return await reviews.FindAsync(request.Program, period, cancellationToken)
            ?? throw new InvalidOperationException($"There is no review {period} of {request.Program}.");
    }

    private sealed record Sent(IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Errors)
    {
        public static Sent Nothing { get; } = new(new Dictionary<string, string>(), []);
    }
}

using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Follows up each day what reviews have set going; see <see cref="ReviewFollowUp"/>.</summary>
public sealed class FollowUpReviews(
    IPrograms programs,
    ReviewStore reviews,
    ReviewFollowUp followUp,
    ILogger<FollowUpReviews> logger
)
{
    /// <inheritdoc cref="FollowUpReviews"/>
    [Function(nameof(FollowUpReviews))]
    public Task RunAsync([TimerTrigger("0 40 7 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        programs
            .ListAsync(cancellationToken)
            .Where(program => program.Stage != ProgramStage.Draft)
            .ForEachIsolatedAsync(
                program => $"the actions of reviews of {program.Slug}",
                program => FollowUpAsync(program, cancellationToken),
                logger,
                cancellationToken
            );

    private Task FollowUpAsync(AffiliateProgram program, CancellationToken cancellationToken) =>
        reviews
            .RecentAsync(program.Slug, cancellationToken)
            .SelectMany(review => review.Actions.Select(action => (Review: review, Action: action)).ToAsyncEnumerable())
            .ForEachIsolatedAsync(
                of => $"the action {of.Action.Id} of {program.Slug}",
                of => followUp.RunAsync(program, of.Review, of.Action, cancellationToken),
                logger,
                cancellationToken
            );
}

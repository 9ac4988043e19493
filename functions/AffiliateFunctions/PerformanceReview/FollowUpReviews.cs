using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
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
        OpenActionsAsync(program.Slug, cancellationToken)
            .ForEachIsolatedAsync(
                of => $"the action {of.Action.Id} of {program.Slug}",
                of => followUp.RunAsync(program, of.Review, of.Action, cancellationToken),
                logger,
                cancellationToken
            );

    // Most reviews have no open action, and only their heads are read.
    private async IAsyncEnumerable<(StoredReview Review, ReviewAction Action)> OpenActionsAsync(
        ProgramSlug program,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var head in reviews.RecentHeadsAsync(program, cancellationToken))
        {
            if (
                head.Actions.Any(action => action.IsOpen)
                && await reviews.FindAsync(program, head.Period, cancellationToken) is { } review
            )
            {
                foreach (var action in review.Actions.Where(action => action.IsOpen))
                {
                    yield return (review, action);
                }
            }
        }
    }
}

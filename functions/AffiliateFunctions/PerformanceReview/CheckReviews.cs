using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Finds each day the reviews that are missing or wait too long for their decision.</summary>
public sealed class CheckReviews(IPrograms programs, MissingReviews missing, ILogger<CheckReviews> logger)
{
    /// <inheritdoc cref="CheckReviews"/>
    [Function(nameof(CheckReviews))]
    public Task RunAsync([TimerTrigger("0 20 7 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        programs
            .ListAsync(cancellationToken)
            .ForEachIsolatedAsync(
                program => $"the reviews of {program.Slug}",
                program => missing.UpdateAsync(program, cancellationToken),
                logger,
                cancellationToken
            );
}

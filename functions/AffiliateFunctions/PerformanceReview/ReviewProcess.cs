using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>
/// The step from the end of a month to its review. A month without the review that the charter demands waits in it.
/// </summary>
internal sealed class ReviewProcess(IPrograms programs, ReviewStore reviews, ReviewDuties duties) : IProcessSource
{
    private const string Measure = "measure_review";

    public IReadOnlyList<ProcessStep> Steps { get; } =
    [new("review", Measure, StepOwner.System, ReviewDuty.TimeToMeasure)];

    public async IAsyncEnumerable<StepRun> RunsAsync(
        ProgramSlug program,
        DateTimeOffset since,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (await programs.FindAsync(program, cancellationToken) is not { } found)
        {
            yield break;
        }

        var stored = await reviews.RecentHeadsAsync(program, cancellationToken).ToListAsync(cancellationToken);
        foreach (var duty in duties.Of(found, stored))
        {
            yield return new StepRun(Measure, duty.Since, duty.Review?.MeasuredAt);
        }
    }
}

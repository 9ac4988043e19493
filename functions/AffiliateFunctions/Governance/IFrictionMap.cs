using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Governance;

/// <summary>Where the work of a program waits, for people who look at it.</summary>
public interface IFrictionMap
{
    /// <summary>The steps of all workflows.</summary>
    /// <param name="program">The program.</param>
    /// <param name="since">The time from which on ended steps are counted.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<FrictionStep>> StepsAsync(
        AffiliateProgram program,
        DateTimeOffset since,
        CancellationToken cancellationToken
    );
}

/// <summary>A step of a workflow.</summary>
/// <param name="Workflow">The workflow.</param>
/// <param name="Step">The name of the step, such as <c>decide_application</c>.</param>
/// <param name="Owner">Whom the step waits for: a person of the charter, <c>applicant</c>, <c>partner</c> or
/// <c>system</c>.</param>
/// <param name="Waiting">How many wait now.</param>
/// <param name="OldestAt">Since when the oldest waits, or null.</param>
/// <param name="Done">How many ended.</param>
/// <param name="MedianHours">The median time of those that ended, in hours; null if none ended.</param>
/// <param name="P90Hours">The ninetieth percentile, in hours; null if none ended.</param>
/// <param name="SlaHours">The time within which the step is to be done, in hours.</param>
/// <param name="Late">How many of those that wait exceed that time.</param>
/// <param name="WasLate">How many of those that ended exceeded that time.</param>
public sealed record FrictionStep(
    string Workflow,
    string Step,
    string Owner,
    int Waiting,
    DateTimeOffset? OldestAt,
    int Done,
    decimal? MedianHours,
    decimal? P90Hours,
    decimal SlaHours,
    int Late,
    int WasLate
);

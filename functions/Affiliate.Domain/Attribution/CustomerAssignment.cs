using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Attribution;

/// <summary>
/// The decision of persons that a customer belongs to a partner from a time on, whatever its touches are. An earlier
/// assignment applies until the next one.
/// </summary>
/// <param name="Id">The adjustment by which the customer was assigned.</param>
/// <param name="Partner">The partner.</param>
/// <param name="From">The time from which conversions of the customer are credited to the partner.</param>
public sealed record CustomerAssignment(AdjustmentId Id, PartnerId Partner, DateTimeOffset From)
{
    /// <summary>The assignment as the touch that decides the credit.</summary>
    public Touch ToTouch() => new(Partner, TouchKind.Assignment, From) { Source = Id.Value };

    /// <summary>
    /// Returns the assignment that applies at a time, or null. Of assignments from the same time, the last one of the
    /// list applies.
    /// </summary>
    /// <param name="assignments">The assignments, in the order in which they were carried out.</param>
    /// <param name="at">The time.</param>
    public static CustomerAssignment? At(IEnumerable<CustomerAssignment> assignments, DateTimeOffset at) =>
        assignments
            .Where(assignment => assignment.ToTouch().CountsFrom <= at)
            .OrderBy(assignment => assignment.From)
            .LastOrDefault();
}

using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Tracking;

/// <summary>Receives what partners report themselves about their deals.</summary>
public interface IPartnerReports
{
    /// <summary>
    /// Tracks a stage that a partner reports. The event is marked as reported by the partner; rules that do not ask for
    /// the reporter pay nothing for it. A repeated call changes nothing.
    /// </summary>
    /// <returns>Null once the event is accepted, or the reason why it is not.</returns>
    Task<Problem?> ReportStageAsync(AffiliateProgram program, PartnerStage stage, CancellationToken cancellationToken);
}

/// <summary>A stage that a partner reports.</summary>
/// <param name="Id">The id of the event.</param>
/// <param name="Deal">The partner's deal.</param>
/// <param name="Customer">The company's id of the customer, or null while the company has not assigned one.</param>
/// <param name="Name">The stage.</param>
/// <param name="At">When the partner reported it.</param>
public sealed record PartnerStage(EventId Id, EventId Deal, CustomerId? Customer, string Name, DateTimeOffset At);

using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Attribution;

/// <summary>Records touches that were not tracked.</summary>
public interface IManualTouches
{
    /// <summary>
    /// Records the touch. The touch counts for events that are decided from then on, and for conversions without a
    /// credited partner. The time and the partner identify the touch, so a repeated call changes nothing.
    /// </summary>
    /// <returns>Null once the touch is recorded, or the reason why it is not.</returns>
    Task<Problem?> AddAsync(ProgramSlug program, ManualTouch touch, CancellationToken cancellationToken);
}

/// <summary>A touch that was not tracked.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Partner">The partner, which must be active.</param>
/// <param name="At">When the touch occurred.</param>
/// <param name="Actor">The person who decided, or the caller.</param>
/// <param name="Reason">The reason.</param>
public sealed record ManualTouch(CustomerId Customer, PartnerId Partner, DateTimeOffset At, string Actor, string Reason)
{
    /// <summary>The person that the caller says to act for, or null.</summary>
    public string? OnBehalfOf { get; init; }
}

using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Tracking;

/// <summary>Finds what is known about a conversion.</summary>
public interface IConversionLookup
{
    /// <summary>Returns the sale of an invoice, by any of the invoice's names; null if no sale was reported.</summary>
    Task<KnownConversion?> FindByInvoiceAsync(ProgramSlug program, string invoice, CancellationToken cancellationToken);
}

/// <summary>What is known about a conversion.</summary>
/// <param name="Id">The event.</param>
/// <param name="Type">The type of the event.</param>
/// <param name="Status">The status of the event.</param>
/// <param name="Reason">Why the event was held or rejected, or why nothing is paid for it; null otherwise.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Partner">The first credited partner; null if nobody is credited.</param>
/// <param name="Amount">The amount in minor units of <paramref name="Currency"/>.</param>
/// <param name="Currency">The currency.</param>
/// <param name="At">When the event occurred.</param>
public sealed record KnownConversion(
    EventId Id,
    string Type,
    string Status,
    string? Reason,
    CustomerId? Customer,
    PartnerId? Partner,
    long? Amount,
    string? Currency,
    DateTimeOffset At
)
{
    /// <summary>Whether the event was applied and nobody was credited, so that a touch decides it anew.</summary>
    public bool IsUncredited { get; init; }
}

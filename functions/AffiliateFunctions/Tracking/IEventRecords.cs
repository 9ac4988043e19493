using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Tracking;

/// <summary>Reads events with their outcomes, for the pages of the company.</summary>
public interface IEventRecords
{
    /// <summary>The event, or null. An event of a provider that has no meaning for the program is found too.</summary>
    Task<EventRecord?> FindAsync(ProgramSlug program, EventId id, CancellationToken cancellationToken);
}

/// <summary>An event with its outcome.</summary>
/// <param name="Id">The event id that the sender chose.</param>
/// <param name="Type">The type; the provider's name for it, if the event was ignored.</param>
/// <param name="Status"><c>accepted</c>, <c>applied</c>, <c>held</c>, <c>rejected</c> or <c>ignored</c>.</param>
/// <param name="Reason">Why the event was held, rejected or ignored, or why nothing is paid for it; or null.</param>
/// <param name="Partner">The first credited partner, or null.</param>
/// <param name="Customer">The customer, or null.</param>
/// <param name="Commissions">The commissions that the event granted or changed.</param>
/// <param name="OccurredAt">When the event occurred.</param>
/// <param name="ReceivedAt">When the event was received.</param>
/// <param name="AppliedAt">When the event's effect was stored, or null.</param>
public sealed record EventRecord(
    EventId Id,
    string Type,
    string Status,
    string? Reason,
    PartnerId? Partner,
    CustomerId? Customer,
    IReadOnlyList<CommissionId> Commissions,
    DateTimeOffset OccurredAt,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? AppliedAt
)
{
    /// <summary>The number of retries.</summary>
    public int Attempt { get; init; }

    /// <summary>The invoice, or null.</summary>
    public string? Invoice { get; init; }

    /// <summary>The amount in minor units of <see cref="Currency"/>, or null.</summary>
    public long? Amount { get; init; }

    /// <summary>The currency, or null.</summary>
    public string? Currency { get; init; }

    /// <summary>The stage in the CRM, or null.</summary>
    public string? Stage { get; init; }

    /// <summary>How the customer came: the code, the coupon or the click id that the event names, or null.</summary>
    public string? By { get; init; }

    /// <summary>The provider that sent an ignored event, or null.</summary>
    public string? Provider { get; init; }
}

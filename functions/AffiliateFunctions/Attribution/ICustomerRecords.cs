using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Attribution;

/// <summary>Reads what is known about customers, for the pages of the company.</summary>
public interface ICustomerRecords
{
    /// <summary>The customer, or null.</summary>
    Task<CustomerRecord?> FindAsync(ProgramSlug program, CustomerId customer, CancellationToken cancellationToken);

    /// <summary>The decisions on events of a customer. Events without a decision are left out.</summary>
    Task<IReadOnlyDictionary<EventId, CreditDecision>> DecisionsAsync(
        ProgramSlug program,
        CustomerId customer,
        IEnumerable<EventId> events,
        CancellationToken cancellationToken
    );
}

/// <summary>A customer with its touches.</summary>
/// <param name="Id">The customer's id in the sender's system.</param>
/// <param name="Email">The e-mail address, or null.</param>
/// <param name="Country">The country, or null.</param>
/// <param name="Source">The source of the customer, as reported, or null.</param>
/// <param name="Payments">The number of sales above 0.</param>
/// <param name="SaleAmount">The sum of the sales, in minor units of the program's currency.</param>
/// <param name="FirstSaleAt">The time of the first sale above 0, or null.</param>
/// <param name="Touches">The touches, in order of time.</param>
public sealed record CustomerRecord(
    CustomerId Id,
    string? Email,
    string? Country,
    string? Source,
    int Payments,
    long SaleAmount,
    DateTimeOffset? FirstSaleAt,
    IReadOnlyList<Touch> Touches
)
{
    /// <summary>The partners that persons have assigned the customer to.</summary>
    public IReadOnlyList<CustomerAssignment> Assignments { get; init; } = [];

    /// <summary>The customers that are the same buyer.</summary>
    public IReadOnlyList<CustomerLink> Links { get; init; } = [];

    /// <summary>The decisions that commissions for the customer are held, with those that are lifted.</summary>
    public IReadOnlyList<CustomerHoldRecord> Holds { get; init; } = [];

    /// <summary>The latest conversions without a credited partner.</summary>
    public IReadOnlyList<(EventId Event, DateTimeOffset At)> Uncredited { get; init; } = [];

    /// <summary>Whether new commissions for the customer are held.</summary>
    public bool IsHeld => Holds.Any(hold => hold.LiftedAt is null);
}

/// <summary>The decision that commissions for a customer are held.</summary>
/// <param name="Cause">The id of the reversed commission, or of the adjustment that voided it.</param>
/// <param name="By">The person or caller who decided.</param>
/// <param name="Since">Since when.</param>
/// <param name="LiftedBy">The person or caller who lifted the hold, or null.</param>
/// <param name="LiftedReason">Why the hold was lifted, or null.</param>
/// <param name="LiftedAt">When the hold was lifted; null while it applies.</param>
public sealed record CustomerHoldRecord(
    string Cause,
    string By,
    DateTimeOffset Since,
    string? LiftedBy,
    string? LiftedReason,
    DateTimeOffset? LiftedAt
);

/// <summary>The decision who is credited for an event.</summary>
/// <param name="Credits">The credited partners in order; empty if no partner is credited.</param>
/// <param name="RulesVersion">The version of the rule book that was in force, or null.</param>
/// <param name="Deal">The deal that was in force, or null.</param>
/// <param name="HoldReason">Why the commissions are held whatever the rules say, or null.</param>
/// <param name="Rejection">Why the event has no effect, or null.</param>
/// <param name="Linked">The linked customers whose touches are included; empty for none.</param>
public sealed record CreditDecision(
    IReadOnlyList<Credit> Credits,
    int? RulesVersion,
    EventId? Deal,
    string? HoldReason,
    string? Rejection,
    IReadOnlyList<CustomerLink> Linked
);

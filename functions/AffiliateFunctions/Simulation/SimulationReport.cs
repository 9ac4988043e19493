using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Simulation;

/// <summary>
/// The commissions that a rule book would have granted for the events of a period, compared with the commissions of the
/// rule books in force. Amounts are in minor units. Held commissions count as granted, refunds of the period are
/// subtracted, and decisions by persons are ignored on both sides.
/// </summary>
/// <param name="Events">How many events of the period were replayed.</param>
/// <param name="Currency">The program's currency.</param>
/// <param name="ActualTotal">The total of the granted commissions.</param>
/// <param name="SimulatedTotal">The total of the simulated commissions.</param>
/// <param name="Difference">The simulated total minus the actual total.</param>
/// <param name="ByPartner">The totals by partner, the greatest differences first.</param>
/// <param name="ChangedCount">How many conversions have a different result.</param>
/// <param name="Changed">The first of the changed conversions, the greatest differences first.</param>
public sealed record SimulationReport(
    int Events,
    string Currency,
    long ActualTotal,
    long SimulatedTotal,
    long Difference,
    IReadOnlyList<SimulatedPartner> ByPartner,
    int ChangedCount,
    IReadOnlyList<SimulatedChange> Changed
);

/// <summary>The actual and the simulated commissions of a partner.</summary>
public sealed record SimulatedPartner(PartnerId Partner, long Actual, long Simulated, long Difference);

/// <summary>A conversion with a different result under the simulated version.</summary>
/// <param name="EventId">The id of the event.</param>
/// <param name="Type">The type of the event.</param>
/// <param name="OccurredAt">When the event happened.</param>
/// <param name="Actual">The granted commissions.</param>
/// <param name="Simulated">The simulated commissions.</param>
/// <param name="Decision">The decision of the version: <c>pay</c>, <c>hold</c>, <c>reject</c> or <c>none</c>.</param>
/// <param name="Reason">Why the version holds, rejects or pays nothing.</param>
public sealed record SimulatedChange(
    EventId EventId,
    string Type,
    DateTimeOffset OccurredAt,
    IReadOnlyList<SimulatedGrant> Actual,
    IReadOnlyList<SimulatedGrant> Simulated,
    string Decision,
    string? Reason
);

/// <summary>The commission of one rule or bonus for one partner, before refunds.</summary>
public sealed record SimulatedGrant(PartnerId Partner, string Rule, long Amount);

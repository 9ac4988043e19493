using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Simulation;

/// <summary>
/// What a rule book would have made of the events of some time, beside what the rule books in force made of them.
/// Amounts are minor units; what is held counts as granted, refunds of that time are taken off, and what persons
/// decided is left aside on both sides.
/// </summary>
/// <param name="Events">How many events were replayed of that time.</param>
/// <param name="Currency">The program's currency.</param>
/// <param name="ActualTotal">What was granted.</param>
/// <param name="SimulatedTotal">What would have been granted.</param>
/// <param name="Difference">How much more that is.</param>
/// <param name="ByPartner">The same by partner, the greatest differences first.</param>
/// <param name="ChangedCount">How many conversions would have been judged otherwise.</param>
/// <param name="Changed">The first of them, the greatest differences first.</param>
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

/// <summary>What a partner earned and would have earned.</summary>
public sealed record SimulatedPartner(PartnerId Partner, long Actual, long Simulated, long Difference);

/// <summary>A conversion that would have been judged otherwise.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Type">Its kind.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Actual">What was granted.</param>
/// <param name="Simulated">What would have been granted.</param>
/// <param name="Decision">What the version says: <c>pay</c>, <c>hold</c>, <c>reject</c> or <c>none</c>.</param>
/// <param name="Reason">Why it holds, rejects or pays nothing.</param>
public sealed record SimulatedChange(
    EventId EventId,
    string Type,
    DateTimeOffset OccurredAt,
    IReadOnlyList<SimulatedGrant> Actual,
    IReadOnlyList<SimulatedGrant> Simulated,
    string Decision,
    string? Reason
);

/// <summary>What one rule or bonus grants one partner, before refunds.</summary>
public sealed record SimulatedGrant(PartnerId Partner, string Rule, long Amount);

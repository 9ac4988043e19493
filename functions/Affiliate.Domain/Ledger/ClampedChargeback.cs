namespace Affiliate.Domain.Ledger;

/// <summary>The amounts of a chargeback that was more than what was left of its sale.</summary>
/// <param name="Reported">The amount that the bank took back, in minor units of the sale's currency.</param>
/// <param name="Taken">The part of it that was left of the sale, in the same unit; 0 if nothing was left.</param>
public sealed record ClampedChargeback(long Reported, long Taken);

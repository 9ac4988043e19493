namespace Affiliate.Domain.Ledger;

/// <summary>A held commission, or a held correcting line, that a person has reversed.</summary>
/// <param name="Commission">The id of the commission or the line.</param>
/// <param name="Amount">The amount that the decision took from it, in minor units.</param>
public sealed record RefusedCommission(Identity.CommissionId Commission, long Amount);

using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Ledger;

/// <summary>One line of the append-only double-entry ledger.</summary>
/// <param name="Account">The account.</param>
/// <param name="Commission">The id of the commission whose money moves.</param>
/// <param name="Amount">The amount in minor units of the program's currency; never zero.</param>
public sealed record Posting(Account Account, CommissionId Commission, long Amount);

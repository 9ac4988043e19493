using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Domain.Payouts.Statements;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>What was posted for a partner in a period.</summary>
/// <param name="Period">The totals and the transactions.</param>
/// <param name="Labels">The texts of commissions that were read with them; others are read when they are
/// needed.</param>
public sealed record PartnerAccount(AccountPeriod Period, IReadOnlyDictionary<CommissionId, CommissionLabel> Labels);

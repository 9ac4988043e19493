using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>What came of an effect in one of the ledgers that it falls on.</summary>
/// <param name="Partner">The ledger's partner.</param>
/// <param name="Effect">The effect.</param>
/// <param name="Outcome">What came of it there.</param>
public sealed record AppliedEffect(PartnerId Partner, LedgerEffect Effect, EffectOutcome Outcome);

using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>The outcome of an effect in one of the ledgers that it affects.</summary>
/// <param name="Partner">The ledger's partner.</param>
/// <param name="Effect">The effect.</param>
/// <param name="Outcome">The outcome in this ledger.</param>
public sealed record AppliedEffect(PartnerId Partner, LedgerEffect Effect, EffectOutcome Outcome);

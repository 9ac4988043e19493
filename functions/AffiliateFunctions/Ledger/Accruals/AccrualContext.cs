using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>One attempt to apply effects to one partner's ledger.</summary>
/// <param name="Program">The program.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Edit">The change that collects the effects.</param>
/// <param name="Caps">The caps of the effects' customers.</param>
internal sealed record AccrualContext(ProgramSlug Program, PartnerId Partner, LedgerEdit Edit, CustomerCaps Caps)
{
    /// <summary>The counters after the previous effects.</summary>
    public PartnerCounters Counters => Edit.Batch.Head.Counters;
}

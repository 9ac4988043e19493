using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>One attempt to apply effects on one partner's ledger.</summary>
/// <param name="Program">The program.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Edit">The change that the effects are collected in.</param>
/// <param name="Caps">The caps of the effects' customers.</param>
internal sealed record AccrualContext(ProgramSlug Program, PartnerId Partner, LedgerEdit Edit, CustomerCaps Caps)
{
    /// <summary>The counters as the effects before this one leave them.</summary>
    public PartnerCounters Counters => Edit.Batch.Head.Counters;
}

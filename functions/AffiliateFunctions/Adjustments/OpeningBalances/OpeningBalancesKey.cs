using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Adjustments.OpeningBalances;

/// <summary>The opening balances of one file, which are decided together.</summary>
/// <param name="Program">The program.</param>
/// <param name="Batch">The id of the import: <c>opb_…</c>.</param>
public sealed record OpeningBalancesKey(ProgramSlug Program, string Batch)
{
    /// <summary>The id of the orchestration.</summary>
    internal string InstanceId => $"opening-{Program}-{Batch}";
}

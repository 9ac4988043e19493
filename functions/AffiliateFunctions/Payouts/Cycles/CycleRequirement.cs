using Affiliate.Domain.Programs;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Reads the program and the cycle of an activity.</summary>
internal static class CycleRequirement
{
    /// <summary>The program and the cycle. Throws when one of them is absent.</summary>
    public static async Task<(AffiliateProgram Program, StoredCycle Cycle)> RequireWithProgramAsync(
        this CycleStore cycles,
        IPrograms programs,
        CycleKey key,
        CancellationToken cancellationToken
    ) =>
        (
            await programs.FindAsync(key.Program, cancellationToken)
                ?? throw new InvalidOperationException($"There is no program {key.Program}."),
            await cycles.RequireAsync(key.Program, key.Period, cancellationToken)
        );
}

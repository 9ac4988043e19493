using Affiliate.Domain.Programs;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Reads the program and the cycle of an activity.</summary>
internal static class CycleRequirement
{
    /// <summary>
    /// The program and the cycle. Throws when one of them is absent, and when the cycle was started again: a step of an
    /// earlier attempt must not change the payouts of a later one.
    /// </summary>
    public static async Task<(AffiliateProgram Program, StoredCycle Cycle)> RequireWithProgramAsync(
        this CycleStore cycles,
        IPrograms programs,
        CycleKey key,
        CancellationToken cancellationToken
    ) =>
        (await programs.RequireAsync(key, cancellationToken), await cycles.RequireAttemptAsync(key, cancellationToken));

    /// <summary>The cycle. Throws when it is absent or was started again.</summary>
    public static async Task<StoredCycle> RequireAttemptAsync(
        this CycleStore cycles,
        CycleKey key,
        CancellationToken cancellationToken
    ) =>
        await cycles.RequireAsync(key.Program, key.Period, cancellationToken) is var cycle
        && cycle.Attempt == key.Attempt
            ? cycle
            : throw new InvalidOperationException(
                $"The cycle {key.Period} of {key.Program} was started again; attempt {key.Attempt + 1} is outdated."
            );

    /// <summary>The program and the cycle; null if the cycle was started again since this attempt.</summary>
    public static async Task<(AffiliateProgram Program, StoredCycle Cycle)?> FindAttemptAsync(
        this CycleStore cycles,
        IPrograms programs,
        CycleKey key,
        CancellationToken cancellationToken
    ) =>
        await cycles.RequireAsync(key.Program, key.Period, cancellationToken) is var cycle
        && cycle.Attempt == key.Attempt
            ? (await programs.RequireAsync(key, cancellationToken), cycle)
            : null;

    private static async Task<AffiliateProgram> RequireAsync(
        this IPrograms programs,
        CycleKey key,
        CancellationToken cancellationToken
    ) =>
        await programs.FindAsync(key.Program, cancellationToken)
        ?? throw new InvalidOperationException($"There is no program {key.Program}.");
}

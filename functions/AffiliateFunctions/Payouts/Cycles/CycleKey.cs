using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>The cycle that an activity works on.</summary>
/// <param name="Program">The program.</param>
/// <param name="Period">The period.</param>
public sealed record CycleKey(ProgramSlug Program, Period Period)
{
    /// <summary>The id of the cycle's orchestration.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string InstanceId => Store.StoredCycle.InstanceIdOf(Program, Period);
}

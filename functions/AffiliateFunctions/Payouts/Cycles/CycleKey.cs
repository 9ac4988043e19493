using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>The cycle that an activity works on.</summary>
/// <param name="Program">The program.</param>
/// <param name="Period">The period.</param>
/// <param name="Attempt">The attempt, from 0.</param>
public sealed record CycleKey(ProgramSlug Program, Period Period, int Attempt = 0);

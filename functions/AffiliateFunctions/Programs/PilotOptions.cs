using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Programs;

/// <summary>The limits of every pilot, until a decided review lifts them.</summary>
public sealed record PilotOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Governance";

    /// <summary>The maximum number of active partners of a pilot.</summary>
    [Range(1, 1_000_000)]
    public int PilotMaxPartners { get; init; } = 50;

    /// <summary>The maximum payout of one cycle of a pilot, in minor units of the program's currency.</summary>
    [Range(1, 9_007_199_254_740_991)]
    public long PilotMaxMonthlyPayout { get; init; } = 5_000_000;
}

namespace Affiliate.Pages.Models;

/// <summary>How a commission came about, for the partner who asks.</summary>
public sealed record CommissionExplanation
{
    /// <summary>The program's name.</summary>
    public required string ProgramName { get; init; }

    /// <summary>The amount with its currency, formatted.</summary>
    public required string Amount { get; init; }

    /// <summary>What it was for, by which rule, and where it stands.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>The steps from the event to the amount, in their order.</summary>
    public required IReadOnlyList<LineList> Steps { get; init; }
}

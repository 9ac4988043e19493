namespace Affiliate.Pages.Models;

/// <summary>A partner's statement of one month.</summary>
public sealed record Statement
{
    /// <summary>The program's name.</summary>
    public required string ProgramName { get; init; }

    /// <summary>The partner's name.</summary>
    public required string Partner { get; init; }

    /// <summary>The month, such as <c>2026-11</c>.</summary>
    public required string Period { get; init; }

    /// <summary>The payment, or the reason why nothing was paid, formatted.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>The lines of the payout.</summary>
    public required IReadOnlyList<Fact> Lines { get; init; }
}

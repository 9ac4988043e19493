namespace Affiliate.Pages.Models;

/// <summary>A partner's statement of one month.</summary>
public sealed record Statement : IBrandedPage
{
    /// <inheritdoc/>
    public required Brand Brand { get; init; }

    /// <summary>The partner's name.</summary>
    public required string Partner { get; init; }

    /// <summary>The partner's company.</summary>
    public required string Company { get; init; }

    /// <summary>The month, such as <c>November 2026</c>.</summary>
    public required string Period { get; init; }

    /// <summary>The currency of the amounts in the table.</summary>
    public required string Currency { get; init; }

    /// <summary>Whether the statement can still change.</summary>
    public required bool IsPreliminary { get; init; }

    /// <summary>The references, and the payout or the reason why nothing was paid, formatted.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>The opening balance, formatted.</summary>
    public required string Opening { get; init; }

    /// <summary>The movements.</summary>
    public required IReadOnlyList<StatementRow> Rows { get; init; }

    /// <summary>The closing balance, formatted.</summary>
    public required string Closing { get; init; }

    /// <summary>The open disputes of the partner, formatted.</summary>
    public IReadOnlyList<Fact> Disputes { get; init; } = [];

    /// <summary>The page on which the partner contests the statement; null once the time has passed.</summary>
    public NextPage? Contest { get; init; }

    /// <summary>The parts of the closing balance, and what is held beside it, formatted.</summary>
    public required IReadOnlyList<Fact> ClosingParts { get; init; }
}

/// <summary>One movement on a statement, formatted.</summary>
/// <param name="Date">The day.</param>
/// <param name="Text">The explanation.</param>
/// <param name="Amount">The amount.</param>
/// <param name="Balance">The balance after the movement.</param>
public sealed record StatementRow(string Date, string Text, string Amount, string Balance);

namespace Affiliate.Pages.Models;

/// <summary>The model of the page for the review of one month.</summary>
public sealed record ReviewPacket : IBrandedPage
{
    /// <inheritdoc/>
    public required Brand Brand { get; init; }

    /// <summary>The month, such as <c>2026-11</c>.</summary>
    public required string Period { get; init; }

    /// <summary>The decision with its facts, or the note that it is still open, formatted.</summary>
    public required IReadOnlyList<Fact> Decision { get; init; }

    /// <summary>The signals, by layer.</summary>
    public required IReadOnlyList<FactGroup> Layers { get; init; }

    /// <summary>The partners' scorecards.</summary>
    public required IReadOnlyList<string> Scorecards { get; init; }
}

/// <summary>A titled group of facts.</summary>
/// <param name="Title">The title.</param>
/// <param name="Facts">The facts.</param>
public sealed record FactGroup(string Title, IReadOnlyList<Fact> Facts);

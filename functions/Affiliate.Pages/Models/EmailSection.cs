namespace Affiliate.Pages.Models;

/// <summary>A part of an e-mail under a heading of its own.</summary>
/// <param name="Title">The heading.</param>
public sealed record EmailSection(string Title)
{
    /// <summary>The paragraphs.</summary>
    public IReadOnlyList<string> Paragraphs { get; init; } = [];

    /// <summary>The items below the paragraphs.</summary>
    public IReadOnlyList<EmailItem> Items { get; init; } = [];
}

/// <summary>An item of a section: something to open, or a text to copy.</summary>
/// <param name="Name">The name.</param>
public sealed record EmailItem(string Name)
{
    /// <summary>What the item is for, or null.</summary>
    public string? Description { get; init; }

    /// <summary>The address of the item, or null.</summary>
    public string? Address { get; init; }

    /// <summary>The text to copy, or null.</summary>
    public string? Text { get; init; }
}

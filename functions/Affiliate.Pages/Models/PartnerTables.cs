namespace Affiliate.Pages.Models;

/// <summary>The model of a page of a partner that shows sections with facts, tables and buttons.</summary>
public sealed record PartnerTables : PartnerPageModel
{
    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>The sections.</summary>
    public required IReadOnlyList<PartnerSection> Sections { get; init; }

    /// <summary>The address of the next page, or null.</summary>
    public string? Older { get; init; }

    /// <summary>The address of the first page; null on the first page.</summary>
    public string? Newest { get; init; }
}

/// <summary>A section of a page.</summary>
/// <param name="Title">The heading; null for a section without one.</param>
public sealed record PartnerSection(string? Title)
{
    /// <summary>The paragraphs.</summary>
    public IReadOnlyList<string> Paragraphs { get; init; } = [];

    /// <summary>The labelled values.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>The table, or null.</summary>
    public DataTable? Table { get; init; }

    /// <summary>The steps with buttons.</summary>
    public IReadOnlyList<MissingStep> Steps { get; init; } = [];

    /// <summary>The links to further pages.</summary>
    public IReadOnlyList<NextPage> Links { get; init; } = [];
}

/// <summary>The model of a statement in a partner's frame.</summary>
public sealed record PartnerStatement : PartnerPageModel
{
    /// <summary>The statement.</summary>
    public required Statement Statement { get; init; }
}

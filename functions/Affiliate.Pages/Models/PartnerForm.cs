namespace Affiliate.Pages.Models;

/// <summary>The model of a page of a partner with a form, and with what the form is about.</summary>
public sealed record PartnerForm : PartnerPageModel
{
    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>What was done by the submission, or why not; null before.</summary>
    public string? Result { get; init; }

    /// <summary>The paragraphs above the form.</summary>
    public IReadOnlyList<string> Paragraphs { get; init; } = [];

    /// <summary>The labelled values above the form.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>The table above the form, or null.</summary>
    public DataTable? Table { get; init; }

    /// <summary>The form, with the token of the session; null if there is nothing to do.</summary>
    public EntryForm? Form { get; init; }

    /// <summary>The heading of the list below the form; null without a list.</summary>
    public string? ListTitle { get; init; }

    /// <summary>The list below the form.</summary>
    public IReadOnlyList<string> List { get; init; } = [];

    /// <summary>The page to continue with, or null.</summary>
    public NextPage? Next { get; init; }
}

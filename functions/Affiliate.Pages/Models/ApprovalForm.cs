namespace Affiliate.Pages.Models;

/// <summary>The model of the page on which a person makes a decision.</summary>
public sealed record ApprovalForm : IBrandedPage
{
    /// <inheritdoc/>
    public required Brand Brand { get; init; }

    /// <summary>The URL that the form is submitted to.</summary>
    public required string Action { get; init; }

    /// <summary>The question to decide.</summary>
    public required string Subject { get; init; }

    /// <summary>The address that the link was sent to.</summary>
    public required string Decider { get; init; }

    /// <summary>Who is asked, since when, and by when to decide; each in a sentence.</summary>
    public required IReadOnlyList<string> Asked { get; init; }

    /// <summary>The facts that the decision is based on.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>Facts that are folded away, such as fingerprints.</summary>
    public IReadOnlyList<Fact> TechnicalFacts { get; init; } = [];

    /// <summary>Additional sections with longer content.</summary>
    public IReadOnlyList<PageSection> Sections { get; init; } = [];

    /// <summary>The possible decisions.</summary>
    public required IReadOnlyList<Choice> Choices { get; init; }

    /// <summary>The reasons to choose from; empty if a reason is only given in words.</summary>
    public IReadOnlyList<EntryChoice> Reasons { get; init; } = [];

    /// <summary>The chosen reason of an earlier submission.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>What can be entered with the affirmative decision.</summary>
    public IReadOnlyList<EnteredField> Inputs { get; init; } = [];

    /// <summary>The page to continue with instead, or null.</summary>
    public NextPage? Next { get; init; }

    /// <summary>The reason of an earlier submission.</summary>
    public string? Reason { get; init; }

    /// <summary>The note of an earlier submission.</summary>
    public string? Note { get; init; }

    /// <summary>The person who is sent the note, in words; null for a note that is only recorded.</summary>
    public string? NoteRecipient { get; init; }

    /// <summary>The reason of an earlier submission about selected rows.</summary>
    public string? SelectionReason { get; init; }

    /// <summary>The values of the rows that an earlier submission has selected.</summary>
    public IReadOnlySet<string> Selected { get; init; } = new HashSet<string>();

    /// <summary>The name of the field with an error.</summary>
    public string? ErrorField { get; init; }

    /// <summary>The error message, which says how to fix the field.</summary>
    public string? Error { get; init; }
}

/// <summary>A field with the text of an earlier submission.</summary>
/// <param name="Name">The name.</param>
/// <param name="Label">The label.</param>
/// <param name="Hint">More about the field.</param>
/// <param name="Value">The entered text, or null.</param>
public sealed record EnteredField(string Name, string Label, string Hint, string? Value);

/// <summary>A titled list of lines.</summary>
/// <param name="Title">The title.</param>
/// <param name="Lines">The lines.</param>
public sealed record LineList(string Title, IReadOnlyList<string> Lines);

/// <summary>A titled list of lines, or a titled table.</summary>
/// <param name="Title">The title.</param>
/// <param name="Lines">The lines.</param>
/// <param name="Table">The table, or null.</param>
/// <param name="Link">A link to more, or null.</param>
public sealed record PageSection(
    string Title,
    IReadOnlyList<string> Lines,
    DataTable? Table = null,
    DownloadLink? Link = null
);

/// <summary>A link to a file.</summary>
/// <param name="Label">The label.</param>
/// <param name="Address">The address.</param>
public sealed record DownloadLink(string Label, string Address);

/// <summary>A possible decision.</summary>
/// <param name="Value">The value in the form.</param>
/// <param name="Label">The label of the button.</param>
/// <param name="ReasonRequired">Whether the decision requires a reason.</param>
/// <param name="SelectionRequired">Whether the decision is about selected rows.</param>
public sealed record Choice(string Value, string Label, bool ReasonRequired, bool SelectionRequired = false);

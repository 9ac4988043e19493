namespace Affiliate.Pages.Models;

/// <summary>The model of the page on which a person makes a decision.</summary>
public sealed record ApprovalForm
{
    /// <summary>The program's name.</summary>
    public required string ProgramName { get; init; }

    /// <summary>The URL that the form is submitted to.</summary>
    public required string Action { get; init; }

    /// <summary>The question to decide.</summary>
    public required string Subject { get; init; }

    /// <summary>The person who is asked to decide.</summary>
    public required string Decider { get; init; }

    /// <summary>The deadline, formatted.</summary>
    public required string Until { get; init; }

    /// <summary>The facts that the decision is based on.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>Additional sections with longer content.</summary>
    public IReadOnlyList<LineList> Sections { get; init; } = [];

    /// <summary>The possible decisions.</summary>
    public required IReadOnlyList<Choice> Choices { get; init; }

    /// <summary>The decision of an earlier submission.</summary>
    public string? Decision { get; init; }

    /// <summary>The reason of an earlier submission.</summary>
    public string? Reason { get; init; }

    /// <summary>The note of an earlier submission.</summary>
    public string? Note { get; init; }

    /// <summary>The name of the field with an error.</summary>
    public string? ErrorField { get; init; }

    /// <summary>The error message, which says how to fix the field.</summary>
    public string? Error { get; init; }
}

/// <summary>A titled list of lines.</summary>
/// <param name="Title">The title.</param>
/// <param name="Lines">The lines.</param>
public sealed record LineList(string Title, IReadOnlyList<string> Lines);

/// <summary>A possible decision.</summary>
/// <param name="Value">The value in the form.</param>
/// <param name="Label">The label of the choice.</param>
/// <param name="ReasonRequired">Whether the decision requires a reason.</param>
public sealed record Choice(string Value, string Label, bool ReasonRequired);

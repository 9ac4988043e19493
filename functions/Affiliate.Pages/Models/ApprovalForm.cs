namespace Affiliate.Pages.Models;

/// <summary>The page on which somebody decides.</summary>
public sealed record ApprovalForm
{
    /// <summary>The program's name.</summary>
    public required string ProgramName { get; init; }

    /// <summary>Where the form is sent.</summary>
    public required string Action { get; init; }

    /// <summary>The question.</summary>
    public required string Subject { get; init; }

    /// <summary>Who is asked.</summary>
    public required string Decider { get; init; }

    /// <summary>Until when, formatted.</summary>
    public required string Until { get; init; }

    /// <summary>The facts that the decision rests on.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>Longer parts.</summary>
    public IReadOnlyList<LineList> Sections { get; init; } = [];

    /// <summary>The possible decisions.</summary>
    public required IReadOnlyList<Choice> Choices { get; init; }

    /// <summary>What was chosen before.</summary>
    public string? Decision { get; init; }

    /// <summary>The reason given before.</summary>
    public string? Reason { get; init; }

    /// <summary>The note given before.</summary>
    public string? Note { get; init; }

    /// <summary>The field to mend.</summary>
    public string? ErrorField { get; init; }

    /// <summary>How to mend it.</summary>
    public string? Error { get; init; }
}

/// <summary>A titled list of lines.</summary>
/// <param name="Title">The title.</param>
/// <param name="Lines">The lines.</param>
public sealed record LineList(string Title, IReadOnlyList<string> Lines);

/// <summary>A possible decision.</summary>
/// <param name="Value">Its value in the form.</param>
/// <param name="Label">Its text.</param>
/// <param name="ReasonRequired">Whether it needs a reason.</param>
public sealed record Choice(string Value, string Label, bool ReasonRequired);

namespace Affiliate.Pages.Models;

/// <summary>What every mail consists of; the HTML and the text alternative are made from the same letter.</summary>
public sealed record EmailMessage
{
    /// <summary>The subject, which is the heading too.</summary>
    public required string Subject { get; init; }

    /// <summary>The program's name, in whose name it is sent.</summary>
    public required string ProgramName { get; init; }

    /// <summary>Whom it addresses.</summary>
    public required string Recipient { get; init; }

    /// <summary>The paragraphs.</summary>
    public required IReadOnlyList<string> Paragraphs { get; init; }

    /// <summary>Labelled values below the paragraphs.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>What to do, as a button.</summary>
    public LetterLink? Link { get; init; }

    /// <summary>The small print.</summary>
    public string? Closing { get; init; }
}

/// <summary>A link of a letter.</summary>
/// <param name="Label">The button's text.</param>
/// <param name="Address">Where it leads.</param>
public sealed record LetterLink(string Label, string Address);

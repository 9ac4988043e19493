namespace Affiliate.Pages.Models;

/// <summary>The content of an e-mail. The HTML and the text alternative are made from the same message.</summary>
public sealed record EmailMessage
{
    /// <summary>The kind of the e-mail.</summary>
    public required EmailKind Kind { get; init; }

    /// <summary>The subject, which is also the heading.</summary>
    public required string Subject { get; init; }

    /// <summary>The brand of the program that sends the e-mail.</summary>
    public required Brand Brand { get; init; }

    /// <summary>The name of the recipient, used in the salutation.</summary>
    public required string Recipient { get; init; }

    /// <summary>The paragraphs.</summary>
    public required IReadOnlyList<string> Paragraphs { get; init; }

    /// <summary>The labelled values below the paragraphs.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>The parts with headings, below the labelled values.</summary>
    public IReadOnlyList<EmailSection> Sections { get; init; } = [];

    /// <summary>The link for the requested action, shown as a button.</summary>
    public EmailLink? Link { get; init; }

    /// <summary>Further links, shown below the button.</summary>
    public IReadOnlyList<EmailLink> MoreLinks { get; init; } = [];

    /// <summary>The titled lists of lines below the links, which explain what is asked.</summary>
    public IReadOnlyList<EmailDetails> Details { get; init; } = [];

    /// <summary>The closing text in small print.</summary>
    public string? Closing { get; init; }
}

/// <summary>A link in an e-mail.</summary>
/// <param name="Label">The label of the button.</param>
/// <param name="Address">The URL of the link.</param>
public sealed record EmailLink(string Label, string Address);

/// <summary>A titled list of lines in an e-mail.</summary>
/// <param name="Title">The title.</param>
/// <param name="Lines">The lines.</param>
public sealed record EmailDetails(string Title, IReadOnlyList<string> Lines);

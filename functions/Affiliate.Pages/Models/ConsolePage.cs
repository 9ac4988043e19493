namespace Affiliate.Pages.Models;

/// <summary>The model of a page of the console: a heading and blocks below it.</summary>
public sealed record ConsolePage : IStyledPage
{
    /// <inheritdoc/>
    public string StyleSource => ConsoleStyle.Source;

    /// <summary>The frame.</summary>
    public required ConsoleFrame Frame { get; init; }

    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>A sentence below the heading, or null.</summary>
    public string? Lead { get; init; }

    /// <summary>The content.</summary>
    public required IReadOnlyList<ConsoleBlock> Blocks { get; init; }
}

/// <summary>A part of a page.</summary>
public abstract record ConsoleBlock
{
    /// <summary>The heading; null for a block without one.</summary>
    public string? Title { get; init; }
}

/// <summary>Paragraphs.</summary>
/// <param name="Paragraphs">The paragraphs.</param>
public sealed record TextBlock(params IReadOnlyList<string> Paragraphs) : ConsoleBlock;

/// <summary>Numbers that a reader looks at first.</summary>
/// <param name="Figures">The numbers.</param>
public sealed record FiguresBlock(IReadOnlyList<ConsoleFigure> Figures) : ConsoleBlock;

/// <summary>A number that a reader looks at first.</summary>
/// <param name="Label">The label.</param>
/// <param name="Value">The value, formatted.</param>
/// <param name="Detail">A detail in small print, or null.</param>
/// <param name="Address">The address that the number leads to, or null.</param>
public sealed record ConsoleFigure(string Label, string Value, string? Detail = null, string? Address = null);

/// <summary>Labelled values.</summary>
/// <param name="Facts">The values.</param>
public sealed record FactsBlock(IReadOnlyList<ConsoleFact> Facts) : ConsoleBlock;

/// <summary>A labelled value.</summary>
/// <param name="Label">The label.</param>
/// <param name="Value">The value, formatted.</param>
/// <param name="Address">The address that the value leads to, or null.</param>
public sealed record ConsoleFact(string Label, string Value, string? Address = null);

/// <summary>A table, page by page.</summary>
/// <param name="Table">The table.</param>
public sealed record TableBlock(DataTable Table) : ConsoleBlock
{
    /// <summary>The address of the next page, or null.</summary>
    public string? Next { get; init; }

    /// <summary>The label of the link to the next page.</summary>
    public string NextLabel { get; init; } = "Next page";

    /// <summary>The address of the first page; null on the first page.</summary>
    public string? First { get; init; }

    /// <summary>The form that is sent with the selected rows; null for rows without checkboxes.</summary>
    public ConsoleForm? Form { get; init; }

    /// <summary>The values of the checkboxes that are ticked.</summary>
    public IReadOnlySet<string> Selected { get; init; } = new HashSet<string>();
}

/// <summary>A list without entries, and what to do next.</summary>
/// <param name="Paragraphs">Why there is nothing, and what to do next.</param>
public sealed record EmptyBlock(params IReadOnlyList<string> Paragraphs) : ConsoleBlock
{
    /// <summary>The page to continue with, or null.</summary>
    public ConsoleLink? Next { get; init; }
}

/// <summary>The form that selects and sorts the entries of a list.</summary>
/// <param name="Action">The page of the list.</param>
/// <param name="Fields">The fields; a field with choices is a list to choose from.</param>
public sealed record FilterBlock(string Action, IReadOnlyList<EntryField> Fields) : ConsoleBlock
{
    /// <summary>The entered values, by field name.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>The label of the button.</summary>
    public string Button { get; init; } = "Show";
}

/// <summary>A form that changes something.</summary>
/// <param name="Form">The form.</param>
public sealed record ActionBlock(ConsoleForm Form) : ConsoleBlock;

/// <summary>A form that changes something: a token binds it to the session of the reader.</summary>
/// <param name="Action">The address that the form is submitted to.</param>
/// <param name="Button">The label of the button.</param>
public sealed record ConsoleForm(string Action, string Button)
{
    /// <summary>The line that unfolds the form; null for a form that is always shown.</summary>
    public string? Summary { get; init; }

    /// <summary>The effect of the form, or null.</summary>
    public string? Text { get; init; }

    /// <summary>The fields.</summary>
    public IReadOnlyList<EntryField> Fields { get; init; } = [];

    /// <summary>The values that are sent with the form and not shown, by name.</summary>
    public IReadOnlyDictionary<string, string> Hidden { get; init; } = new Dictionary<string, string>();

    /// <summary>The entered values, by field name.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>The errors to fix, by field name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Whether the action cannot be taken back, or takes something from somebody.</summary>
    public bool IsDangerous { get; init; }
}

/// <summary>Signals against their targets.</summary>
/// <param name="Signals">The signals.</param>
public sealed record SignalsBlock(IReadOnlyList<SignalBadge> Signals) : ConsoleBlock;

/// <summary>What reviews decided to do.</summary>
/// <param name="Actions">The actions.</param>
public sealed record ReviewActionsBlock(IReadOnlyList<ActionLine> Actions) : ConsoleBlock;

/// <summary>The explanation of a commission.</summary>
/// <param name="Explanation">The explanation.</param>
public sealed record ExplanationBlock(CommissionExplanation Explanation) : ConsoleBlock;

/// <summary>A list of sentences.</summary>
/// <param name="Lines">The sentences.</param>
public sealed record ListBlock(IReadOnlyList<string> Lines) : ConsoleBlock;

/// <summary>The statement of a partner.</summary>
/// <param name="Statement">The statement.</param>
public sealed record StatementBlock(Statement Statement) : ConsoleBlock;

/// <summary>What happened, the latest first.</summary>
/// <param name="Entries">The entries.</param>
public sealed record HistoryBlock(IReadOnlyList<HistoryEntry> Entries) : ConsoleBlock;

/// <summary>Something that happened.</summary>
/// <param name="At">When, formatted.</param>
/// <param name="Text">What.</param>
/// <param name="Detail">More about it, or null.</param>
public sealed record HistoryEntry(string At, string Text, string? Detail);

/// <summary>Links to further pages.</summary>
/// <param name="Links">The links.</param>
public sealed record LinksBlock(IReadOnlyList<ConsoleLink> Links) : ConsoleBlock;

namespace Affiliate.Pages.Models;

/// <summary>The model of a page on which a partner enters data of its choice, such as its payout details.</summary>
public sealed record EntryForm : IBrandedPage
{
    /// <inheritdoc/>
    public required Brand Brand { get; init; }

    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>The paragraphs above the form.</summary>
    public IReadOnlyList<string> Paragraphs { get; init; } = [];

    /// <summary>The facts above the form.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>The purpose of the tabs, for screen readers.</summary>
    public required string TabsLabel { get; init; }

    /// <summary>The forms to choose from.</summary>
    public IReadOnlyList<EntryTab> Tabs { get; init; } = [];

    /// <summary>The URL that the form is submitted to.</summary>
    public required string Action { get; init; }

    /// <summary>The label of the button.</summary>
    public required string Button { get; init; }

    /// <summary>The values that are sent with the form and not shown, by name.</summary>
    public IReadOnlyDictionary<string, string> Hidden { get; init; } = new Dictionary<string, string>();

    /// <summary>The fields.</summary>
    public required IReadOnlyList<EntryField> Fields { get; init; }

    /// <summary>The statements above the button that the sender agrees to.</summary>
    public IReadOnlyList<string> Statements { get; init; } = [];

    /// <summary>The field by which the sender agrees to the statements, with its label; null without one.</summary>
    public EntryChoice? Consent { get; init; }

    /// <summary>The page to continue with, or null.</summary>
    public NextPage? Next { get; init; }

    /// <summary>The entered values, by field name.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>The errors to fix, by field name. The empty name is for the form as a whole.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();
}

/// <summary>One of several forms on a page.</summary>
/// <param name="Label">The label.</param>
/// <param name="Address">The address of the page with this form.</param>
/// <param name="IsCurrent">Whether the page shows this form.</param>
public sealed record EntryTab(string Label, string Address, bool IsCurrent);

/// <summary>A field of a form.</summary>
/// <param name="Name">The name.</param>
/// <param name="Label">The label.</param>
public sealed record EntryField(string Name, string Label)
{
    /// <summary>More about the field.</summary>
    public string? Hint { get; init; }

    /// <summary>The input's type.</summary>
    public string Type { get; init; } = "text";

    /// <summary>The maximum number of characters.</summary>
    public int Longest { get; init; } = 100;

    /// <summary>Whether the field has several lines.</summary>
    public bool IsLong { get; init; }

    /// <summary>Whether the field is a checkbox, whose value is <c>true</c> when it is ticked.</summary>
    public bool IsSwitch { get; init; }

    /// <summary>Whether the field must be filled.</summary>
    public bool IsRequired { get; init; } = true;

    /// <summary>The values to choose from; empty for a text.</summary>
    public IReadOnlyList<EntryChoice> Choices { get; init; } = [];
}

/// <summary>A value with its label.</summary>
/// <param name="Value">The value as it is sent.</param>
/// <param name="Label">The label.</param>
public sealed record EntryChoice(string Value, string Label);

namespace Affiliate.Pages.Models;

/// <summary>The model of a partner's overview.</summary>
public sealed record PartnerOverview : PartnerPageModel, IScriptedPage
{
    /// <inheritdoc/>
    public string? ScriptSource => CopyScript.Source;

    /// <summary>The link, the code and the coupons, each to be copied.</summary>
    public required IReadOnlyList<CopyField> Copies { get; init; }

    /// <summary>The form of the date range.</summary>
    public required RangeForm Range { get; init; }

    /// <summary>The figures of the date range.</summary>
    public required IReadOnlyList<Fact> Figures { get; init; }

    /// <summary>The earnings by state, and their sum.</summary>
    public required DataTable Earnings { get; init; }

    /// <summary>When the partner is paid next.</summary>
    public required string NextPayout { get; init; }

    /// <summary>What is missing for it.</summary>
    public required IReadOnlyList<MissingStep> Missing { get; init; }

    /// <summary>The charts.</summary>
    public required IReadOnlyList<BarChart> Charts { get; init; }

    /// <summary>What the partner can do next, if it has no figures yet; null otherwise.</summary>
    public string? FirstStep { get; init; }
}

/// <summary>A text to be copied.</summary>
/// <param name="Name">The name of the field.</param>
/// <param name="Label">The label.</param>
/// <param name="Value">The text.</param>
public sealed record CopyField(string Name, string Label, string Value);

/// <summary>The form of a date range in months.</summary>
/// <param name="Action">The page that the form leads to.</param>
/// <param name="Choices">The ranges to choose from.</param>
/// <param name="Chosen">The chosen range.</param>
/// <param name="From">The entered first month, such as <c>2026-01</c>.</param>
/// <param name="To">The entered last month.</param>
/// <param name="Error">What must be corrected, or null.</param>
public sealed record RangeForm(
    string Action,
    IReadOnlyList<EntryChoice> Choices,
    string Chosen,
    string? From,
    string? To,
    string? Error
);

/// <summary>Something that a partner must do before it is paid.</summary>
/// <param name="Text">What is missing.</param>
/// <param name="Button">The label of the button that leads to the form; null without one.</param>
/// <param name="Action">The address to which the button is submitted; null without a button.</param>
public sealed record MissingStep(string Text, string? Button, string? Action);

/// <summary>A bar chart by month, with its numbers as a table.</summary>
/// <param name="Title">What the bars are.</param>
/// <param name="Unit">The header of the numbers.</param>
/// <param name="Bars">The bars, the earliest first.</param>
public sealed record BarChart(string Title, string Unit, IReadOnlyList<Bar> Bars);

/// <summary>A bar.</summary>
/// <param name="Month">The month, such as <c>November 2026</c>.</param>
/// <param name="Short">The label below the bar, such as <c>Nov</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="Text">The value, formatted.</param>
public sealed record Bar(string Month, string Short, long Value, string Text);

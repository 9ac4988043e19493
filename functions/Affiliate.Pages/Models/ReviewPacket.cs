namespace Affiliate.Pages.Models;

/// <summary>The model of the page for the review of one month.</summary>
public sealed record ReviewPacket : IBrandedPage
{
    /// <inheritdoc/>
    public required Brand Brand { get; init; }

    /// <summary>The month, such as <c>2026-11</c>, or the months, such as <c>2026-10 to 2026-12</c>.</summary>
    public required string Period { get; init; }

    /// <summary>The month in one or two sentences.</summary>
    public required string Summary { get; init; }

    /// <summary>The decision with its facts, or the note that it is still open, formatted.</summary>
    public required IReadOnlyList<Fact> Decision { get; init; }

    /// <summary>The recommendations that the decision does not follow, with the reasons.</summary>
    public IReadOnlyList<Fact> Declined { get; init; } = [];

    /// <summary>The form by which the reader decides; null for a reader who cannot.</summary>
    public ReviewForm? Form { get; init; }

    /// <summary>The signals with a target, missed ones first.</summary>
    public IReadOnlyList<SignalBadge> Signals { get; init; } = [];

    /// <summary>What is wrong with the governance of the program.</summary>
    public IReadOnlyList<string> Breaches { get; init; } = [];

    /// <summary>Where the work of the program waits, in words.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>From clicks to sales.</summary>
    public IReadOnlyList<FunnelStep> Funnel { get; init; } = [];

    /// <summary>The partners with the most revenue and their shares of it, formatted.</summary>
    public IReadOnlyList<Fact> Concentration { get; init; } = [];

    /// <summary>The partners by month of approval: the months with the fewest active partners.</summary>
    public IReadOnlyList<CohortLine> WorstCohorts { get; init; } = [];

    /// <summary>The partners of the other months.</summary>
    public IReadOnlyList<CohortLine> OtherCohorts { get; init; } = [];

    /// <summary>The actions of earlier reviews and of this one.</summary>
    public IReadOnlyList<ActionLine> Actions { get; init; } = [];

    /// <summary>What people have noted about the program.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The partners that need attention, the worst first.</summary>
    public IReadOnlyList<PartnerCard> Attention { get; init; } = [];

    /// <summary>The other partners, those with the most revenue first.</summary>
    public IReadOnlyList<PartnerCard> Others { get; init; } = [];

    /// <summary>All signals, by layer.</summary>
    public required IReadOnlyList<FactGroup> Layers { get; init; }
}

/// <summary>A titled group of facts.</summary>
/// <param name="Title">The title.</param>
/// <param name="Facts">The facts.</param>
public sealed record FactGroup(string Title, IReadOnlyList<Fact> Facts);

/// <summary>A signal with its target.</summary>
/// <param name="Name">The name in words.</param>
/// <param name="Value">The value, formatted.</param>
/// <param name="Target">The target in words, such as <c>at most 5 %</c>.</param>
/// <param name="Status">The status in words.</param>
/// <param name="Tone">The class of the badge: <c>met</c>, <c>missed</c> or <c>few</c>.</param>
/// <param name="Sample">The sample and the interval in words.</param>
/// <param name="Trend">The values of the last months; null for a month without a value.</param>
public sealed record SignalBadge(
    string Name,
    string Value,
    string Target,
    string Status,
    string Tone,
    string Sample,
    IReadOnlyList<decimal?> Trend
);

/// <summary>A step from clicks to sales.</summary>
/// <param name="Name">The name.</param>
/// <param name="Count">How many reached it.</param>
/// <param name="Share">Their share of the first step in words; null for the first step.</param>
/// <param name="Width">The width of the bar, from 0 to 100.</param>
public sealed record FunnelStep(string Name, long Count, string? Share, int Width);

/// <summary>The partners that were approved in a month.</summary>
/// <param name="Month">The month.</param>
/// <param name="Figures">Their figures in words.</param>
public sealed record CohortLine(string Month, string Figures);

/// <summary>An action of a review.</summary>
/// <param name="Text">What is to be done.</param>
/// <param name="Owner">Who is responsible.</param>
/// <param name="Status">Done, cancelled, planned, open or overdue, with the day.</param>
/// <param name="Tone">The class of the badge.</param>
/// <param name="Moved">The number that it is meant to move, before and after, or null.</param>
/// <param name="Result">What came of it, or null.</param>
public sealed record ActionLine(string Text, string Owner, string Status, string Tone, string? Moved, string? Result);

/// <summary>A partner's month.</summary>
/// <param name="Id">The id, which names the fields of the form.</param>
/// <param name="Company">The company.</param>
/// <param name="Figures">The most important figures in words.</param>
/// <param name="Table">All figures with their comparison; null if the page has too many partners.</param>
/// <param name="Recommended">
/// What is recommended and has to be decided: <c>promote</c>, <c>coach</c>, <c>pause</c>; null for nothing.
/// </param>
/// <param name="Advice">The recommendation in words; null for nothing.</param>
/// <param name="Why">Why, in words; null without a recommendation.</param>
/// <param name="Notes">What people have noted about the partner.</param>
public sealed record PartnerCard(
    string Id,
    string Company,
    string Figures,
    DataTable? Table,
    string? Recommended,
    string? Advice,
    string? Why,
    IReadOnlyList<string> Notes
);

/// <summary>The form of a review.</summary>
/// <param name="Action">The URL that it is submitted to.</param>
/// <param name="Decider">The address that the link was sent to.</param>
/// <param name="Asked">Who is asked, since when, and by when to decide.</param>
/// <param name="Choices">The decisions about the program.</param>
/// <param name="Metrics">The measures that a task can be meant to move: value and label.</param>
public sealed record ReviewForm(
    string Action,
    string Decider,
    string Asked,
    IReadOnlyList<Choice> Choices,
    IReadOnlyList<EntryChoice> Metrics
)
{
    /// <summary>The rules in force that can be changed: id and label; empty if no rule book is in force.</summary>
    public IReadOnlyList<EntryChoice> Rules { get; init; } = [];

    /// <summary>The numbers of its scorecard that a decision about a partner can be meant to move.</summary>
    public IReadOnlyList<EntryChoice> PartnerMetrics { get; init; } = [];

    /// <summary>Whether the rule is chosen. The chosen ids are separated by commas.</summary>
    public bool IsChosen(string rule) => ValueOf("rules").Split(',').Contains(rule);

    /// <summary>The entered values by field.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>What must be corrected; empty at first.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>The entered value of a field.</summary>
    public string ValueOf(string name) => Values.GetValueOrDefault(name) ?? string.Empty;
}

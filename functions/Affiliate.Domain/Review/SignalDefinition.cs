namespace Affiliate.Domain.Review;

/// <summary>A measure of the review: everything that there is to know about it, and its computation.</summary>
/// <param name="Name">The name, by which a charter sets a target.</param>
/// <param name="Layer">The layer, one of five.</param>
/// <param name="Unit"><c>share</c> (from 0 to 1), <c>hours</c>, <c>amount</c> (minor units) or <c>count</c>.</param>
/// <param name="Formula">How it is computed, in words.</param>
/// <param name="Source">What it is computed from.</param>
/// <param name="CannotTell">What a reader might think that it says, and it does not.</param>
public sealed record SignalDefinition(
    string Name,
    string Layer,
    string Unit,
    string Formula,
    string Source,
    string CannotTell
)
{
    /// <summary>The computation.</summary>
    public required Func<MonthFacts, Measured> Compute { get; init; }

    /// <summary>The value in a month.</summary>
    public Measured In(MonthFacts month) => Compute(month);
}

/// <summary>All measures, by layer. A measure is defined here and nowhere else.</summary>
public static class SignalCatalog
{
    /// <summary>The measures in the order in which they are shown.</summary>
    public static IReadOnlyList<SignalDefinition> All { get; } =
    [
        .. Signals.InputQuality.All,
        .. Signals.ProcessSpeed.All,
        .. Signals.DecisionQuality.All,
        .. Signals.BusinessSignal.All,
        .. Signals.Governance.All,
    ];

    /// <summary>The names of all measures.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(signal => signal.Name)];

    /// <summary>The measure of the name, or null.</summary>
    public static SignalDefinition? Find(string name) => All.FirstOrDefault(signal => signal.Name == name);
}

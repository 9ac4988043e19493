namespace Affiliate.Domain.Rules;

/// <summary>A conversion with all values that rules compute with.</summary>
/// <param name="Input">The conversion.</param>
/// <param name="Facts">The facts that conditions see.</param>
/// <param name="Whole">The amounts of the whole conversion, for rules that apply to the whole.</param>
/// <param name="Counted">The amounts that the conversion adds to its partner's metrics.</param>
internal readonly record struct ConversionAmounts(
    EvaluationInput Input,
    EventFacts Facts,
    SalePart Whole,
    CountedMetrics Counted
);

namespace Affiliate.Domain.Rules;

/// <summary>A conversion with all that rules compute from.</summary>
/// <param name="Input">The conversion.</param>
/// <param name="Facts">What conditions see.</param>
/// <param name="Whole">What a rule on the whole is applied to.</param>
/// <param name="Counted">What the conversion adds to its partner's metrics.</param>
internal readonly record struct ConversionAmounts(
    EvaluationInput Input,
    EventFacts Facts,
    SalePart Whole,
    CountedMetrics Counted
);

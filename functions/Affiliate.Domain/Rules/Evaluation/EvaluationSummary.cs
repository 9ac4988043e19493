namespace Affiliate.Domain.Rules;

/// <summary>The decision of an evaluation without its commissions and trace.</summary>
/// <param name="Decision">Whether the conversion pays.</param>
/// <param name="Reason">Why the conversion does not pay, or why it is held: the id of a screen, or one of
/// <see cref="EvaluationReasons"/>.</param>
/// <param name="Amount">The sum granted to all partners, bonuses included, in minor units of the rule book's
/// currency.</param>
public readonly record struct EvaluationSummary(Decision Decision, string? Reason, long Amount);

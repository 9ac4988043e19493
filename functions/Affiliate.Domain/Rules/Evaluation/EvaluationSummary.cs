namespace Affiliate.Domain.Rules;

/// <summary>What the rules say about a conversion, in short.</summary>
/// <param name="Decision">Whether it pays.</param>
/// <param name="Reason">Why not, or why it waits: a screen's id, or one of <see cref="EvaluationReasons"/>.</param>
/// <param name="Amount">What is granted to all partners together, bonuses included, in minor units of the rule book's
/// currency.</param>
public readonly record struct EvaluationSummary(Decision Decision, string? Reason, long Amount);

using System.Numerics;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Tests.Rules.Equivalence;

/// <summary>What a rule would pay, in the plain interpreter.</summary>
internal sealed record ReferenceCandidate(
    CommissionRule Rule,
    BigInteger ExactBase,
    BigInteger Exact,
    long Base,
    long Rounded,
    int[] Lines
)
{
    public long Amount { get; init; }
}

/// <summary>An evaluation in comparable words.</summary>
internal sealed record ReferenceResult(
    Decision Decision,
    string? Reason,
    long ConvertedAmount,
    string[] Commissions,
    string[] CapUse,
    string[] BonusesPaid,
    string[] RulesPaid
)
{
    public static ReferenceResult Of(Evaluation evaluation) =>
        new(
            evaluation.Decision,
            evaluation.Reason,
            evaluation.ConvertedAmount,
            [.. evaluation.Commissions.Select(Words)],
            [.. evaluation.CapUse.Select(use => $"{use.Key} {use.Value}").Order()],
            [.. evaluation.BonusesPaid],
            [.. evaluation.RulesPaid]
        );

    public override string ToString() =>
        $"""
            {Decision} {Reason} {ConvertedAmount}
            {string.Join('\n', Commissions)}
            {string.Join('\n', CapUse)}
            {string.Join('\n', BonusesPaid)}
            {string.Join('\n', RulesPaid)}
            """;

    private static string Words(GrantedCommission grant) =>
        $"{(grant.IsBonus ? "bonus " : "")}{grant.Rule} {grant.Partner} {grant.BaseAmount} {grant.Amount} "
        + $"[{string.Join(' ', grant.Lines ?? [])}]";
}

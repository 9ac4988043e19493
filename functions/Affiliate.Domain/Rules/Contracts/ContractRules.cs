using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>
/// The rules for contract terms of single partners. If one limit is given, pay of the other kind cannot be compared with
/// that limit, and needs a second person whatever its amount: otherwise a fixed amount would go around a limit of percent.
/// </summary>
/// <param name="SecondPersonAbovePercent">Terms with a higher percentage need a second person; null for no such limit.</param>
/// <param name="SecondPersonAboveFlat">Terms with a higher fixed amount, in minor units, need a second person; null for no
/// such limit.</param>
public sealed record ContractRules(Percentage? SecondPersonAbovePercent, long? SecondPersonAboveFlat)
{
    /// <summary>No terms need a second person.</summary>
    public static ContractRules None { get; } = new(null, null);

    /// <summary>Whether two different persons must approve the terms.</summary>
    public bool NeedSecondPerson(ContractTerms terms) => terms.Pays.Values.Any(IsAbove);

    private bool IsAbove(Pay pay) =>
        pay switch
        {
            Pay.Percent percent => SecondPersonAbovePercent is { } limit
                ? percent.Rate.Number > limit.Number
                : SecondPersonAboveFlat is not null && percent.Rate.Number > 0,
            Pay.Flat flat => SecondPersonAboveFlat is { } limit
                ? flat.Amount > limit
                : SecondPersonAbovePercent is not null && flat.Amount > 0,
            Pay.Tiers tiers => tiers.Steps.Any(step => IsAbove(step.Pays)),
            _ => false,
        };
}

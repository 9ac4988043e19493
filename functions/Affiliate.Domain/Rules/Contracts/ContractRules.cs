using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>The rules for contract terms of single partners.</summary>
/// <param name="SecondPersonAbovePercent">Terms with a higher percentage need a second person; null for never.</param>
/// <param name="SecondPersonAboveFlat">Terms with a higher fixed amount, in minor units, need a second person; null for
/// never.</param>
public sealed record ContractRules(Percentage? SecondPersonAbovePercent, long? SecondPersonAboveFlat)
{
    /// <summary>No terms need a second person.</summary>
    public static ContractRules None { get; } = new(null, null);

    /// <summary>Whether two different persons must approve the terms.</summary>
    public bool NeedSecondPerson(ContractTerms terms) => terms.Pays.Values.Any(IsAbove);

    private bool IsAbove(Pay pay) =>
        pay switch
        {
            Pay.Percent percent => SecondPersonAbovePercent is { } limit && percent.Rate.Number > limit.Number,
            Pay.Flat flat => flat.Amount > SecondPersonAboveFlat,
            Pay.Tiers tiers => tiers.Steps.Any(step => IsAbove(step.Pays)),
            _ => false,
        };
}

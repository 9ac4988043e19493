using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>Builds evaluation inputs.</summary>
internal static class Sales
{
    public static readonly DateTimeOffset Day0 = new(2026, 11, 5, 10, 0, 0, TimeSpan.Zero);

    public static PartnerId Partner(int number) => PartnerId.Parse($"prt_{number}");

    public static EvaluationInput Of(long amount, Func<ConversionFacts, ConversionFacts>? change = null)
    {
        var facts = new ConversionFacts
        {
            Type = ConversionType.Sale,
            EventId = EventId.Parse("e1"),
            OccurredAt = Day0,
            Amount = amount,
        };
        return new EvaluationInput
        {
            Conversion = change?.Invoke(facts) ?? facts,
            Partner = new PartnerFacts { Id = Partner(1) },
            Credits = Credit.Whole(Partner(1)),
        };
    }

    public static EvaluationInput With(this EvaluationInput input, Func<PartnerStats, PartnerStats> stats) =>
        input with
        {
            Partner = input.Partner with { Stats = stats(input.Partner.Stats) },
        };

    public static IEnumerable<long> Amounts(this Evaluation evaluation) =>
        evaluation.Commissions.Select(commission => commission.Amount);
}

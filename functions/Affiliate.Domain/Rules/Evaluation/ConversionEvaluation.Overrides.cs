using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Compilation;

namespace Affiliate.Domain.Rules;

/// <content>Computes what partners get for the commissions of partners that they have recruited.</content>
internal sealed partial class ConversionEvaluation
{
    // One level: a recruiter's own recruiter gets nothing, because only credited partners are looked at.
    private GrantedCommission[] WithOverrides(GrantedCommission[] granted)
    {
        var recruits = input
            .Credits.Select(credit => credit.Partner)
            .Where(partner => input.Recruiters.TryGetValue(partner, out var recruiter) && recruiter != partner)
            .Distinct()
            .GroupBy(partner => input.Recruiters[partner])
            .ToList();
        if (recruits.Count == 0 || OverrideThatApplies() is not { } rule)
        {
            return granted;
        }

        var overrides = new List<GrantedCommission>();
        foreach (var recruited in recruits)
        {
            var earned = granted
                .Where(commission => !commission.IsBonus && recruited.Contains(commission.Partner))
                .Sum(commission => commission.Amount);
            var amount = earned == 0 ? 0 : PayOf(rule.Rule.Pay, earned);
            record?.Overrides.Add(TraceOf(rule, recruited.Key, [.. recruited], earned, amount));
            if (amount > 0)
            {
                overrides.Add(
                    new GrantedCommission(rule.Rule.Id, IsBonus: false, recruited.Key, earned, amount, Book.Currency)
                    {
                        IsOverride = true,
                    }
                );
            }
        }

        return [.. granted, .. overrides];
    }

    // The first rule in the order of the document pays. Groups and conditions are those of the first credited partner
    // for every recruiter, because the facts of the other credited partners are not part of the input.
    private CompiledRule? OverrideThatApplies()
    {
        foreach (var rule in rules.Overrides)
        {
            if (
                !rule.IsOfOtherGroup(input.Partner.Group)
                && (
                    rule.When is not { } when
                    || when.IsMet(facts)
                    || (when.LooksAtLines && IsMetByLine(when, noted: null))
                )
            )
            {
                return rule;
            }
        }

        return null;
    }

    private static long PayOf(Pay pay, long earned) =>
        pay switch
        {
            Pay.Percent percent => percent.Rate.Of(ExactAmount.Of(earned)).Round(),
            Pay.Flat flat => flat.Amount,
            _ => throw new ArgumentException($"An override does not pay by {pay}.", nameof(pay)),
        };

    private OverrideTrace TraceOf(
        CompiledRule rule,
        PartnerId recruiter,
        IReadOnlyList<PartnerId> recruited,
        long earned,
        long amount
    ) =>
        new(
            rule.Rule.Id,
            recruiter,
            recruited,
            [.. record!.Facts!.Trace(rule.When)],
            earned,
            (rule.Rule.Pay as Pay.Percent)?.Rate.Value,
            (rule.Rule.Pay as Pay.Flat)?.Amount,
            amount
        );
}

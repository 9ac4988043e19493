using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <content>Computes the grants: caps, bonuses and the partners' shares.</content>
internal sealed partial class ConversionEvaluation
{
    // The weights of the partners, and their shares of one commission.
    private long[] weights = [];
    private long[] parts = [];

    private void Cap(List<Candidate> granted)
    {
        if (compiled.Caps.Length > capUse.Length)
        {
            capUse = new long[compiled.Caps.Length];
        }

        capUse.AsSpan(0, compiled.Caps.Length).Clear();
        var paid = record?.BeginPaid(granted.Count);
        for (var i = 0; i < granted.Count; i++)
        {
            var traces = paid is null ? null : new CapTrace[compiled.Caps.Length];
            granted[i] = granted[i] with { Amount = Capped(granted[i].Rounded, traces) };
            paid?[i] = new PaidRule(granted[i].Place, traces!, granted[i].Amount);
        }
    }

    private long Capped(long amount, CapTrace[]? traces)
    {
        for (var i = 0; i < compiled.Caps.Length; i++)
        {
            var cap = compiled.Caps[i];
            var used = capUse[i] + (cap.Scope == CapScope.Conversion ? 0 : input.CapUsed.GetValueOrDefault(cap.Id));
            var removed = Math.Max(0, amount - Math.Max(0, cap.Max - used));
            traces?[i] = new CapTrace(cap.Id, cap.Max, used, removed);
            amount -= removed;
        }

        for (var i = 0; i < compiled.Caps.Length; i++)
        {
            capUse[i] += amount;
        }

        return amount;
    }

    private void FindBonuses()
    {
        var commission = 0L;
        foreach (var grant in selection.Chosen)
        {
            commission = Amounts.Sum(commission, PartsOf(grant.Amount)[0]);
        }

        foreach (var compiledBonus in compiled.Bonuses)
        {
            var bonus = compiledBonus.Bonus;
            var more = bonus.Metric == "partner.commission_amount" ? commission : counted.Of(bonus.Metric);
            if (more == 0)
            {
                continue;
            }

            var (before, names) = (
                input.Partner.Stats.Of(bonus.Metric).In(bonus.Window),
                compiledBonus.At(Conversion.OccurredAt)
            );
            var after = Amounts.Sum(before, more);
            var outcome =
                after < bonus.AtLeast ? "not_reached"
                : input.BonusesPaid.Contains(names.Key) ? "paid_before"
                : "paid";
            record?.Bonuses.Add(
                new BonusTrace(
                    bonus.Id,
                    bonus.Metric,
                    names.Window,
                    before,
                    after,
                    bonus.AtLeast,
                    bonus.Amount,
                    outcome
                )
            );
            if (outcome == "paid")
            {
                reached.Add(new ReachedBonus(bonus, names.Key));
            }
        }
    }

    // The span is valid only until the next call, because the buffer is reused.
    private ReadOnlySpan<long> PartsOf(long amount)
    {
        var count = input.Credits.Count;
        if (parts.Length < count)
        {
            (parts, weights) = (new long[count], new long[count]);
        }

        if (count == 1)
        {
            parts[0] = amount;
            return parts.AsSpan(0, 1);
        }

        for (var i = 0; i < count; i++)
        {
            weights[i] = input.Credits[i].Weight;
        }

        Split.ByLargestRemainder(amount, weights.AsSpan(0, count), parts.AsSpan(0, count));
        return parts.AsSpan(0, count);
    }

    private Evaluation Result()
    {
        var convertedAmount = IsSale ? roundedGross : 0;
        if (!isGranted)
        {
            return new Evaluation(decision, reason, []) { Record = record, ConvertedAmount = convertedAmount };
        }

        var granted = Commissions();
        return new Evaluation(decision, reason, rules.Overrides.Length == 0 ? granted : WithOverrides(granted))
        {
            Record = record,
            ConvertedAmount = convertedAmount,
            CapUse = UseOfCaps(),
            BonusesPaid = reached.Count == 0 ? [] : reached.ConvertAll(bonus => bonus.Key),
            RulesPaid = decision is Decision.Pay or Decision.Hold ? selection.PayOnce : [],
        };
    }

    private GrantedCommission[] Commissions()
    {
        var commissions = new GrantedCommission[(selection.Chosen.Count * input.Credits.Count) + reached.Count];
        var next = 0;
        foreach (var grant in selection.Chosen)
        {
            var shares = PartsOf(grant.Amount);
            for (var i = 0; i < shares.Length; i++)
            {
                commissions[next++] = new GrantedCommission(
                    grant.Rule.Id,
                    IsBonus: false,
                    input.Credits[i].Partner,
                    grant.Base,
                    shares[i],
                    Book.Currency
                )
                {
                    Lines = grant.Lines,
                };
            }
        }

        foreach (var (bonus, _) in reached)
        {
            commissions[next++] = new GrantedCommission(
                bonus.Id,
                IsBonus: true,
                input.Credits[0].Partner,
                0,
                bonus.Amount,
                Book.Currency
            );
        }

        return commissions;
    }

    private IReadOnlyDictionary<string, long> UseOfCaps()
    {
        var used = capUse.AsSpan(0, compiled.Caps.Length);
        return used.ContainsAnyExcept(0) ? new CapUse(compiled.Caps, used.ToArray()) : Evaluation.NoCapUse;
    }
}

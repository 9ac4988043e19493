using Affiliate.Domain.Addresses;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>The evaluation of one conversion, from its currency to the shares of its partners.</summary>
internal sealed class ConversionEvaluation
{
    private readonly CompiledRuleBook compiled;
    private readonly EvaluationInput input;
    private readonly ExactAmount gross;
    private readonly ExactAmount net;
    private readonly long roundedGross;
    private readonly long roundedNet;
    private readonly ConversionScope scope;
    private readonly EvaluationNotes? notes;
    private readonly Dictionary<string, long>? capUse;
    private bool isTooLarge;
    private bool hasDurationEnded;

    public ConversionEvaluation(CompiledRuleBook compiled, EvaluationInput input, bool isTraced)
    {
        (this.compiled, this.input, notes) = (compiled, input, isTraced ? new EvaluationNotes(compiled, input) : null);
        capUse = Book.Caps.Count > 0 ? new Dictionary<string, long>(StringComparer.Ordinal) : null;
        (gross, net) = (Converted(Conversion.Amount), Converted(Conversion.Amount - Conversion.Deducted(SaleParts.None)));
        isTooLarge = !gross.TryRound(out roundedGross) | !net.TryRound(out roundedNet);
        scope = new ConversionScope(input, Book.Currency, roundedGross, roundedNet);
    }

    private RuleBook Book => compiled.Book;

    private ConversionFacts Conversion => input.Conversion;

    private bool IsSale => Conversion.Type == ConversionType.Sale;

    private bool IsForeign => Conversion.IsForeignTo(Book.Currency);

    public Evaluation Run()
    {
        if (input.Credits.Count == 0)
        {
            return Nothing(Decision.None, EvaluationReasons.NotAttributed);
        }

        if (IsForeign && Conversion.FxRate is null)
        {
            return Nothing(Decision.Hold, EvaluationReasons.FxRateMissing);
        }

        if (isTooLarge)
        {
            return Nothing(Decision.Reject, EvaluationReasons.AmountTooLarge);
        }

        var isKnown = Book.Eligibility.ExcludesExistingCustomers && input.FirstTouchAt is { } touch && Eligibility.IsExistingCustomer(input.Customer, touch);
        notes?.NoteCustomer(isKnown);
        if (isKnown)
        {
            return Nothing(Decision.None, EvaluationReasons.ExistingCustomer);
        }

        var (screened, reason) = Screened();
        if (screened == Decision.Reject)
        {
            return Nothing(Decision.Reject, reason);
        }

        var granted = Select().ConvertAll(candidate => candidate with { Amount = Capped(candidate) });
        var reached = Book.Bonuses.Count > 0 ? Bonuses(granted.Aggregate(0L, (sum, grant) => Amounts.Sum(sum, PartsOf(grant.Amount)[0]))) : [];
        if (isTooLarge || !CanBeBooked(granted, reached))
        {
            return Nothing(Decision.Reject, EvaluationReasons.AmountTooLarge);
        }

        if (granted.Count == 0 && reached.Count == 0)
        {
            return Nothing(Decision.None, NoPayReason());
        }

        return reached.Count == 0 && granted.TrueForAll(grant => grant.Amount == 0) && granted.Exists(grant => grant.Rounded > 0)
            ? Granted(Decision.None, EvaluationReasons.Capped, granted, reached)
            : Granted(screened, reason, granted, reached);
    }

    // With all that the partner has earned before, so that none of its accounts comes to more either.
    private bool CanBeBooked(List<Candidate> granted, List<(Bonus Bonus, string Key)> reached)
    {
        Int128 sum = 0;
        foreach (var grant in granted)
        {
            sum += grant.Amount;
        }

        foreach (var one in reached)
        {
            sum += one.Bonus.Amount;
        }

        return sum == 0 || sum + input.Partner.Stats.CommissionAmount.Lifetime <= Amounts.Most;
    }

    private ExactAmount Converted(long amount) => Conversion.In(Book.Currency, amount) ?? ExactAmount.Zero;

    private (Decision Decision, string? Reason) Screened()
    {
        var (decision, reason) = SelfReferred();
        foreach (var screen in compiled.ScreensOn(Conversion.Type))
        {
            var conditions = notes is null ? null : new List<ConditionTrace>();
            var hit = screen.When?.IsMet(scope, conditions) ?? true;
            notes?.Screens.Add(new ScreenTrace(screen.Id, !hit ? "passed" : screen.Holds ? "hold" : "reject", conditions!));
            if (hit && !screen.Holds && decision != Decision.Reject)
            {
                (decision, reason) = (Decision.Reject, screen.Id);
            }
            else if (hit && decision == Decision.Pay)
            {
                (decision, reason) = (Decision.Hold, screen.Id);
            }
        }

        return (decision, reason);
    }

    private (Decision Decision, string? Reason) SelfReferred()
    {
        var outcome = Book.Eligibility.SelfReferral == SelfReferral.Allow || !IsOwnPurchase() ? Decision.Pay
            : Book.Eligibility.SelfReferral == SelfReferral.Hold ? Decision.Hold : Decision.Reject;
        notes?.NoteSelfReferral(outcome);
        return (outcome, outcome == Decision.Pay ? null : EvaluationReasons.SelfReferral);
    }

    // A share of the credit is enough: each credited partner could be the buyer.
    private bool IsOwnPurchase() => (input.Partner.Email is { } own && IsBuyers(own)) || (input.OtherEmails.Count > 0 && input.OtherEmails.Any(IsBuyers));

    private bool IsBuyers(string partner) => EmailDomains.AreTogether(input.Customer.Email, input.Customer.Domain, partner);

    private List<Candidate> Select()
    {
        var matching = new List<Candidate>();
        foreach (var rule in compiled.RulesOn(Conversion.Type))
        {
            if (Match(rule) is { } candidate)
            {
                matching.Add(candidate);
            }
        }

        if (matching.Count > 1 && Book.Select != Selection.All)
        {
            var one = Book.Select == Selection.First ? matching[0] : matching.Aggregate((best, next) => next.Rounded > best.Rounded ? next : best);
            notes?.Pass(matching.Where(candidate => candidate != one).Select(candidate => candidate.Index));
            return [one];
        }

        return matching;
    }

    private Candidate? Match(CommissionRule rule)
    {
        var conditions = notes is null ? null : new List<ConditionTrace>();
        var reason = rule.Groups?.Contains(input.Partner.Group) == false ? "group"
            : rule.When?.IsMet(scope, conditions) == false ? "condition"
            : HasEnded(rule.Duration) ? EvaluationReasons.DurationEnded
            : null;
        if (reason is not null)
        {
            hasDurationEnded |= reason == EvaluationReasons.DurationEnded;
            notes?.Rules.Add(new RuleTrace(rule.Id, "not_matched", reason, conditions!));
            return null;
        }

        var amount = AmountFor(rule.Base);
        var lines = notes is null ? null : new List<PayLine>();
        var exact = PayComputation.Of(rule.Pay, amount, IsSale ? Conversion.Quantity ?? 1 : 1, input.Partner.Stats, Counted, lines);
        isTooLarge |= !exact.TryRound(out var rounded) | !amount.TryRound(out var roundedBase);
        notes?.Rules.Add(new RuleTrace(rule.Id, "selected", null, conditions!)
        {
            Base = IsSale ? BaseOf(rule, amount) : null,
            Lines = lines!,
            Exact = exact.ToString(),
            Rounded = rounded,
        });
        return new Candidate(rule, notes?.Rules.Count - 1 ?? 0, IsSale ? roundedBase : 0, rounded, rounded);
    }

    private ExactAmount AmountFor(SaleParts counted) => counted switch
    {
        SaleParts.None => net,
        SaleParts.All => gross,
        _ => Converted(Conversion.Amount - Conversion.Deducted(counted)),
    };

    private BaseTrace BaseOf(CommissionRule rule, ExactAmount amount) => new(
        SalePartNames.KindOf(rule.Base),
        Conversion.Amount,
        Conversion.Deducted(rule.Base),
        IsForeign ? ExactAmount.Of(Conversion.FxRate!.Value).ToString() : null,
        amount.ToString());

    // Durations are about payments: only sales have one.
    private bool HasEnded(Duration duration) => IsSale && duration switch
    {
        Duration.First => input.History.Payments >= 1,
        Duration.Payments payments => input.History.Payments >= payments.Count,
        Duration.Months months => input.History.FirstSaleAt is { } first && Conversion.OccurredAt.UtcDateTime >= first.UtcDateTime.AddMonths(months.Count),
        _ => false,
    };

    /// <summary>What this conversion adds to a metric.</summary>
    private long Counted(string metric) => metric switch
    {
        "partner.clicks" when Conversion.Type == ConversionType.Click => 1,
        "partner.leads" when Conversion.Type == ConversionType.Lead => 1,
        "partner.sales" when IsSale => 1,
        "partner.customers" when IsSale && input.History.Payments == 0 => 1,
        "partner.sale_amount" when IsSale => roundedGross,
        _ => 0,
    };

    private long Capped(Candidate candidate)
    {
        var amount = candidate.Rounded;
        var traces = notes is null ? null : new List<CapTrace>();
        foreach (var cap in Book.Caps)
        {
            var used = capUse!.GetValueOrDefault(cap.Id) + (cap.Scope == CapScope.Conversion ? 0 : input.CapUsed.GetValueOrDefault(cap.Id));
            var removed = Math.Max(0, amount - Math.Max(0, cap.Max - used));
            traces?.Add(new CapTrace(cap.Id, cap.Max, used, removed));
            amount -= removed;
        }

        foreach (var cap in Book.Caps)
        {
            capUse![cap.Id] = capUse.GetValueOrDefault(cap.Id) + amount;
        }

        notes?.Pay(candidate.Index, traces!, amount);
        return amount;
    }

    private List<(Bonus Bonus, string Key)> Bonuses(long commission)
    {
        var reached = new List<(Bonus, string)>();
        foreach (var bonus in Book.Bonuses)
        {
            var counted = bonus.Metric == "partner.commission_amount" ? commission : Counted(bonus.Metric);
            if (counted == 0)
            {
                continue;
            }

            var (before, key) = (input.Partner.Stats.Of(bonus.Metric).In(bonus.Window), WindowNames.BonusKey(bonus, Conversion.OccurredAt));
            var outcome = Amounts.Sum(before, counted) < bonus.AtLeast ? "not_reached" : input.BonusesPaid.Contains(key) ? "paid_before" : "paid";
            notes?.Bonuses.Add(new BonusTrace(
                bonus.Id, bonus.Metric, WindowNames.Name(bonus.Window, Conversion.OccurredAt), before, Amounts.Sum(before, counted), bonus.AtLeast, bonus.Amount, outcome));
            if (outcome == "paid")
            {
                reached.Add((bonus, key));
            }
        }

        return reached;
    }

    private string NoPayReason() => hasDurationEnded ? EvaluationReasons.DurationEnded : EvaluationReasons.NoRuleMatches;

    private Evaluation Granted(Decision decision, string? reason, List<Candidate> granted, List<(Bonus Bonus, string Key)> reached)
    {
        var commissions = new List<GrantedCommission>(granted.Count + reached.Count);
        foreach (var grant in granted)
        {
            Share(grant, commissions);
        }

        commissions.AddRange(reached.Select(one => new GrantedCommission(one.Bonus.Id, IsBonus: true, input.Credits[0].Partner, 0, one.Bonus.Amount, Book.Currency)));
        return new Evaluation(decision, reason, commissions, notes?.Trace(decision, reason))
        {
            ConvertedAmount = IsSale ? roundedGross : 0,
            CapUse = capUse?.Where(use => use.Value > 0).ToDictionary() ?? Evaluation.NoCapUse,
            BonusesPaid = [.. reached.Select(one => one.Key)],
        };
    }

    private void Share(Candidate grant, List<GrantedCommission> commissions)
    {
        var parts = PartsOf(grant.Amount);
        for (var i = 0; i < parts.Length; i++)
        {
            commissions.Add(new GrantedCommission(grant.Rule.Id, IsBonus: false, input.Credits[i].Partner, grant.Base, parts[i], Book.Currency));
        }
    }

    private long[] PartsOf(long amount)
        => input.Credits.Count == 1 ? [amount] : Split.ByLargestRemainder(amount, [.. input.Credits.Select(credit => credit.Weight)]);

    private Evaluation Nothing(Decision decision, string? reason)
        => new(decision, reason, [], notes?.Trace(decision, reason)) { ConvertedAmount = IsSale ? roundedGross : 0 };

    /// <summary>A rule that matches, with what it would pay, and what it pays after the caps.</summary>
    private sealed record Candidate(CommissionRule Rule, int Index, long Base, long Rounded, long Amount);
}

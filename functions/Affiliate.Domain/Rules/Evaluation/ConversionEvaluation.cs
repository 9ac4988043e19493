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
    private readonly ConversionScope scope;
    private readonly List<ScreenTrace> screens = [];
    private readonly List<RuleTrace> rules = [];
    private readonly List<BonusTrace> bonuses = [];
    private readonly Dictionary<string, long> capUse = new(StringComparer.Ordinal);

    public ConversionEvaluation(CompiledRuleBook compiled, EvaluationInput input)
    {
        (this.compiled, this.input) = (compiled, input);
        (gross, net) = (Converted(Conversion.Amount), Converted(Math.Max(0, Conversion.Amount - Conversion.Tax - Conversion.Fee)));
        scope = new ConversionScope(input, Book.Currency, gross, net);
    }

    private RuleBook Book => compiled.Book;

    private ConversionFacts Conversion => input.Conversion;

    private bool IsSale => Conversion.Type == ConversionType.Sale;

    private bool IsForeign => IsSale && Conversion.Currency is { } currency && currency != Book.Currency;

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

        if (Book.Eligibility.ExcludesExistingCustomers && input.FirstTouchAt is { } touch
            && Eligibility.IsExistingCustomer(input.Customer, input.History, touch))
        {
            return Nothing(Decision.None, EvaluationReasons.ExistingCustomer);
        }

        var (screened, reason) = Screened();
        if (screened == Decision.Reject)
        {
            return Nothing(Decision.Reject, reason);
        }

        var paying = Select();
        var granted = paying.Select(candidate => (candidate.Rule, candidate.Base, Amount: Capped(candidate))).ToList();
        var bonusKeys = Bonuses(granted.Sum(grant => grant.Amount));
        if (granted.Count == 0 && bonusKeys.Count == 0)
        {
            return Nothing(Decision.None, NoPayReason());
        }

        return Granted(screened == Decision.Hold ? Decision.Hold : Decision.Pay, reason, granted, bonusKeys);
    }

    private ExactAmount Converted(long amount) => !IsForeign ? ExactAmount.Of(amount)
        : Conversion.FxRate is { } rate ? (ExactAmount.Of(amount) * ExactAmount.Of(rate)).Shift(Book.Currency.Digits - Conversion.Currency!.Value.Digits)
        : ExactAmount.Zero;

    private (Decision Decision, string? Reason) Screened()
    {
        var (decision, reason) = SelfReferred();
        foreach (var screen in compiled.ScreensOn(Conversion.Type))
        {
            var conditions = new List<ConditionTrace>();
            var hit = screen.When?.IsMet(scope, conditions) ?? true;
            screens.Add(new ScreenTrace(screen.Id, !hit ? "passed" : screen.Holds ? "hold" : "reject", conditions));
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
        => Book.Eligibility.SelfReferral == SelfReferral.Allow || !EmailDomains.AreTogether(input.Customer.Email, input.Partner.Email) ? (Decision.Pay, null)
            : (Book.Eligibility.SelfReferral == SelfReferral.Hold ? Decision.Hold : Decision.Reject, EvaluationReasons.SelfReferral);

    private List<Candidate> Select()
    {
        var matching = compiled.RulesOn(Conversion.Type).Select(Match).OfType<Candidate>().ToList();
        List<Candidate> selected = matching.Count == 0 ? []
            : Book.Select switch
            {
                Selection.First => [matching[0]],
                Selection.All => matching,
                _ => [matching.Aggregate((best, next) => next.Rounded > best.Rounded ? next : best)],
            };
        foreach (var candidate in matching)
        {
            rules[candidate.Index] = rules[candidate.Index] with { Outcome = selected.Contains(candidate) ? "selected" : "not_selected" };
        }

        return selected;
    }

    private Candidate? Match(CommissionRule rule)
    {
        var conditions = new List<ConditionTrace>();
        var reason = rule.Groups?.Contains(input.Partner.Group) == false ? "group"
            : rule.When?.IsMet(scope, conditions) == false ? "condition"
            : HasEnded(rule.Duration) ? EvaluationReasons.DurationEnded
            : null;
        if (reason is not null)
        {
            rules.Add(new RuleTrace(rule.Id, "not_matched", reason, conditions));
            return null;
        }

        var amount = rule.IsGross ? gross : net;
        var quantity = IsSale ? Conversion.Quantity ?? 1 : 1;
        var computed = PayComputation.Of(rule.Pay, amount, quantity, input.Partner.Stats, Counted);
        var rounded = computed.Exact.Round();
        rules.Add(new RuleTrace(rule.Id, "selected", null, conditions)
        {
            Base = IsSale ? BaseOf(rule, amount) : null,
            Lines = computed.Lines,
            Exact = computed.Exact.ToString(),
            Rounded = rounded,
        });
        return new Candidate(rule, rules.Count - 1, IsSale ? amount.Round() : 0, rounded);
    }

    private BaseTrace BaseOf(CommissionRule rule, ExactAmount amount) => new(
        rule.IsGross ? "gross" : "net",
        Conversion.Amount,
        rule.IsGross ? 0 : Math.Min(Conversion.Tax + Conversion.Fee, Conversion.Amount),
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
        "partner.sale_amount" when IsSale => gross.Round(),
        _ => 0,
    };

    private long Capped(Candidate candidate)
    {
        var amount = candidate.Rounded;
        var traces = new List<CapTrace>();
        foreach (var cap in Book.Caps)
        {
            var used = capUse.GetValueOrDefault(cap.Id) + (cap.Scope == CapScope.Conversion ? 0 : input.CapUsed.GetValueOrDefault(cap.Id));
            var removed = Math.Max(0, amount - Math.Max(0, cap.Max - used));
            traces.Add(new CapTrace(cap.Id, cap.Max, used, removed));
            amount -= removed;
        }

        foreach (var cap in Book.Caps)
        {
            capUse[cap.Id] = capUse.GetValueOrDefault(cap.Id) + amount;
        }

        rules[candidate.Index] = rules[candidate.Index] with { Caps = traces, Amount = amount };
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
            var outcome = before + counted < bonus.AtLeast ? "not_reached" : input.BonusesPaid.Contains(key) ? "paid_before" : "paid";
            bonuses.Add(new BonusTrace(
                bonus.Id, bonus.Metric, WindowNames.Name(bonus.Window, Conversion.OccurredAt), before, before + counted, bonus.AtLeast, bonus.Amount, outcome));
            if (outcome == "paid")
            {
                reached.Add((bonus, key));
            }
        }

        return reached;
    }

    private string NoPayReason()
        => rules.Any(rule => rule.Reason == EvaluationReasons.DurationEnded) ? EvaluationReasons.DurationEnded : EvaluationReasons.NoRuleMatches;

    private Evaluation Granted(
        Decision decision, string? reason, List<(CommissionRule Rule, long Base, long Amount)> granted, List<(Bonus Bonus, string Key)> reached)
    {
        var trace = Trace(decision, reason);
        var commissions = granted.SelectMany(grant => Shares(grant.Rule.Id, grant.Base, grant.Amount, trace)).ToList();
        commissions.AddRange(reached.Select(one => Bonus(one.Bonus, trace)));
        return new Evaluation(decision, reason, commissions, trace)
        {
            ConvertedAmount = IsSale ? gross.Round() : 0,
            CapUse = capUse.Where(use => use.Value > 0).ToDictionary(),
            BonusesPaid = [.. reached.Select(one => one.Key)],
        };
    }

    private IEnumerable<GrantedCommission> Shares(string rule, long baseAmount, long amount, EvaluationTrace trace)
    {
        var parts = Split.ByLargestRemainder(amount, [.. input.Credits.Select(credit => credit.Weight)]);
        SplitPart[] split = [.. input.Credits.Select((credit, i) => new SplitPart(credit.Partner, credit.Weight, parts[i]))];
        return split.Select(part => new GrantedCommission(
            rule, IsBonus: false, part.Partner, baseAmount, part.Amount, Book.Currency, new CommissionTrace(rule, part.Partner, part.Amount, split, trace)));
    }

    private GrantedCommission Bonus(Bonus bonus, EvaluationTrace trace)
    {
        var partner = input.Credits[0].Partner;
        return new GrantedCommission(
            bonus.Id, IsBonus: true, partner, 0, bonus.Amount, Book.Currency,
            new CommissionTrace(bonus.Id, partner, bonus.Amount, [new SplitPart(partner, 1, bonus.Amount)], trace));
    }

    private Evaluation Nothing(Decision decision, string? reason)
        => new(decision, reason, [], Trace(decision, reason)) { ConvertedAmount = IsSale ? gross.Round() : 0 };

    private EvaluationTrace Trace(Decision decision, string? reason) => new()
    {
        RulesVersion = input.Version,
        RulesHash = compiled.Hash,
        Currency = Book.Currency.Value,
        Event = Conversion,
        Customer = input.Customer,
        Partner = input.Partner,
        Credits = input.Credits,
        History = input.History,
        CapUsed = input.CapUsed,
        Screens = screens,
        Rules = rules,
        Select = Book.Select,
        Bonuses = bonuses,
        Decision = decision,
        Reason = reason,
    };

    /// <summary>A rule that matches, with what it would pay.</summary>
    private sealed record Candidate(CommissionRule Rule, int Index, long Base, long Rounded);
}

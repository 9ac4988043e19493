using System.Numerics;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Tests.Rules.Equivalence;

/// <summary>
/// A plain interpreter of rule books: it reads each field by its name and asks each rule in turn. It is slow and shares
/// no code with what it is compared with but the conditions' own tests and the split of sales into lines.
/// </summary>
internal sealed class ReferenceEvaluation
{
    private readonly RuleBook book;
    private readonly EvaluationInput input;
    private readonly IReadOnlyList<ConversionFacts> lines;
    private readonly long gross;
    private readonly long net;
    private readonly Dictionary<string, long> capUse = [];
    private readonly List<string> bonusesPaid = [];
    private bool isTooLarge;
    private string noPayReason = EvaluationReasons.NoRuleMatches;

    public ReferenceEvaluation(RuleBook book, EvaluationInput input)
    {
        (this.book, this.input, lines) = (book, input, SaleLines.Split(input.Conversion));
        (gross, net) = (Round(BaseOf(Sold, SaleParts.All)), Round(BaseOf(Sold, SaleParts.None)));
    }

    private ConversionFacts Sold => input.Conversion;

    private bool IsSale => Sold.Type == ConversionType.Sale;

    public ReferenceResult Evaluate()
    {
        if (input.Credits.Count == 0)
        {
            return Nothing(Decision.None, EvaluationReasons.NotAttributed);
        }

        if (IsSale && Sold.FxRate is null && (Sold.Currency ?? book.Currency) != book.Currency)
        {
            return Nothing(Decision.Hold, EvaluationReasons.FxRateMissing);
        }

        if (isTooLarge)
        {
            return Nothing(Decision.Reject, EvaluationReasons.AmountTooLarge);
        }

        if (
            book.Eligibility.ExcludesExistingCustomers
            && input.FirstTouchAt is { } touch
            && Eligibility.IsExistingCustomer(input.Customer, touch)
        )
        {
            return Nothing(Decision.None, EvaluationReasons.ExistingCustomer);
        }

        var (decision, reason) = Screened();
        return decision == Decision.Reject ? Nothing(decision, reason) : Granted(decision, reason);
    }

    /// <summary>The comparisons that the trace of a rule on the whole must tell.</summary>
    public List<ConditionTrace> Comparisons(Condition? when)
    {
        var traces = new List<ConditionTrace>();
        when?.IsMet(FactsOf(Sold), traces);
        return traces;
    }

    private ReferenceResult Granted(Decision decision, string? reason)
    {
        var paid = Selected().Select(candidate => candidate with { Amount = Capped(candidate.Rounded) }).ToList();
        var bonuses = Bonuses(paid.Aggregate(0L, (sum, candidate) => Amounts.Sum(sum, Shares(candidate.Amount)[0])));
        var total =
            paid.Aggregate(BigInteger.Zero, (sum, candidate) => sum + candidate.Amount)
            + bonuses.Aggregate(BigInteger.Zero, (sum, bonus) => sum + bonus.Amount);
        if (isTooLarge || (total > 0 && total + input.Partner.Stats.CommissionAmount.Lifetime > Amounts.Max))
        {
            return Nothing(Decision.Reject, EvaluationReasons.AmountTooLarge);
        }

        if (paid.Count == 0 && bonuses.Count == 0)
        {
            return Nothing(Decision.None, noPayReason);
        }

        if (
            decision == Decision.Pay
            && book.Eligibility.HoldsWhatExceedsSale
            && IsSale
            && paid.Any(candidate => candidate.Amount > candidate.Base)
        )
        {
            (decision, reason) = (Decision.Hold, EvaluationReasons.ExceedsSale);
        }

        if (
            bonuses.Count == 0
            && paid.All(candidate => candidate.Amount == 0)
            && paid.Any(candidate => candidate.Rounded > 0)
        )
        {
            (decision, reason) = (Decision.None, EvaluationReasons.Capped);
        }

        var granted = paid.SelectMany(candidate =>
                Shares(candidate.Amount)
                    .Select(
                        (share, i) =>
                            $"{candidate.Rule.Id} {input.Credits[i].Partner} {candidate.Base} {share} "
                            + $"[{string.Join(' ', candidate.Lines)}]"
                    )
            )
            .Concat(bonuses.Select(bonus => $"bonus {bonus.Id} {input.Credits[0].Partner} 0 {bonus.Amount} []"));
        var once = decision is Decision.Pay or Decision.Hold
            ? book
                .Commissions.Where(rule => rule.PaysOnce && rule.On == Sold.Type && IsMatched(rule))
                .Select(rule => rule.Id)
            : [];
        return new ReferenceResult(
            decision,
            reason,
            IsSale ? gross : 0,
            [.. granted],
            [.. capUse.Where(use => use.Value > 0).Select(use => $"{use.Key} {use.Value}").Order()],
            [.. bonusesPaid],
            [.. once]
        );
    }

    private (Decision Decision, string? Reason) Screened()
    {
        var isOwn = input
            .OtherEmails.Append(input.Partner.Email)
            .OfType<string>()
            .Any(email => EmailDomains.AreTogether(input.Customer.Email, EmailDomains.Of(input.Customer.Email), email));
        var (decision, reason) = (isOwn, book.Eligibility.SelfReferral) switch
        {
            (true, SelfReferral.Hold) => (Decision.Hold, EvaluationReasons.SelfReferral),
            (true, SelfReferral.Reject) => (Decision.Reject, EvaluationReasons.SelfReferral),
            _ => (Decision.Pay, (string?)null),
        };
        foreach (var screen in book.Eligibility.Screens.Where(screen => screen.On == Sold.Type && IsHit(screen)))
        {
            (decision, reason) = (decision, screen.Holds) switch
            {
                (Decision.Pay, true) => (Decision.Hold, screen.Id),
                (not Decision.Reject, false) => (Decision.Reject, screen.Id),
                _ => (decision, reason),
            };
        }

        return (decision, reason);
    }

    private bool IsHit(Screen screen) =>
        screen.When is null
        || screen.When.IsMet(FactsOf(Sold))
        || (IsByLine(screen.When) && lines.Any(line => screen.When.IsMet(FactsOf(line))));

    private List<ReferenceCandidate> Selected()
    {
        var matched = book.Commissions.Where(rule => rule.On == Sold.Type && IsMatched(rule)).ToList();
        var onWhole = matched
            .Where(rule => lines.Count == 0 || !IsByLine(rule.When))
            .Select(rule => OnWhole(rule))
            .ToList();
        var onLines = matched.Where(rule => lines.Count > 0 && IsByLine(rule.When)).SelectMany(LinesOf).ToList();
        if (book.Select != Selection.All)
        {
            onLines =
            [
                .. onLines
                    .GroupBy(paid => paid.Lines[0])
                    .Select(rivals =>
                        book.Select == Selection.First ? rivals.First() : rivals.MaxBy(paid => paid.Rounded)!
                    ),
            ];
        }

        var byRule = onLines
            .GroupBy(paid => paid.Rule.Id)
            .Select(Sum)
            .OrderBy(candidate => PlaceOf(candidate.Rule))
            .ToList();
        List<List<ReferenceCandidate>> contenders =
        [
            .. onWhole.Select(candidate => new List<ReferenceCandidate> { candidate }),
        ];
        if (byRule.Count > 0)
        {
            contenders.Add(byRule);
        }

        contenders = [.. contenders.OrderBy(contender => PlaceOf(contender[0].Rule))];
        return book.Select switch
        {
            Selection.First => [.. contenders.Take(1).SelectMany(contender => contender)],
            Selection.Highest => contenders.MaxBy(contender => contender.Sum(candidate => candidate.Rounded)) ?? [],
            _ => [.. contenders.SelectMany(contender => contender).OrderBy(candidate => PlaceOf(candidate.Rule))],
        };
    }

    private bool IsMatched(CommissionRule rule)
    {
        var isMet =
            (Sold.Reporter != "partner" || rule.When?.Fields.Contains("stage.reported_by") == true)
            && rule.Groups?.Contains(input.Partner.Group) != false
            && (
                lines.Count > 0 && IsByLine(rule.When)
                    ? LinesOf(rule).Count > 0
                    : rule.When?.IsMet(FactsOf(Sold)) != false
            );
        var reason =
            !isMet ? null
            : HasEnded(rule.Duration) ? EvaluationReasons.DurationEnded
            : rule.PaysOnce && input.History.RulesPaid?.Contains(rule.Id) == true ? EvaluationReasons.PaidBefore
            : null;
        noPayReason = reason ?? noPayReason;
        return isMet && reason is null;
    }

    private bool HasEnded(Duration duration) =>
        IsSale
        && duration switch
        {
            Duration.First => input.History.Payments > 0,
            Duration.Payments payments => input.History.Payments >= payments.Count,
            Duration.Months months => input.History.FirstSaleAt is { } first
                && Sold.OccurredAt.UtcDateTime >= first.UtcDateTime.AddMonths(months.Count),
            _ => false,
        };

    private ReferenceCandidate OnWhole(CommissionRule rule)
    {
        var amount = BaseOf(Sold, rule.Base);
        var (exact, rounded) = (ReferencePay.Of(rule, amount, 0, Sold, input, Counted), Round(amount));
        return new ReferenceCandidate(rule, amount, exact, IsSale ? rounded : 0, Round(exact), []);
    }

    private List<ReferenceCandidate> LinesOf(CommissionRule rule)
    {
        var (paid, startsAt) = (new List<ReferenceCandidate>(), BigInteger.Zero);
        for (var i = 0; i < lines.Count; i++)
        {
            var amount = BaseOf(lines[i], rule.Base);
            if (Sold.Lines![i].Amount >= 0 && rule.When!.IsMet(FactsOf(lines[i])))
            {
                var exact = ReferencePay.Of(rule, amount, startsAt, lines[i], input, Counted);
                paid.Add(new ReferenceCandidate(rule, amount, exact, 0, Round(exact), [i]));
            }

            startsAt += amount;
        }

        return paid;
    }

    private ReferenceCandidate Sum(IEnumerable<ReferenceCandidate> ofRule)
    {
        var paid = ofRule.OrderBy(line => line.Lines[0]).ToList();
        var (amount, exact) = (
            paid.Aggregate(BigInteger.Zero, (sum, line) => sum + line.ExactBase),
            paid.Aggregate(BigInteger.Zero, (sum, line) => sum + line.Exact)
        );
        return new ReferenceCandidate(
            paid[0].Rule,
            amount,
            exact,
            Round(amount),
            Round(exact),
            [.. paid.SelectMany(line => line.Lines)]
        );
    }

    private long Capped(long amount)
    {
        foreach (var cap in book.Caps)
        {
            var used =
                capUse.GetValueOrDefault(cap.Id)
                + (cap.Scope == CapScope.Conversion ? 0 : input.CapUsed.GetValueOrDefault(cap.Id));
            amount = Math.Min(amount, Math.Max(0, cap.Max - used));
        }

        foreach (var cap in book.Caps)
        {
            capUse[cap.Id] = capUse.GetValueOrDefault(cap.Id) + amount;
        }

        return amount;
    }

    private List<Bonus> Bonuses(long commission)
    {
        var reached = book
            .Bonuses.Where(bonus =>
            {
                var counted = bonus.Metric == "partner.commission_amount" ? commission : Counted(bonus.Metric);
                return counted > 0
                    && input.Partner.Stats.Of(bonus.Metric).In(bonus.Window) + counted >= bonus.AtLeast
                    && !input.BonusesPaid.Contains(WindowNames.BonusKey(bonus, Sold.OccurredAt));
            })
            .ToList();
        bonusesPaid.AddRange(reached.Select(bonus => WindowNames.BonusKey(bonus, Sold.OccurredAt)));
        return reached;
    }

    private long Counted(string metric) =>
        (metric, Sold.Type) switch
        {

            ("partner.clicks", ConversionType.Click)
            or
            ("partner.leads", ConversionType.Lead)
            or ("partner.sales", ConversionType.Sale) => 1,
            ("partner.customers", ConversionType.Sale) => input.History.Payments == 0 && Sold.Amount > 0 ? 1 : 0,
            ("partner.sale_amount", ConversionType.Sale) => gross,
            _ => 0,
        };

    // By largest remainder: one unit after the other goes to whoever is furthest below its share, of equal ones to the
    // earlier.
    private long[] Shares(long amount)
    {
        var weights = input.Credits.Select(credit => (BigInteger)credit.Weight).ToArray();
        var total = weights.Aggregate((sum, weight) => sum + weight);
        var shares = weights.Select(weight => amount * weight / total).ToArray();
        foreach (
            var luckiest in Enumerable
                .Range(0, weights.Length)
                .OrderByDescending(i => amount * weights[i] % total)
                .Take((int)(amount - shares.Aggregate((sum, share) => sum + share)))
        )
        {
            shares[luckiest]++;
        }

        return [.. shares.Select(share => (long)share)];
    }

    private BigInteger BaseOf(ConversionFacts sold, SaleParts counted)
    {
        (SaleParts Part, long Amount)[] parts =
        [
            (SaleParts.Tax, sold.Tax),
            (SaleParts.Fee, sold.Fee),
            (SaleParts.Shipping, sold.Shipping),
            (SaleParts.Tip, sold.Tip),
            (SaleParts.Duty, sold.Duty),
        ];
        var deducted = parts.Where(part => !counted.HasFlag(part.Part)).Sum(part => part.Amount);
        return ReferenceAmount.Converted(sold, book.Currency, sold.Amount - Math.Min(sold.Amount, deducted));
    }

    private long Round(BigInteger amount)
    {
        isTooLarge |= ReferenceAmount.Rounded(amount) is null;
        return ReferenceAmount.Rounded(amount) ?? 0;
    }

    private ReferenceFacts FactsOf(ConversionFacts sold) => new(input, book.Currency, gross, net, sold);

    private int PlaceOf(CommissionRule rule) => book.Commissions.ToList().IndexOf(rule);

    private static bool IsByLine(Condition? when) =>
        when?.Fields.Any(field => field is "sale.product_id" or "sale.plan" or "sale.quantity") == true;

    private ReferenceResult Nothing(Decision decision, string? reason) =>
        new(decision, reason, IsSale ? gross : 0, [], [], [], []);
}

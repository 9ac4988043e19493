using Affiliate.Domain.Addresses;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Compilation;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>
/// Evaluates one conversion, from currency conversion to the commissions and bonuses granted. The instance is reused
/// for the next conversion on the same thread, so that an evaluation allocates only its result.
/// </summary>
internal sealed partial class ConversionEvaluation
{
    [ThreadStatic]
    private static ConversionEvaluation? spare;

    private readonly EventFacts facts = new();
    private readonly RuleSelection selection = new();
    private readonly List<ReachedBonus> reached = [];

    private CompiledRuleBook compiled = null!;
    private EvaluationInput input = null!;
    private EventRules rules = null!;
    private EvaluationRecord? record;
    private LineSelection? lines;
    private CountedMetrics counted;
    private long roundedGross;
    private long[] capUse = [];
    private Decision decision;
    private string? reason;
    private bool isGranted;

    private RuleBook Book => compiled.Book;

    private ConversionFacts Conversion => input.Conversion;

    private bool IsSale => input.IsSale;

    private LineSelection? Lines =>
        lines ??= Conversion.Lines is { Count: > 0 }
            ? new LineSelection(Book, input, facts, counted, record is not null)
            : null;

    /// <summary>Evaluates a conversion.</summary>
    public static Evaluation Evaluate(CompiledRuleBook compiled, EvaluationInput input, bool isTraced)
    {
        var evaluation = Take();
        evaluation.Run(compiled, input, isTraced ? new EvaluationRecord(compiled, input) : null);
        var result = evaluation.Result();
        evaluation.GiveBack();
        return result;
    }

    /// <summary>Evaluates a conversion and returns only the decision, the reason and the sum.</summary>
    public static EvaluationSummary Summarize(CompiledRuleBook compiled, EvaluationInput input)
    {
        var evaluation = Take();
        evaluation.Run(compiled, input, record: null);
        var result = new EvaluationSummary(
            evaluation.decision,
            evaluation.reason,
            evaluation.isGranted ? (long)evaluation.Sum() : 0
        );
        evaluation.GiveBack();
        return result;
    }

    private static ConversionEvaluation Take()
    {
        var evaluation = spare ?? new ConversionEvaluation();
        spare = null;
        return evaluation;
    }

    // An instance whose evaluation threw an exception is not reused.
    private void GiveBack()
    {
        facts.End();
        selection.End();
        reached.Clear();
        (compiled, input, rules, record, lines) = (null!, null!, null!, null, null);
        spare = this;
    }

    private void Run(CompiledRuleBook book, EvaluationInput about, EvaluationRecord? record)
    {
        (compiled, input, this.record, isGranted) = (book, about, record, false);
        rules = compiled.RulesOn(Conversion);
        var whole = new SalePart(Conversion, Book.Currency);
        var isTooLarge =
            !whole.AmountFor(SaleParts.All).TryRound(out roundedGross)
            | !whole.AmountFor(SaleParts.None).TryRound(out var roundedNet);
        counted = new CountedMetrics(Conversion.Type, input.IsFirstPayment, roundedGross);
        facts.Begin(rules, input, Book.Currency, roundedGross, roundedNet);
        (decision, reason) = Decide(whole, isTooLarge);
        record?.Finish(decision, reason);
    }

    private (Decision Decision, string? Reason) Decide(in SalePart whole, bool isTooLarge)
    {
        if (input.Credits.Count == 0)
        {
            return (Decision.None, EvaluationReasons.NotAttributed);
        }

        if (Conversion.IsForeignTo(Book.Currency) && Conversion.FxRate is null)
        {
            return (Decision.Hold, EvaluationReasons.FxRateMissing);
        }

        if (isTooLarge)
        {
            return (Decision.Reject, EvaluationReasons.AmountTooLarge);
        }

        if (record is not null)
        {
            (record.Facts, record.Counted) = (facts.Record(), counted);
        }

        if (IsExistingCustomer())
        {
            return (Decision.None, EvaluationReasons.ExistingCustomer);
        }

        var screened = Screened();
        return screened.Decision == Decision.Reject ? screened : Grant(whole, screened);
    }

    private (Decision Decision, string? Reason) Grant(in SalePart whole, (Decision Decision, string? Reason) screened)
    {
        selection.Select(
            rules,
            new ConversionAmounts(input, facts, whole, counted),
            Lines,
            Book.Select,
            record?.BeginRules()
        );
        record?.OnLines = selection.OnLines;
        Cap(selection.Chosen);
        if (compiled.Bonuses.Length > 0)
        {
            FindBonuses();
        }

        if (selection.IsTooLarge || !CanBeBooked())
        {
            return (Decision.Reject, EvaluationReasons.AmountTooLarge);
        }

        var granted = selection.Chosen;
        if (granted.Count == 0 && reached.Count == 0)
        {
            return (Decision.None, selection.NoPayReason);
        }

        isGranted = true;
        if (
            reached.Count == 0
            && granted.TrueForAll(grant => grant.Amount == 0)
            && granted.Exists(grant => grant.Rounded > 0)
        )
        {
            return (Decision.None, EvaluationReasons.Capped);
        }

        return screened.Decision == Decision.Pay && ExceedsSale(granted)
            ? (Decision.Hold, EvaluationReasons.ExceedsSale)
            : screened;
    }

    private bool IsExistingCustomer()
    {
        var isKnown =
            Book.Eligibility.ExcludesExistingCustomers
            && input.FirstTouchAt is { } touch
            && Eligibility.IsExistingCustomer(input.Customer, touch);
        record?.IsExistingCustomer = isKnown;
        return isKnown;
    }

    private bool ExceedsSale(List<Candidate> granted) =>
        Book.Eligibility.HoldsWhatExceedsSale && IsSale && granted.Exists(grant => grant.Amount > grant.Base);

    private Int128 Sum()
    {
        Int128 sum = 0;
        foreach (var grant in selection.Chosen)
        {
            sum += grant.Amount;
        }

        foreach (var bonus in reached)
        {
            sum += bonus.Bonus.Amount;
        }

        return sum;
    }

    // The check includes all commissions granted to the partner before, so that no ledger account exceeds the maximum.
    private bool CanBeBooked() =>
        Sum() is var sum && (sum == 0 || sum + input.Partner.Stats.CommissionAmount.Lifetime <= Amounts.Max);

    private (Decision Decision, string? Reason) Screened()
    {
        var (outcome, because) = SelfReferred();
        var noted = record?.BeginScreens();
        for (var i = 0; i < rules.Screens.Length; i++)
        {
            var (screen, when) = rules.Screens[i];
            var isHit =
                when is null
                || when.IsMet(facts)
                || (when.LooksAtLines && IsMetByLine(when, noted is null ? null : noted[i].OnLines = []));
            noted?[i].IsHit = isHit;
            if (isHit && !screen.Holds && outcome != Decision.Reject)
            {
                (outcome, because) = (Decision.Reject, screen.Id);
            }
            else if (isHit && outcome == Decision.Pay)
            {
                (outcome, because) = (Decision.Hold, screen.Id);
            }
        }

        return (outcome, because);
    }

    // If one line of a sale meets the condition, the whole sale is held or rejected.
    private bool IsMetByLine(TestedCondition when, List<ConditionTrace>? noted)
    {
        foreach (var line in Lines?.Facts ?? [])
        {
            noted?.AddRange(line.Trace(when));
            if (when.IsMet(line))
            {
                return true;
            }
        }

        return false;
    }

    private (Decision Decision, string? Reason) SelfReferred()
    {
        var outcome =
            Book.Eligibility.SelfReferral == SelfReferral.Allow || !IsOwnPurchase() ? Decision.Pay
            : Book.Eligibility.SelfReferral == SelfReferral.Hold ? Decision.Hold
            : Decision.Reject;
        record?.SelfReferral = outcome;
        return (outcome, outcome == Decision.Pay ? null : EvaluationReasons.SelfReferral);
    }

    // Every credited partner is checked, because each of them could be the buyer.
    private bool IsOwnPurchase() =>
        (input.Partner.Email is { } own && IsBuyers(own))
        || (input.OtherEmails.Count > 0 && input.OtherEmails.Any(IsBuyers));

    private bool IsBuyers(string partner) =>
        EmailDomains.AreTogether(input.Customer.Email, input.Customer.Domain, partner);
}

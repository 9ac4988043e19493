using Affiliate.Domain.Addresses;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>The evaluation of one conversion, from its currency to the shares of its partners.</summary>
internal sealed class ConversionEvaluation
{
    private readonly CompiledRuleBook compiled;
    private readonly EvaluationInput input;
    private readonly long roundedGross;
    private readonly ConversionScope scope;
    private readonly RuleSelection selection;
    private readonly EvaluationNotes? notes;
    private readonly Dictionary<string, long>? capUse;
    private readonly bool isTooLarge;

    public ConversionEvaluation(CompiledRuleBook compiled, EvaluationInput input, bool isTraced)
    {
        (this.compiled, this.input, notes) = (compiled, input, isTraced ? new EvaluationNotes(compiled, input) : null);
        capUse = Book.Caps.Count > 0 ? new Dictionary<string, long>(StringComparer.Ordinal) : null;
        var whole = new SalePart(Conversion, Book.Currency);
        isTooLarge = !whole.AmountFor(SaleParts.All).TryRound(out roundedGross) | !whole.AmountFor(SaleParts.None).TryRound(out var roundedNet);
        scope = new ConversionScope(input, Book.Currency, roundedGross, roundedNet);
        selection = new RuleSelection(compiled, input, whole, scope, Counted, notes);
    }

    private RuleBook Book => compiled.Book;

    private ConversionFacts Conversion => input.Conversion;

    private bool IsSale => input.IsSale;

    public Evaluation Run()
    {
        if (input.Credits.Count == 0)
        {
            return Nothing(Decision.None, EvaluationReasons.NotAttributed);
        }

        if (Conversion.IsForeignTo(Book.Currency) && Conversion.FxRate is null)
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

        var granted = selection.Select().ConvertAll(candidate => candidate with { Amount = Capped(candidate) });
        var reached = Book.Bonuses.Count > 0 ? Bonuses(granted.Aggregate(0L, (sum, grant) => Amounts.Sum(sum, PartsOf(grant.Amount)[0]))) : [];
        if (selection.IsTooLarge || !CanBeBooked(granted, reached))
        {
            return Nothing(Decision.Reject, EvaluationReasons.AmountTooLarge);
        }

        if (granted.Count == 0 && reached.Count == 0)
        {
            return Nothing(Decision.None, selection.NoPayReason);
        }

        (screened, reason) = screened == Decision.Pay && ExceedsSale(granted) ? (Decision.Hold, EvaluationReasons.ExceedsSale) : (screened, reason);
        return reached.Count == 0 && granted.TrueForAll(grant => grant.Amount == 0) && granted.Exists(grant => grant.Rounded > 0)
            ? Granted(Decision.None, EvaluationReasons.Capped, granted, reached)
            : Granted(screened, reason, granted, reached);
    }

    private bool ExceedsSale(List<Candidate> granted) => Book.Eligibility.HoldsWhatExceedsSale && IsSale && granted.Exists(grant => grant.Amount > grant.Base);

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

    private (Decision Decision, string? Reason) Screened()
    {
        var (decision, reason) = SelfReferred();
        foreach (var (screen, isByLine) in compiled.ScreensOn(Conversion.Type))
        {
            var conditions = notes is null ? null : new List<ConditionTrace>();
            var hit = screen.When is not { } when || when.IsMet(scope, conditions) || (isByLine && IsMetByLine(when, conditions));
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

    // What one line of a sale would be held or rejected for, the sale is.
    private bool IsMetByLine(Condition when, List<ConditionTrace>? conditions)
        => SaleLines.Split(Conversion).Any(line => when.IsMet(scope.Of(line), conditions));

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

    /// <summary>What this conversion adds to a metric.</summary>
    private long Counted(string metric) => metric switch
    {
        "partner.clicks" when Conversion.Type == ConversionType.Click => 1,
        "partner.leads" when Conversion.Type == ConversionType.Lead => 1,
        "partner.sales" when IsSale => 1,
        "partner.customers" when IsSale && input.IsFirstPayment => 1,
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
            RulesPaid = decision is Decision.Pay or Decision.Hold ? selection.PayOnce : [],
        };
    }

    private void Share(Candidate grant, List<GrantedCommission> commissions)
    {
        var parts = PartsOf(grant.Amount);
        for (var i = 0; i < parts.Length; i++)
        {
            commissions.Add(new GrantedCommission(grant.Rule.Id, IsBonus: false, input.Credits[i].Partner, grant.Base, parts[i], Book.Currency) { Lines = grant.Lines });
        }
    }

    private long[] PartsOf(long amount)
        => input.Credits.Count == 1 ? [amount] : Split.ByLargestRemainder(amount, [.. input.Credits.Select(credit => credit.Weight)]);

    private Evaluation Nothing(Decision decision, string? reason)
        => new(decision, reason, [], notes?.Trace(decision, reason)) { ConvertedAmount = IsSale ? roundedGross : 0 };
}

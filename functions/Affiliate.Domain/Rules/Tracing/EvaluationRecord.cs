using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules.Compilation;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>The recorded result of a screen.</summary>
internal struct RecordedScreen
{
    /// <summary>Whether the screen holds or rejects the conversion.</summary>
    public bool IsHit { get; set; }

    /// <summary>The comparisons made on single lines; null when the screen was not applied to lines.</summary>
    public List<ConditionTrace>? OnLines { get; set; }
}

/// <summary>A rule that pays, with the effects of caps.</summary>
/// <param name="Place">The index of the rule among the rules for the same kind of event.</param>
/// <param name="Caps">The amounts that caps removed from the rule's pay.</param>
/// <param name="Amount">The amount after caps, in minor units.</param>
internal readonly record struct PaidRule(int Place, CapTrace[] Caps, long Amount);

/// <summary>
/// The compact record of an evaluation: the values of fields and the results of comparisons, screens and rules. The
/// trace is built from the record only when it is requested.
/// </summary>
/// <param name="compiled">The rule book.</param>
/// <param name="input">The conversion.</param>
internal sealed class EvaluationRecord(CompiledRuleBook compiled, EvaluationInput input)
{
    private EvaluationTrace? trace;
    private RecordedScreen[]? screens;
    private RuleOutcome[]? outcomes;
    private List<BonusTrace>? bonuses;
    private List<OverrideTrace>? overrides;
    private Decision decision;
    private string? reason;

    /// <summary>The trace.</summary>
    public EvaluationTrace Trace => trace ??= ToTrace();

    /// <summary>Returns how long a commission of the partner waits until it is payable, and why.</summary>
    public HoldTrace HoldOf(PartnerId partner) => Book.HoldOf(input.GroupOf(partner));

    /// <summary>The values of fields and the results of comparisons; null when the evaluation ended earlier.</summary>
    public RecordedFacts? Facts { get; set; }

    /// <summary>The amounts that the conversion adds to its partner's metrics.</summary>
    public CountedMetrics Counted { get; set; }

    /// <summary>Whether the customer is an existing customer; null when this was not checked.</summary>
    public bool? IsExistingCustomer { get; set; }

    /// <summary>The decision about self-referral; null when this was not checked.</summary>
    public Decision? SelfReferral { get; set; }

    /// <summary>The rules that were applied to lines; null when there are none.</summary>
    public List<RuleOnLines>? OnLines { get; set; }

    /// <summary>The rules that pay.</summary>
    public PaidRule[] Paid { get; private set; } = [];

    /// <summary>The traces of the bonuses that were checked.</summary>
    public List<BonusTrace> Bonuses => bonuses ??= [];

    /// <summary>The traces of the commissions for recruited partners.</summary>
    public List<OverrideTrace> Overrides => overrides ??= [];

    private RuleBook Book => compiled.Book;

    private EventRules Rules => compiled.RulesOn(input.Conversion);

    /// <summary>Creates the array that receives the results of screens.</summary>
    public RecordedScreen[] BeginScreens() => screens = new RecordedScreen[Rules.Screens.Length];

    /// <summary>Creates the array that receives the outcomes of rules.</summary>
    public RuleOutcome[] BeginRules() => outcomes = new RuleOutcome[Rules.Rules.Length];

    /// <summary>Creates the array that receives the rules that pay.</summary>
    public PaidRule[] BeginPaid(int count) => Paid = new PaidRule[count];

    /// <summary>Records the final decision of the evaluation.</summary>
    public void Finish(Decision ending, string? because) => (decision, reason) = (ending, because);

    private EvaluationTrace ToTrace() =>
        new()
        {
            RulesVersion = input.Version,
            RulesHash = compiled.Hash,
            Currency = Book.Currency.Value,
            Event = input.Conversion,
            Customer = input.Customer,
            Partner = input.Partner,
            ContractTerms = ContractTermsTrace.Of(input.Partner.Terms, compiled.WithoutTerms, input.Conversion.Type),
            Attribution = input.Touches.Count > 0 ? AttributionTrace() : null,
            Credits = input.Credits,
            Eligibility = IsExistingCustomer is { } isKnown
                ? new EligibilityTrace(input.FirstTouchAt, ExistingCustomerTrace(isKnown), SelfReferralTrace())
                : null,
            History = input.History,
            CapUsed = input.CapUsed,
            BonusesPaid = Book.Bonuses.Count == 0 ? null : BonusesPaid(),
            Screens = screens is null
                ? []
                : [.. Rules.Screens.Select((screen, place) => ScreenTrace(screen, screens[place]))],
            Rules = outcomes is null ? [] : new RuleTraces(Book, input, this).Of(Rules.Rules, outcomes),
            Select = Book.Select,
            Bonuses = bonuses ?? [],
            Overrides = overrides,
            Decision = decision,
            Reason = reason,
        };

    private string ExistingCustomerTrace(bool isKnown) =>
        !Book.Eligibility.ExcludesExistingCustomers ? "included"
        : isKnown ? "known_before"
        : "passed";

    private string? SelfReferralTrace() =>
        SelfReferral switch
        {
            null => null,
            _ when Book.Eligibility.SelfReferral == Domain.Rules.SelfReferral.Allow => "allowed",
            Decision.Hold => "hold",
            Decision.Reject => "reject",
            _ => "passed",
        };

    private ScreenTrace ScreenTrace(CompiledScreen compiled, RecordedScreen recorded) =>
        new(
            compiled.Screen.Id,
            !recorded.IsHit ? "passed"
                : compiled.Screen.Holds ? "hold"
                : "reject",
            [.. Facts!.Trace(compiled.When), .. recorded.OnLines ?? []]
        );

    private List<string> BonusesPaid() =>
        [
            .. Book
                .Bonuses.Select(bonus => WindowNames.BonusKey(bonus, input.Conversion.OccurredAt))
                .Where(input.BonusesPaid.Contains),
        ];

    private AttributionTrace AttributionTrace() =>
        new(Book.Attribution.Model, Book.Attribution.WindowDays, Touches())
        {
            Links = input.Links.Count > 0 ? input.Links : null,
        };

    private List<TouchTrace> Touches()
    {
        var at = input.Conversion.OccurredAt;
        var counted = CreditModel
            .Counted(Book.Attribution, input.Touches, at)
            .Select(touch => touch.Kind)
            .Take(1)
            .ToList();
        return
        [
            .. input.Touches.Select(touch => new TouchTrace(touch.Partner, touch.Kind, touch.At, OutcomeOf(touch))),
        ];

        string OutcomeOf(Touch touch) =>
            !CreditModel.IsInWindow(Book.Attribution, touch, at) ? "outside_window"
            : counted.Contains(touch.Kind) ? "counted"
            : "other_kind";
    }
}

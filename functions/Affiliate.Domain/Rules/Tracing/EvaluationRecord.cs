using Affiliate.Domain.Attribution;
using Affiliate.Domain.Rules.Compilation;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>How a screen came out.</summary>
internal struct RecordedScreen
{
    /// <summary>Whether it holds or rejects the conversion.</summary>
    public bool IsHit { get; set; }

    /// <summary>The comparisons that it made with single lines; null where it was not asked about any.</summary>
    public List<ConditionTrace>? OnLines { get; set; }
}

/// <summary>A rule that pays.</summary>
/// <param name="Place">Its place among the rules of its kind of event.</param>
/// <param name="Caps">What caps took from it.</param>
/// <param name="Amount">What is left, in minor units.</param>
internal readonly record struct PaidRule(int Place, CapTrace[] Caps, long Amount);

/// <summary>
/// What an evaluation came by, in as little memory as tells all of it: what the fields held, how the comparisons, the
/// screens and the rules came out. The trace is made from it when somebody asks for it.
/// </summary>
/// <param name="compiled">The rule book.</param>
/// <param name="input">The conversion.</param>
internal sealed class EvaluationRecord(CompiledRuleBook compiled, EvaluationInput input)
{
    private EvaluationTrace? trace;
    private RecordedScreen[]? screens;
    private RuleOutcome[]? outcomes;
    private List<BonusTrace>? bonuses;
    private Decision decision;
    private string? reason;

    /// <summary>The trace.</summary>
    public EvaluationTrace Trace => trace ??= ToTrace();

    /// <summary>
    /// What the fields held and how the comparisons came out; null where the evaluation ended before.
    /// </summary>
    public RecordedFacts? Facts { get; set; }

    /// <summary>What the conversion adds to its partner's metrics.</summary>
    public CountedMetrics Counted { get; set; }

    /// <summary>Whether the customer was known before; null where that was not looked at.</summary>
    public bool? IsExistingCustomer { get; set; }

    /// <summary>What becomes of the partner's own purchase; null where that was not looked at.</summary>
    public Decision? SelfReferral { get; set; }

    /// <summary>The rules that were asked about lines; null where none was.</summary>
    public List<RuleOnLines>? OnLines { get; set; }

    /// <summary>The rules that pay.</summary>
    public PaidRule[] Paid { get; private set; } = [];

    /// <summary>The bonuses that were looked at.</summary>
    public List<BonusTrace> Bonuses => bonuses ??= [];

    private RuleBook Book => compiled.Book;

    private EventRules Rules => compiled.RulesOn(input.Conversion.Type);

    /// <summary>Where it is noted how the screens came out.</summary>
    public RecordedScreen[] BeginScreens() => screens = new RecordedScreen[Rules.Screens.Length];

    /// <summary>Where it is noted how the rules came out.</summary>
    public RuleOutcome[] BeginRules() => outcomes = new RuleOutcome[Rules.Rules.Length];

    /// <summary>Where it is noted what the rules pay.</summary>
    public PaidRule[] BeginPaid(int count) => Paid = new PaidRule[count];

    /// <summary>Notes how the evaluation ended.</summary>
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

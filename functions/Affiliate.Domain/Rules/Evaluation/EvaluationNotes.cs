using Affiliate.Domain.Attribution;

namespace Affiliate.Domain.Rules;

/// <summary>What is noted while a conversion is evaluated, for its trace.</summary>
internal sealed class EvaluationNotes(CompiledRuleBook compiled, EvaluationInput input)
{
    private const string Passed = "passed";

    private string? existingCustomer;
    private string? selfReferral;

    public List<ScreenTrace> Screens { get; } = [];

    public List<RuleTrace> Rules { get; } = [];

    public List<BonusTrace> Bonuses { get; } = [];

    private RuleBook Book => compiled.Book;

    public void NoteCustomer(bool isKnown)
        => existingCustomer = !Book.Eligibility.ExcludesExistingCustomers ? "included" : isKnown ? "known_before" : Passed;

    public void NoteSelfReferral(Decision outcome) => selfReferral = Book.Eligibility.SelfReferral == SelfReferral.Allow ? "allowed" : outcome switch
    {
        Decision.Hold => "hold",
        Decision.Reject => "reject",
        _ => Passed,
    };

    public void Pass(IEnumerable<int> others)
    {
        foreach (var index in others)
        {
            Rules[index] = Rules[index] with { Outcome = "not_selected" };
        }
    }

    public void Pay(int index, IReadOnlyList<CapTrace> caps, long amount) => Rules[index] = Rules[index] with { Caps = caps, Amount = amount };

    public EvaluationTrace Trace(Decision decision, string? reason) => new()
    {
        RulesVersion = input.Version,
        RulesHash = compiled.Hash,
        Currency = Book.Currency.Value,
        Event = input.Conversion,
        Customer = input.Customer,
        Partner = input.Partner,
        Attribution = input.Touches.Count > 0 ? new AttributionTrace(Book.Attribution.Model, Book.Attribution.WindowDays, Touches()) { Links = input.Links.Count > 0 ? input.Links : null } : null,
        Credits = input.Credits,
        Eligibility = existingCustomer is null ? null : new EligibilityTrace(input.FirstTouchAt, existingCustomer, selfReferral),
        History = input.History,
        CapUsed = input.CapUsed,
        BonusesPaid = Book.Bonuses.Count == 0 ? null : [.. Book.Bonuses.Select(bonus => WindowNames.BonusKey(bonus, input.Conversion.OccurredAt)).Where(input.BonusesPaid.Contains)],
        Screens = Screens,
        Rules = Rules,
        Select = Book.Select,
        Bonuses = Bonuses,
        Decision = decision,
        Reason = reason,
    };

    private List<TouchTrace> Touches()
    {
        var at = input.Conversion.OccurredAt;
        var counted = CreditModel.Counted(Book.Attribution, input.Touches, at).Select(touch => touch.Kind).Take(1).ToList();
        return [.. input.Touches.Select(touch => new TouchTrace(
            touch.Partner, touch.Kind, touch.At, !CreditModel.IsInWindow(Book.Attribution, touch, at) ? "outside_window" : counted.Contains(touch.Kind) ? "counted" : "other_kind"))];
    }
}

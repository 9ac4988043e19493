using System.Collections.Frozen;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>A rule book that is ready to evaluate conversions: its rules by the kind of event, their conditions as tests.</summary>
public sealed class CompiledRuleBook
{
    private readonly FrozenDictionary<ConversionType, CompiledRule[]> rules;
    private readonly FrozenDictionary<ConversionType, CompiledScreen[]> screens;
    private readonly FrozenSet<ConversionType> paidOnce;
    private readonly bool hasCustomerCaps;
    private readonly Lazy<CompiledRuleBook> forShares;

    /// <summary>Compiles a rule book.</summary>
    /// <param name="book">The rule book.</param>
    /// <param name="hash">The hash of its document.</param>
    public CompiledRuleBook(RuleBook book, string hash)
    {
        (Book, Hash, hasCustomerCaps) = (book, hash, book.HasCustomerCaps);
        paidOnce = book.Commissions.Where(rule => rule.PaysOnce).Select(rule => rule.On).ToFrozenSet();
        rules = book.Commissions.GroupBy(rule => rule.On).ToFrozenDictionary(group => group.Key, group => group.Select(CompiledRule.Of).ToArray());
        var hasPartnerCaps = book.Caps.Any(cap => cap.Scope == CapScope.Partner);
        forShares = new(() => hasPartnerCaps ? new CompiledRuleBook(book with { Caps = [.. book.Caps.Where(cap => cap.Scope != CapScope.Partner)] }, hash) : this);
        screens = book.Eligibility.Screens.GroupBy(screen => screen.On).ToFrozenDictionary(group => group.Key, group => group.Select(CompiledScreen.Of).ToArray());
    }

    /// <summary>The rule book.</summary>
    public RuleBook Book { get; }

    /// <summary>The same without the caps of single partners: of a conversion that several are credited for, each one's caps hold down its own share.</summary>
    public CompiledRuleBook ForShares => forShares.Value;

    /// <summary>The hash of its document, lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>What the rules say about a conversion. Depends on the input alone, and changes nothing.</summary>
    public Evaluation Evaluate(EvaluationInput input) => new ConversionEvaluation(this, input, isTraced: true).Run();

    /// <summary>The same without a trace, for when only amounts are asked for.</summary>
    public Evaluation EvaluateUntraced(EvaluationInput input) => new ConversionEvaluation(this, input, isTraced: false).Run();

    /// <summary>Whether anything is said about this kind of event.</summary>
    public bool LooksAt(ConversionType type) => rules.ContainsKey(type) || screens.ContainsKey(type);

    /// <summary>Whether a conversion of this kind depends on what other events of its customer were paid: by a cap, or by a rule that pays once.</summary>
    public bool LooksAtCustomersPay(ConversionType type) => hasCustomerCaps || paidOnce.Contains(type);

    /// <summary>Whether a condition, a tier or a bonus looks at this metric of the partner, in whatever window.</summary>
    /// <param name="metric">Such as <c>partner.clicks</c>.</param>
    public bool LooksAt(string metric) => Book.Bonuses.Any(bonus => bonus.Metric == metric)
        || Book.Commissions.Any(rule => rule.Pay is Pay.Tiers tiers && tiers.Metric == metric)
        || Book.Commissions.Select(rule => rule.When).Concat(Book.Eligibility.Screens.Select(screen => screen.When)).OfType<Condition>()
            .SelectMany(condition => condition.Fields).Any(field => field == metric || field.StartsWith(metric + ".", StringComparison.Ordinal));

    /// <summary>The rules of a kind of event, in their order.</summary>
    internal CompiledRule[] RulesOn(ConversionType type) => rules.GetValueOrDefault(type) ?? [];

    /// <summary>The screens of a kind of event, in their order.</summary>
    internal CompiledScreen[] ScreensOn(ConversionType type) => screens.GetValueOrDefault(type) ?? [];
}

/// <summary>A rule that pays, with what is known of it before any event.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="IsByLine">Whether its condition looks at what lines of a sale have of their own.</param>
internal sealed record CompiledRule(CommissionRule Rule, bool IsByLine)
{
    public static CompiledRule Of(CommissionRule rule) => new(rule, rule.When?.Fields.Any(Field.IsOfLine) == true);
}

/// <summary>A screen, with what is known of it before any event.</summary>
/// <param name="Screen">The screen.</param>
/// <param name="IsByLine">Whether its condition looks at what lines of a sale have of their own.</param>
internal sealed record CompiledScreen(Screen Screen, bool IsByLine)
{
    public static CompiledScreen Of(Screen screen) => new(screen, screen.When?.Fields.Any(Field.IsOfLine) == true);
}

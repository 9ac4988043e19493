using Affiliate.Domain.Rules.Compilation;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>
/// A rule book that is ready to evaluate conversions: its rules by the kind of event, their conditions over a table of
/// comparisons.
/// </summary>
public sealed class CompiledRuleBook
{
    private readonly EventRules[] byType;
    private readonly Lazy<CompiledRuleBook> forShares;

    /// <summary>Compiles a rule book.</summary>
    /// <param name="book">The rule book.</param>
    /// <param name="hash">The hash of its document.</param>
    public CompiledRuleBook(RuleBook book, string hash)
    {
        (Book, Hash) = (book, hash);
        byType = [.. Enum.GetValues<ConversionType>().Select(type => new EventRules(book, type))];
        Caps = [.. book.Caps];
        Bonuses = [.. book.Bonuses.Select(bonus => new CompiledBonus(bonus))];
        forShares = new(() =>
            Caps.Any(cap => cap.Scope == CapScope.Partner)
                ? new CompiledRuleBook(book with { Caps = [.. Caps.Where(cap => cap.Scope != CapScope.Partner)] }, hash)
                : this
        );
    }

    /// <summary>The rule book.</summary>
    public RuleBook Book { get; }

    /// <summary>
    /// The same without the caps of single partners: of a conversion that several are credited for, each one's caps
    /// hold down its own share.
    /// </summary>
    public CompiledRuleBook ForShares => forShares.Value;

    /// <summary>The hash of its document, lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>The caps, in their order.</summary>
    internal Cap[] Caps { get; }

    /// <summary>The bonuses, in their order.</summary>
    internal CompiledBonus[] Bonuses { get; }

    /// <summary>What the rules say about a conversion. Depends on the input alone, and changes nothing.</summary>
    public Evaluation Evaluate(EvaluationInput input) => ConversionEvaluation.Evaluate(this, input, isTraced: true);

    /// <summary>The same without a trace, for when only amounts are asked for.</summary>
    public Evaluation EvaluateUntraced(EvaluationInput input) =>
        ConversionEvaluation.Evaluate(this, input, isTraced: false);

    /// <summary>The same in short, for when only the decision or the sum is asked for. Makes no objects.</summary>
    public EvaluationSummary Summarize(EvaluationInput input) => ConversionEvaluation.Summarize(this, input);

    /// <summary>Whether anything is said about this kind of event.</summary>
    public bool LooksAt(ConversionType type) => RulesOn(type) is { Rules.Length: > 0 } or { Screens.Length: > 0 };

    /// <summary>
    /// Whether a conversion of this kind depends on what other events of its customer were paid: by a cap, or by a rule
    /// that pays once.
    /// </summary>
    public bool LooksAtCustomersPay(ConversionType type) =>
        Book.HasCustomerCaps || RulesOn(type).Rules.Any(compiled => compiled.Rule.PaysOnce);

    /// <summary>
    /// Whether a condition, a tier or a bonus looks at this metric of the partner, in whatever window.
    /// </summary>
    /// <param name="metric">Such as <c>partner.clicks</c>.</param>
    public bool LooksAt(string metric) =>
        Book.Bonuses.Any(bonus => bonus.Metric == metric)
        || Book.Commissions.Any(rule => rule.Pay is Pay.Tiers tiers && tiers.Metric == metric)
        || Book.Commissions.Select(rule => rule.When)
            .Concat(Book.Eligibility.Screens.Select(screen => screen.When))
            .OfType<Condition>()
            .SelectMany(condition => condition.Fields)
            .Any(field => field == metric || field.StartsWith(metric + ".", StringComparison.Ordinal));

    /// <summary>The rules and screens of a kind of event.</summary>
    internal EventRules RulesOn(ConversionType type) => byType[(int)type];
}

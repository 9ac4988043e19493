using System.Collections.Concurrent;
using Affiliate.Domain.Rules.Compilation;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>
/// A rule book that is ready to evaluate conversions. Rules are grouped by kind of event, and conditions use a shared
/// table of comparisons.
/// </summary>
public sealed class CompiledRuleBook
{
    // Compiled rule books with contract terms, by the hash of the terms. Few partners have terms of their own.
    private const int MaxWithTerms = 1_000;

    private readonly EventRules[] byType;
    private readonly EventRules onPartnersReports;
    private readonly Lazy<CompiledRuleBook> forShares;
    private readonly ConcurrentDictionary<string, CompiledRuleBook> withTerms = new(StringComparer.Ordinal);

    /// <summary>Compiles a rule book.</summary>
    /// <param name="book">The rule book.</param>
    /// <param name="hash">The hash of the rule book's document.</param>
    public CompiledRuleBook(RuleBook book, string hash)
        : this(book, hash, book) { }

    private CompiledRuleBook(RuleBook book, string hash, RuleBook withoutTerms)
    {
        (Book, Hash, WithoutTerms) = (book, hash, withoutTerms);
        byType = [.. Enum.GetValues<ConversionType>().Select(type => new EventRules(book, type))];
        onPartnersReports = new EventRules(
            book with
            {
                Commissions =
                [
                    .. book.Commissions.Where(rule => rule.When?.Fields.Contains(Field.StageReporter) == true),
                ],
            },
            ConversionType.Stage
        );
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
    /// The rule book without its partner caps. For a conversion with several credited partners, each partner's caps
    /// limit that partner's own share.
    /// </summary>
    public CompiledRuleBook ForShares => forShares.Value;

    /// <summary>The hash of the rule book's document, in lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>
    /// The rule book before contract terms replaced pay; the same as <see cref="Book"/> without terms.
    /// </summary>
    internal RuleBook WithoutTerms { get; }

    /// <summary>The caps, in order.</summary>
    internal Cap[] Caps { get; }

    /// <summary>The bonuses, in order.</summary>
    internal CompiledBonus[] Bonuses { get; }

    /// <summary>
    /// Evaluates a conversion and records a trace. The result depends only on the input, and nothing is changed.
    /// </summary>
    public Evaluation Evaluate(EvaluationInput input) =>
        ConversionEvaluation.Evaluate(With(input.Partner.Terms), input, isTraced: true);

    /// <summary>Evaluates a conversion without a trace, for callers that need only the amounts.</summary>
    public Evaluation EvaluateUntraced(EvaluationInput input) =>
        ConversionEvaluation.Evaluate(With(input.Partner.Terms), input, isTraced: false);

    /// <summary>
    /// Evaluates a conversion without allocating objects, for callers that need only the decision or the sum.
    /// </summary>
    public EvaluationSummary Summarize(EvaluationInput input) =>
        ConversionEvaluation.Summarize(With(input.Partner.Terms), input);

    /// <summary>Whether any rule or screen applies to this kind of event.</summary>
    public bool LooksAt(ConversionType type) => RulesOn(type) is { Rules.Length: > 0 } or { Screens.Length: > 0 };

    /// <summary>
    /// Whether the evaluation of this kind of conversion depends on what other events of the customer paid, because of
    /// a cap or a rule that pays once.
    /// </summary>
    public bool LooksAtCustomersPay(ConversionType type) =>
        Book.HasCustomerCaps || RulesOn(type).Rules.Any(compiled => compiled.Rule.PaysOnce);

    /// <summary>Whether a condition, a tier or a bonus uses this metric of the partner, in any window.</summary>
    /// <param name="metric">The name of the metric, such as <c>partner.clicks</c>.</param>
    public bool LooksAt(string metric) =>
        Book.Bonuses.Any(bonus => bonus.Metric == metric)
        || Book.Commissions.Any(rule => rule.Pay is Pay.Tiers tiers && tiers.Metric == metric)
        || Book.Commissions.Select(rule => rule.When)
            .Concat(Book.Eligibility.Screens.Select(screen => screen.When))
            .OfType<Condition>()
            .SelectMany(condition => condition.Fields)
            .Any(field => field == metric || field.StartsWith(metric + ".", StringComparison.Ordinal));

    /// <summary>
    /// The rule book with the pay of contract terms. Terms that replace no pay of the rule book have no effect.
    /// </summary>
    public CompiledRuleBook With(ContractTerms? terms) => terms is null ? this : WithPayOf(terms);

    // Separate, so that an evaluation without terms allocates no closure.
    private CompiledRuleBook WithPayOf(ContractTerms terms)
    {
        if (withTerms.TryGetValue(terms.Hash, out var known))
        {
            return known;
        }

        if (!terms.ReplacedIn(Book).Any())
        {
            return this;
        }

        if (withTerms.Count >= MaxWithTerms)
        {
            withTerms.Clear();
        }

        return withTerms.GetOrAdd(terms.Hash, _ => new CompiledRuleBook(terms.ApplyTo(Book), Hash, Book));
    }

    /// <summary>Returns the rules and screens for a kind of event.</summary>
    internal EventRules RulesOn(ConversionType type) => byType[(int)type];

    /// <summary>
    /// Returns the rules and screens for an event. A stage that a partner has reported itself is paid only by rules
    /// whose condition asks who has reported it: no partner grants itself a commission.
    /// </summary>
    internal EventRules RulesOn(ConversionFacts conversion) =>
        conversion.Reporter == ConversionFacts.ByPartner ? onPartnersReports : RulesOn(conversion.Type);
}

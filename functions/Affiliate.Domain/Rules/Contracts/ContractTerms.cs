using System.Text.Json;
using Affiliate.Domain.Rules.Parsing;

namespace Affiliate.Domain.Rules;

/// <summary>
/// The pay that a contract gives one partner for commission rules, instead of the pay of the rule book. Everything else
/// of the rules stays: conditions, base, duration and caps.
/// </summary>
public sealed class ContractTerms
{
    /// <summary>The highest number of rules.</summary>
    public const int MaxRules = 20;

    /// <summary>The highest number of characters of the canonical form. The terms are stored with each event.</summary>
    public const int MaxCharacters = 8_000;

    private const string Pointer = "/rules";
    private const string Clicks = "partner.clicks";

    private ContractTerms(string id, JsonElement rules, Dictionary<string, Pay> pays) =>
        (Id, Rules, Hash, Pays) = (id, rules, CanonicalJson.HashOf(rules), pays);

    /// <summary>The id of the contract terms.</summary>
    public string Id { get; }

    /// <summary>The rules with their pay, as <c>{"share": {"pay": {"percent": "30"}}}</c>.</summary>
    public JsonElement Rules { get; }

    /// <summary>The SHA-256 of the canonical form of <see cref="Rules"/>, in lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>The pay by the ids of the rules.</summary>
    public IReadOnlyDictionary<string, Pay> Pays { get; }

    /// <summary>Reads terms that were checked before.</summary>
    /// <exception cref="InvalidDataException">The terms cannot be read.</exception>
    public static ContractTerms Read(string id, JsonElement rules)
    {
        var (pays, errors) = PaysOf(rules, Pointer, book: null);
        return errors.Count == 0
            ? new ContractTerms(id, rules.Clone(), pays)
            : throw new InvalidDataException($"The contract terms {id} cannot be read: {string.Join(' ', errors)}");
    }

    /// <summary>Reads terms and reports all errors in them.</summary>
    /// <param name="id">The id of the terms.</param>
    /// <param name="rules">The rules with their pay.</param>
    /// <param name="pointer">The JSON Pointer of the rules in the request.</param>
    /// <param name="book">The rule book whose rules are named.</param>
    public static (ContractTerms? Terms, IReadOnlyList<RuleError> Errors) Parse(
        string id,
        JsonElement rules,
        string pointer,
        CompiledRuleBook book
    )
    {
        var (pays, errors) = PaysOf(rules, pointer, book);
        if (errors.Count == 0 && CanonicalJson.Of(rules).Length > MaxCharacters)
        {
            errors.Add(new RuleError(pointer, $"Give at most {MaxCharacters} characters in all: use fewer steps."));
        }

        return errors.Count == 0 ? (new ContractTerms(id, rules.Clone(), pays), errors) : (null, errors);
    }

    /// <summary>The rules of the rule book whose pay the terms replace.</summary>
    public IEnumerable<CommissionRule> ReplacedIn(RuleBook book) =>
        book.Commissions.Where(rule => Pays.TryGetValue(rule.Id, out var pay) && Fits(rule, pay));

    /// <summary>The named rules that the rule book does not have, or cannot pay in this way.</summary>
    public IReadOnlyList<string> WithoutEffectIn(RuleBook book) =>
        [
            .. Pays
                .Keys.Except(ReplacedIn(book).Select(rule => rule.Id), StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The rule book with the pay of the terms.</summary>
    internal RuleBook ApplyTo(RuleBook book) =>
        book with
        {
            Commissions =
            [
                .. book.Commissions.Select(rule =>
                    Pays.TryGetValue(rule.Id, out var pay) && Fits(rule, pay) ? rule with { Pay = pay } : rule
                ),
            ],
        };

    // A later rule book can give the id to a rule of another kind. A rule on partner_sale pays another partner.
    private static bool Fits(CommissionRule rule, Pay pay) =>
        !rule.IsOverride && (rule.On == ConversionType.Sale || !HasPercent(pay));

    private static bool HasPercent(Pay pay) =>
        pay is Pay.Percent || (pay is Pay.Tiers tiers && tiers.Steps.Any(step => step.Pays is Pay.Percent));

    private static (Dictionary<string, Pay> Pays, List<RuleError> Errors) PaysOf(
        JsonElement rules,
        string pointer,
        CompiledRuleBook? book
    )
    {
        var (errors, pays) = (new List<RuleError>(), new Dictionary<string, Pay>(StringComparer.Ordinal));
        var node = new Node(rules, pointer, errors);
        if (!node.IsObject)
        {
            return (pays, errors);
        }

        var names = rules.EnumerateObject().Select(member => member.Name).Distinct().ToList();
        if (names.Count is 0 or > MaxRules)
        {
            node.Error(string.Empty, $"Name 1 to {MaxRules} commission rules by their ids, each with its 'pay'.");
        }

        foreach (var name in names)
        {
            if (PayOf(node, name, book) is { } pay)
            {
                pays[name] = pay;
            }
        }

        return (pays, errors);
    }

    private static Pay? PayOf(Node rules, string name, CompiledRuleBook? book)
    {
        var rule = book?.Book.Commissions.FirstOrDefault(rule => rule.Id == name);
        if (book is not null && rule is null)
        {
            var known = book.Book.Commissions.Where(rule => !rule.IsOverride).Select(rule => rule.Id);
            rules.Error(
                name,
                $"The rule book has no commission rule '{name}'. Give one of {string.Join(", ", known)}."
            );
        }
        else if (rule is { IsOverride: true })
        {
            rules.Error(
                name,
                "This rule pays the partner who recruited another one. Contract terms cannot replace it."
            );
        }

        if (rules.Child(name) is not { IsObject: true } node)
        {
            return null;
        }

        var pay = PayParser.Parse(node, rule is null or { On: ConversionType.Sale });
        if (pay is Pay.Tiers { Metric: Clicks } && book?.LooksAt(Clicks) == false)
        {
            node.Error("pay", $"Clicks are not counted, because no rule looks at {Clicks}. Give another metric.");
        }

        node.End();
        return pay;
    }
}

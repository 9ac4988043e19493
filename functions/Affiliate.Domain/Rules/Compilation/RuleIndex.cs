using System.Collections.Frozen;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules.Compilation;

/// <summary>
/// An index of the rules for one kind of event by the text that one field must equal. The text comes from <c>equals</c>
/// or <c>in</c> with only texts, where the whole condition requires that comparison. Rules that require another text
/// cannot match and are skipped.
/// </summary>
internal sealed class RuleIndex
{
    // A lookup costs about as much as testing this many rules.
    private const int LeastRulesSaved = 3;

    // The values of these fields are already available as texts.
    private static readonly FrozenSet<string> TextFields = new[]
    {
        "sale.product_id",
        "sale.plan",
        "sale.type",
        "sale.currency",
        "stage.name",
        Field.StageReporter,
        "click.country",
        "customer.country",
        "customer.source",
        "customer.email_domain",
        "partner.country",
        "partner.group",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, int[]> byText;
    private readonly int[] others;

    private RuleIndex(int slot, FrozenDictionary<string, int[]> byText, int[] others) =>
        (Slot, this.byText, this.others) = (slot, byText, others);

    /// <summary>The slot of the field.</summary>
    public int Slot { get; }

    /// <summary>Finds the field that leaves the fewest rules to test.</summary>
    /// <param name="rules">The rules, in order.</param>
    /// <param name="slotOf">Returns the slot of a field.</param>
    /// <returns>The index by that field; null when no index saves enough.</returns>
    public static RuleIndex? Of(CompiledRule[] rules, Func<Field, int> slotOf)
    {
        var required = rules
            .SelectMany(rule =>
                RequiredBy(rule.When?.Written).Select(comparison => (rule.Place, Comparison: comparison))
            )
            .ToList();
        return required
            .GroupBy(entry => entry.Comparison.Field.Name, StringComparer.Ordinal)
            .Select(field => (Left: RulesLeft(rules.Length, [.. field]), Field: field))
            .Where(choice => choice.Left <= rules.Length - LeastRulesSaved)
            .OrderBy(choice => choice.Left)
            .Select(choice => Of(rules, slotOf(choice.Field.First().Comparison.Field), [.. choice.Field]))
            .FirstOrDefault();
    }

    /// <summary>Returns the indexes of the rules that can match the value of the field, in order.</summary>
    /// <param name="seen">The value of the field.</param>
    public Places Find(in FieldValue seen) =>
        new(seen.TextOrNull is { } text && byText.TryGetValue(text, out var found) ? found : [], others);

    private static RuleIndex Of(CompiledRule[] rules, int slot, (int Place, Condition.Comparison Comparison)[] required)
    {
        var byText = ByText(required)
            .ToFrozenDictionary(text => text.Key, text => text.Distinct().Order().ToArray(), StringComparer.Ordinal);
        var indexed = required.Select(entry => entry.Place).ToHashSet();
        return new RuleIndex(
            slot,
            byText,
            [.. rules.Select(rule => rule.Place).Where(place => !indexed.Contains(place))]
        );
    }

    // The average over all texts in the rules.
    private static double RulesLeft(int rules, (int Place, Condition.Comparison Comparison)[] required)
    {
        var (texts, places) = (ByText(required).ToList(), required.Select(entry => entry.Place).Distinct().Count());
        return rules - places + (texts.Sum(text => (double)text.Distinct().Count()) / texts.Count);
    }

    private static IEnumerable<IGrouping<string, int>> ByText(
        IEnumerable<(int Place, Condition.Comparison Comparison)> required
    ) =>
        required
            .SelectMany(entry =>
                CompiledComparison.RequiredTexts(entry.Comparison)!.Select(text => (text, entry.Place))
            )
            .GroupBy(entry => entry.text, entry => entry.Place, StringComparer.Ordinal);

    // The comparisons that the condition cannot be met without.
    private static IEnumerable<Condition.Comparison> RequiredBy(Condition? condition) =>
        condition switch
        {
            Condition.All all => all.Parts.SelectMany(RequiredBy),
            Condition.Comparison comparison
                when IsTextField(comparison.Field) && CompiledComparison.RequiredTexts(comparison) is not null =>
            [
                comparison,
            ],
            _ => [],
        };

    private static bool IsTextField(Field field) =>
        (field.Key is not null && !field.IsCertification) || TextFields.Contains(field.Name);

    /// <summary>Iterates over two ascending lists of indexes as one ascending list.</summary>
    public struct Places(int[] found, int[] others)
    {
        private int nextFound;
        private int nextOther;

        public int Current { get; private set; }

        public readonly Places GetEnumerator() => this;

        public bool MoveNext()
        {
            if (nextFound < found.Length && (nextOther == others.Length || found[nextFound] < others[nextOther]))
            {
                Current = found[nextFound++];
                return true;
            }

            if (nextOther < others.Length)
            {
                Current = others[nextOther++];
                return true;
            }

            return false;
        }
    }
}

using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules.Compilation;

/// <summary>
/// The rules and screens for one kind of event. Each field used by a rule has a slot that is filled once per event.
/// Each comparison is listed once, even if several rules make it.
/// </summary>
internal sealed class EventRules
{
    /// <param name="book">The rule book.</param>
    /// <param name="type">The kind of event.</param>
    public EventRules(RuleBook book, ConversionType type)
    {
        var table = new ComparisonTable();
        Screens =
        [
            .. book
                .Eligibility.Screens.Where(screen => screen.On == type)
                .Select(screen => new CompiledScreen(screen, Tested(screen.When, table))),
        ];
        Rules =
        [
            .. book
                .Commissions.Where(rule => rule.On == type && !rule.IsOverride)
                .Select((rule, place) => new CompiledRule(rule, place, Tested(rule.When, table))),
        ];
        Overrides =
        [
            .. book
                .Commissions.Where(rule => rule.On == type && rule.IsOverride)
                .Select((rule, place) => new CompiledRule(rule, place, Tested(rule.When, table))),
        ];
        Index = RuleIndex.Of(Rules, table.SlotOf);
        (Fields, Comparisons) = ([.. table.Fields], [.. table.Comparisons]);
    }

    /// <summary>The screens, in order.</summary>
    public CompiledScreen[] Screens { get; }

    /// <summary>The rules, in order.</summary>
    public CompiledRule[] Rules { get; }

    /// <summary>The rules that pay the partners who recruited credited partners, in order.</summary>
    public CompiledRule[] Overrides { get; }

    /// <summary>
    /// The index of the rules by the text that one field must equal; null when no field distinguishes the rules.
    /// </summary>
    public RuleIndex? Index { get; }

    /// <summary>The fields, by slot.</summary>
    public Field[] Fields { get; }

    /// <summary>The comparisons, without duplicates.</summary>
    public CompiledComparison[] Comparisons { get; }

    private static TestedCondition? Tested(Condition? when, ComparisonTable table) =>
        when is null
            ? null
            : new TestedCondition(
                when,
                CompiledCondition.Of(when, table.PlaceOf),
                [.. when.Comparisons.Select(table.PlaceOf)],
                when.Fields.Any(Field.IsOfLine)
            );
}

/// <summary>A condition with the properties that are known before any event.</summary>
/// <param name="Written">The condition as it was written.</param>
/// <param name="Compiled">The condition over the table of comparisons.</param>
/// <param name="Comparisons">The indexes of the condition's comparisons in the table, in the order in which they were
/// written.</param>
/// <param name="LooksAtLines">Whether the condition uses fields that lines of a sale have of their own.</param>
internal sealed record TestedCondition(
    Condition Written,
    CompiledCondition Compiled,
    int[] Comparisons,
    bool LooksAtLines
)
{
    public bool IsMet(EventFacts facts) => Compiled.IsMet(facts);
}

/// <summary>A rule with the properties that are known before any event.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Place">The index of the rule among the rules for the same kind of event.</param>
/// <param name="When">The condition; null means that the rule always applies.</param>
internal sealed record CompiledRule(CommissionRule Rule, int Place, TestedCondition? When)
{
    /// <summary>Whether the condition uses fields that lines of a sale have of their own.</summary>
    public bool IsByLine { get; } = When?.LooksAtLines == true;

    /// <summary>Whether the rule does not apply to partners of this group.</summary>
    public bool IsOfOtherGroup(string group) => Rule.Groups is { } groups && !groups.Contains(group);
}

/// <summary>A screen with its compiled condition.</summary>
/// <param name="Screen">The screen.</param>
/// <param name="When">The condition; null means that the screen always applies.</param>
internal sealed record CompiledScreen(Screen Screen, TestedCondition? When);

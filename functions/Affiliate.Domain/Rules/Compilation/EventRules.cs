using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules.Compilation;

/// <summary>
/// The rules and screens of one kind of event. The fields that they look at have slots, which are filled once for each
/// event, and the comparisons that they make are listed once, however many rules make them.
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
                .Commissions.Where(rule => rule.On == type)
                .Select((rule, place) => new CompiledRule(rule, place, Tested(rule.When, table))),
        ];
        Index = RuleIndex.Of(Rules, table.SlotOf);
        (Fields, Comparisons) = ([.. table.Fields], [.. table.Comparisons]);
    }

    /// <summary>The screens, in their order.</summary>
    public CompiledScreen[] Screens { get; }

    /// <summary>The rules, in their order.</summary>
    public CompiledRule[] Rules { get; }

    /// <summary>The rules by a text that one field must hold; null where no field tells them apart.</summary>
    public RuleIndex? Index { get; }

    /// <summary>The fields, by their slots.</summary>
    public Field[] Fields { get; }

    /// <summary>The comparisons, each once.</summary>
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

/// <summary>A condition with what is known of it before any event.</summary>
/// <param name="Written">The condition as it was written.</param>
/// <param name="Compiled">The condition over the table of comparisons.</param>
/// <param name="Comparisons">The places of its comparisons in the table, in the order in which they were
/// written.</param>
/// <param name="LooksAtLines">Whether it looks at what lines of a sale have of their own.</param>
internal sealed record TestedCondition(
    Condition Written,
    CompiledCondition Compiled,
    int[] Comparisons,
    bool LooksAtLines
)
{
    public bool IsMet(EventFacts facts) => Compiled.IsMet(facts);
}

/// <summary>A rule that pays, with what is known of it before any event.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Place">Its place among the rules of its kind of event.</param>
/// <param name="When">Its condition; always, where it is null.</param>
internal sealed record CompiledRule(CommissionRule Rule, int Place, TestedCondition? When)
{
    /// <summary>Whether its condition looks at what lines of a sale have of their own.</summary>
    public bool IsByLine { get; } = When?.LooksAtLines == true;

    /// <summary>Whether it leaves out a partner of that group.</summary>
    public bool IsOfOtherGroup(string group) => Rule.Groups is { } groups && !groups.Contains(group);
}

/// <summary>A screen, with what is known of it before any event.</summary>
/// <param name="Screen">The screen.</param>
/// <param name="When">Its condition; always, where it is null.</param>
internal sealed record CompiledScreen(Screen Screen, TestedCondition? When);

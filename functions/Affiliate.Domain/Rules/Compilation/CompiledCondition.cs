using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules.Compilation;

/// <summary>A condition whose comparisons are indexes into the comparison table of an event's rules.</summary>
internal abstract class CompiledCondition
{
    /// <summary>Whether the event meets the condition.</summary>
    public abstract bool IsMet(EventFacts facts);

    /// <summary>Compiles a condition.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="placeOf">Returns the index of a comparison in the table.</param>
    public static CompiledCondition Of(Condition condition, Func<Condition.Comparison, int> placeOf)
    {
        return condition switch
        {
            Condition.Comparison comparison => new Comparisons([placeOf(comparison)]),
            Condition.All { Parts: var parts } when parts.All(part => part is Condition.Comparison) => new Comparisons([
                .. parts.Cast<Condition.Comparison>().Select(placeOf),
            ]),
            Condition.All all => new All(Compile(all.Parts)),
            Condition.Any any => new Any(Compile(any.Parts)),
            Condition.Not not => new Not(Of(not.Part, placeOf)),
            _ => throw new ArgumentException(
                $"There is no condition of the kind {condition.GetType().Name}.",
                nameof(condition)
            ),
        };

        CompiledCondition[] Compile(Condition[] parts) => [.. parts.Select(part => Of(part, placeOf))];
    }

    // The most common kind of condition: all of several comparisons.
    private sealed class Comparisons(int[] places) : CompiledCondition
    {
        public override bool IsMet(EventFacts facts)
        {
            foreach (var place in places)
            {
                if (!facts.IsMet(place))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private sealed class All(CompiledCondition[] parts) : CompiledCondition
    {
        public override bool IsMet(EventFacts facts)
        {
            foreach (var part in parts)
            {
                if (!part.IsMet(facts))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private sealed class Any(CompiledCondition[] parts) : CompiledCondition
    {
        public override bool IsMet(EventFacts facts)
        {
            foreach (var part in parts)
            {
                if (part.IsMet(facts))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private sealed class Not(CompiledCondition part) : CompiledCondition
    {
        public override bool IsMet(EventFacts facts) => !part.IsMet(facts);
    }
}

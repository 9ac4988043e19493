using Affiliate.Domain.Rules.Compilation;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>What all fields of an event held, and how all comparisons came out.</summary>
/// <param name="Rules">The rules of the event's kind.</param>
/// <param name="Values">What the fields held, by their slots.</param>
/// <param name="IsMet">Whether the comparisons were met, by their places.</param>
internal sealed record RecordedFacts(EventRules Rules, FieldValue[] Values, bool[] IsMet)
{
    /// <summary>The comparisons of a condition as they came out.</summary>
    public IEnumerable<ConditionTrace> Trace(TestedCondition? condition)
    {
        foreach (var place in condition?.Comparisons ?? [])
        {
            var comparison = Rules.Comparisons[place];
            yield return comparison.Trace(Values[comparison.Slot], IsMet[place]);
        }
    }
}

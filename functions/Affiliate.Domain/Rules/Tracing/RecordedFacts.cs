using Affiliate.Domain.Rules.Compilation;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>The values of all fields of an event, and the results of all comparisons.</summary>
/// <param name="Rules">The rules for the event's kind.</param>
/// <param name="Values">The values of the fields, by slot.</param>
/// <param name="IsMet">Whether each comparison was met, by index.</param>
internal sealed record RecordedFacts(EventRules Rules, FieldValue[] Values, bool[] IsMet)
{
    /// <summary>Returns the results of the comparisons of a condition.</summary>
    public IEnumerable<ConditionTrace> Trace(TestedCondition? condition)
    {
        foreach (var place in condition?.Comparisons ?? [])
        {
            var comparison = Rules.Comparisons[place];
            yield return comparison.Trace(Values[comparison.Slot], IsMet[place]);
        }
    }
}

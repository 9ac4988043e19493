using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules.Compilation;

/// <summary>Collects the fields and comparisons of an event's rules without duplicates.</summary>
internal sealed class ComparisonTable
{
    private readonly Dictionary<string, int> slots = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Field, string Operator, string Value), int> places = [];

    /// <summary>The fields, by slot.</summary>
    public List<Field> Fields { get; } = [];

    /// <summary>The comparisons, by index.</summary>
    public List<CompiledComparison> Comparisons { get; } = [];

    /// <summary>Returns the index of a comparison. Equal comparisons have the same index.</summary>
    public int PlaceOf(Condition.Comparison comparison)
    {
        var key = (comparison.Field.Name, comparison.Operator, comparison.Value.GetRawText());
        if (!places.TryGetValue(key, out var place))
        {
            place = places[key] = Comparisons.Count;
            Comparisons.Add(new CompiledComparison(comparison, SlotOf(comparison.Field)));
        }

        return place;
    }

    /// <summary>Returns the slot of a field.</summary>
    public int SlotOf(Field field)
    {
        if (!slots.TryGetValue(field.Name, out var slot))
        {
            slot = slots[field.Name] = Fields.Count;
            Fields.Add(field);
        }

        return slot;
    }
}

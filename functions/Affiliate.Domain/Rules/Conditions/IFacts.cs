namespace Affiliate.Domain.Rules.Conditions;

/// <summary>The facts that conditions are tested against.</summary>
public interface IFacts
{
    /// <summary>Returns the value of a field, or <see cref="FieldValue.Missing"/>.</summary>
    FieldValue Get(Field field);
}

/// <summary>Facts by the full names of their fields, such as <c>application.country</c>.</summary>
public sealed class FieldFacts : IFacts
{
    private readonly Dictionary<string, FieldValue> values = new(StringComparer.Ordinal);

    /// <summary>Sets the value of a field.</summary>
    public FieldValue this[string name]
    {
        get => values.GetValueOrDefault(name);
        set => values[name] = value;
    }

    /// <inheritdoc/>
    public FieldValue Get(Field field) => this[field.Name];
}

using System.Text.Json;

namespace Affiliate.Domain.Rules.Conditions;

/// <summary>A condition of a rule.</summary>
public abstract record Condition
{
    /// <summary>Whether the facts meet the condition.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="trace">The collection that receives every comparison with the value that it saw, or null.
    /// Comparisons that no longer affect the outcome are included.</param>
    public abstract bool IsMet(IFacts facts, ICollection<ConditionTrace>? trace = null);

    /// <summary>The names of the fields that the condition uses.</summary>
    public IEnumerable<string> Fields => Comparisons.Select(comparison => comparison.Field.Name);

    /// <summary>The comparisons of the condition, in the order in which they were written.</summary>
    internal abstract IEnumerable<Comparison> Comparisons { get; }

    /// <summary>Returns the condition as text.</summary>
    /// <param name="say">Formats a comparison from the name of the field and the requirement, such as <c>is at least
    /// 5</c>.</param>
    /// <param name="value">Formats a whole number that a field is compared with, such as an amount.</param>
    public abstract string InWords(Func<string, string, string> say, Func<string, long, string> value);

    /// <summary>Met when all parts are met.</summary>
    internal sealed record All(Condition[] Parts) : Condition
    {
        /// <inheritdoc/>
        internal override IEnumerable<Comparison> Comparisons => Parts.SelectMany(part => part.Comparisons);

        /// <inheritdoc/>
        public override bool IsMet(IFacts facts, ICollection<ConditionTrace>? trace = null)
        {
            var met = true;
            for (var i = 0; i < Parts.Length && (met || trace is not null); i++)
            {
                met &= Parts[i].IsMet(facts, trace);
            }

            return met;
        }

        /// <inheritdoc/>
        public override string InWords(Func<string, string, string> say, Func<string, long, string> value) =>
            string.Join(
                " and ",
                Parts.Select(part =>
                    part is Any { Parts.Length: > 1 } ? $"({part.InWords(say, value)})" : part.InWords(say, value)
                )
            );
    }

    /// <summary>Met when at least one part is met.</summary>
    internal sealed record Any(Condition[] Parts) : Condition
    {
        /// <inheritdoc/>
        internal override IEnumerable<Comparison> Comparisons => Parts.SelectMany(part => part.Comparisons);

        /// <inheritdoc/>
        public override bool IsMet(IFacts facts, ICollection<ConditionTrace>? trace = null)
        {
            var met = false;
            for (var i = 0; i < Parts.Length && (!met || trace is not null); i++)
            {
                met |= Parts[i].IsMet(facts, trace);
            }

            return met;
        }

        /// <inheritdoc/>
        public override string InWords(Func<string, string, string> say, Func<string, long, string> value) =>
            string.Join(
                " or ",
                Parts.Select(part =>
                    part is All { Parts.Length: > 1 } ? $"({part.InWords(say, value)})" : part.InWords(say, value)
                )
            );
    }

    /// <summary>Met when the part is not met.</summary>
    internal sealed record Not(Condition Part) : Condition
    {
        /// <inheritdoc/>
        internal override IEnumerable<Comparison> Comparisons => Part.Comparisons;

        /// <inheritdoc/>
        public override bool IsMet(IFacts facts, ICollection<ConditionTrace>? trace = null) =>
            !Part.IsMet(facts, trace);

        /// <inheritdoc/>
        public override string InWords(Func<string, string, string> say, Func<string, long, string> value) =>
            $"not ({Part.InWords(say, value)})";
    }

    /// <summary>
    /// Compares a field with the rule's value. A comparison with a missing field is not met, except for the operator
    /// <c>exists</c>.
    /// </summary>
    internal sealed record Comparison(Field Field, string Operator, JsonElement Value, FieldTest Test) : Condition
    {
        private readonly bool seesMissing = Operator == Operators.Exists;

        /// <inheritdoc/>
        internal override IEnumerable<Comparison> Comparisons => [this];

        /// <inheritdoc/>
        public override bool IsMet(IFacts facts, ICollection<ConditionTrace>? trace = null)
        {
            var seen = facts.Get(Field);
            var met = IsMet(seen);
            trace?.Add(new ConditionTrace(Field.Name, Operator, Value, seen.Seen, met));
            return met;
        }

        /// <summary>Whether the value of the field meets the comparison.</summary>
        public bool IsMet(in FieldValue seen) =>
            seen.Items is { } items && !seesMissing
                ? Operators.IsMetBy(items, Operator, Value, Test)
                : (seesMissing || !seen.IsMissing) && Test(seen);

        /// <inheritdoc/>
        public override string InWords(Func<string, string, string> say, Func<string, long, string> value) =>
            say(Field.Name, Operators.Words(Operator, Value, element => TextOf(element, value)));

        private string TextOf(JsonElement element, Func<string, long, string> value) =>
            element.ValueKind switch
            {
                JsonValueKind.Number when element.TryGetInt64(out var number) => value(Field.Name, number),
                JsonValueKind.String => $"'{element.GetString()}'",
                _ => element.GetRawText(),
            };
    }
}

/// <summary>The result of one comparison.</summary>
/// <param name="Field">The field.</param>
/// <param name="Op">The operator.</param>
/// <param name="Value">The rule's value.</param>
/// <param name="Seen">The value of the field, or null.</param>
/// <param name="Met">Whether the comparison was met.</param>
public sealed record ConditionTrace(string Field, string Op, object Value, object? Seen, bool Met);

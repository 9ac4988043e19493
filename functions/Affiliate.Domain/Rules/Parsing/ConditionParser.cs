using System.Text.Json;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules.Parsing;

/// <summary>Parses conditions.</summary>
internal static class ConditionParser
{
    private const int Deepest = 32;
    private static readonly string[] Forms = ["all", "any", "not", "field"];

    public static Condition? Parse(
        JsonElement element,
        string pointer,
        FieldArea area,
        List<RuleError> errors,
        int depth = 0
    )
    {
        if (depth > Deepest)
        {
            errors.Add(new RuleError(pointer, $"Nest conditions at most {Deepest} levels deep."));
            return null;
        }

        var node = new Node(element, pointer, errors);
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var forms = Forms.Where(node.Has).ToList();
        if (forms.Count != 1)
        {
            node.Error(
                string.Empty,
                """Write a condition as {"all": […]}, {"any": […]}, {"not": …} or {"field": …, "op": …, "value": …}."""
            );
            return null;
        }

        Condition? condition = forms[0] switch
        {
            "all" => Parts(node, "all", area, errors, depth) is { } parts ? new Condition.All(parts) : null,
            "any" => Parts(node, "any", area, errors, depth) is { } parts ? new Condition.Any(parts) : null,
            "not" => Parse(node.Raw("not")!.Value, node.At("not"), area, errors, depth + 1) is { } part
                ? new Condition.Not(part)
                : null,
            _ => Comparison(node, area),
        };
        node.End();
        return condition;
    }

    private static Condition[]? Parts(Node node, string name, FieldArea area, List<RuleError> errors, int depth)
    {
        var value = node.Raw(name)!.Value;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            node.Error(name, "Give an array with at least one condition.");
            return null;
        }

        var parts = value
            .EnumerateArray()
            .Select((part, i) => Parse(part, $"{node.At(name)}/{i}", area, errors, depth + 1))
            .ToList();
        return parts.Contains(null) ? null : [.. parts.OfType<Condition>()];
    }

    private static Condition.Comparison? Comparison(Node node, FieldArea area)
    {
        var field = FieldOf(node, area);
        var op = node.Text("op", required: true);
        var value = node.Raw("value", required: true, "what the field is compared with");
        if (op is not null && !Operators.IsKnown(op))
        {
            node.Error("op", $"'{op}' is not an operator. The operators are {Operators.Names}.");
            return null;
        }

        if (op is null || value is null)
        {
            return null;
        }

        if (Operators.Make(op, value.Value) is not { } test)
        {
            node.Error("value", $"For '{op}' give {Operators.Wanted(op)}.");
            return null;
        }

        return field is null ? null : new Condition.Comparison(field, op, value.Value.Clone(), test);
    }

    private static Field? FieldOf(Node node, FieldArea area)
    {
        var name = node.Text("field", required: true, longest: 200);
        if (name is null)
        {
            return null;
        }

        if (!Field.TryParse(name, out var field))
        {
            node.Error(
                "field",
                $"There is no field '{name}'. Fields begin with {Prefixes(area)}; see the rule book's "
                    + "documentation for their names."
            );
            return null;
        }

        if (field.Area == area || (area == FieldArea.Scorecard && field.IsCertification))
        {
            return field;
        }

        node.Error("field", $"'{name}' cannot be used here: only fields that begin with {Prefixes(area)} can.");
        return null;
    }

    private static string Prefixes(FieldArea area) =>
        area switch
        {
            FieldArea.Application => "application.",
            FieldArea.Scorecard => "scorecard.",
            _ => "sale., lead., stage., click., customer. or partner.",
        };
}

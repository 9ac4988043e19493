using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules.Parsing;

/// <summary>Parses the pay of rules.</summary>
internal static class PayParser
{
    private static readonly string[] Forms = ["percent", "flat", "tiers"];
    private static readonly Dictionary<string, bool> Modes = new() { ["marginal"] = true, ["whole"] = false };

    public static Pay? Parse(Node rule, bool isSale)
    {
        if (rule.Child("pay", required: true) is not { IsObject: true } node)
        {
            return null;
        }

        var forms = Forms.Where(node.Has).ToList();
        if (forms.Count != 1)
        {
            node.Error(string.Empty, """Give one of {"percent": "20"}, {"flat": 5000} and {"tiers": {…}}.""");
            return null;
        }

        var pay = forms[0] == "tiers" ? Tiers(node, isSale) : PercentOrFlat(node);
        if (pay is Pay.Percent && !isSale)
        {
            node.Error(
                "percent",
                "A percentage needs the amount of a sale: give a flat amount here, or set 'on' to sale."
            );
        }

        node.End();
        return pay;
    }

    private static Pay? PercentOrFlat(Node node)
    {
        var flat = node.Integer("flat", 0, Amounts.Max);
        var percent = node.TextValue<Percentage>("percent");
        return percent is { } rate ? new Pay.Percent(rate)
            : flat is { } amount ? new Pay.Flat(amount)
            : null;
    }

    private static Pay.Tiers? Tiers(Node pay, bool isSale)
    {
        if (pay.Child("tiers") is not { } node)
        {
            return null;
        }

        var metric = node.Text("by", required: true);
        if (metric is not null && !Field.IsMetric(metric))
        {
            node.Error("by", $"'{metric}' is not a metric of the partner: give one, such as partner.sale_amount.");
        }

        var window = node.Choice("window", RuleBookParser.Windows, Window.Lifetime, required: true);
        var isMarginal = node.Choice("mode", Modes, otherwise: true, required: true);
        var steps = node.List("steps", step => Step(step, isSale), required: true, most: 100);
        CheckRise(node, steps);
        node.End();
        return metric is null || steps.Count == 0 ? null : new Pay.Tiers(metric, window, isMarginal, steps);
    }

    private static Pay.Step? Step(Node node, bool isSale)
    {
        var from = node.Integer("from", 0, Amounts.Max, required: true);
        if (node.IsObject && node.Has("percent") == node.Has("flat"))
        {
            node.Error(string.Empty, "Give each step either 'percent' or 'flat'.");
            return null;
        }

        var pays = PercentOrFlat(node);
        if (pays is Pay.Percent && !isSale)
        {
            node.Error(
                "percent",
                "A percentage needs the amount of a sale: give a flat amount here, or set 'on' to sale."
            );
        }

        node.End();
        return from is null || pays is null ? null : new Pay.Step(from.Value, pays);
    }

    private static void CheckRise(Node node, IReadOnlyList<Pay.Step> steps)
    {
        if (node.Raw("steps") is not { ValueKind: System.Text.Json.JsonValueKind.Array } array)
        {
            return;
        }

        if (array.GetArrayLength() == 0)
        {
            node.Error("steps", "Give at least one step, beginning at 0.");
        }
        else if (steps.Count == array.GetArrayLength())
        {
            if (steps[0].From != 0)
            {
                node.ErrorBelow("steps/0/from", "Begin the first step at 0.");
            }

            for (var i = 1; i < steps.Count; i++)
            {
                if (steps[i].From <= steps[i - 1].From)
                {
                    node.ErrorBelow(
                        $"steps/{i}/from",
                        $"Steps must rise: this step must begin above {steps[i - 1].From}."
                    );
                }
            }
        }
    }
}

using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules.Parsing;

/// <summary>Parses commission rules.</summary>
internal static class CommissionRuleParser
{
    internal static readonly Dictionary<string, ConversionType> Types = new()
    {
        ["click"] = ConversionType.Click,
        ["lead"] = ConversionType.Lead,
        ["stage"] = ConversionType.Stage,
        ["sale"] = ConversionType.Sale,
    };

    private const string PartnerSale = "partner_sale";
    private static readonly string[] OfSaleOnly = ["base", "duration"];

    // An override applies to sales, but pays the partner who recruited the credited one.
    private static readonly Dictionary<string, ConversionType> RuleTypes = new(Types)
    {
        [PartnerSale] = ConversionType.Sale,
    };

    private static readonly Dictionary<string, SaleParts> Bases = new()
    {
        [SalePartNames.Net] = SaleParts.None,
        [SalePartNames.Gross] = SaleParts.All,
    };

    public static CommissionRule? Parse(Node node)
    {
        var id = node.Id();
        var isOverride =
            node.Raw("on") is { ValueKind: System.Text.Json.JsonValueKind.String } text
            && text.GetString() == PartnerSale;
        var on = node.Choice("on", RuleTypes, ConversionType.Sale, required: true);
        var when = node.Condition("when", FieldArea.Conversion);
        var groups = node.Texts(
            "groups",
            ifEmpty: "Name at least one group, or leave out 'groups' to include all groups."
        );
        var pay = PayParser.Parse(node, on == ConversionType.Sale);
        var counted = BaseOf(node);
        var duration = DurationOf(node);
        var repeats = node.Flag("repeat");
        if (repeats is not null && on == ConversionType.Sale)
        {
            node.Error("repeat", "Remove 'repeat': for sales, 'duration' says how long the rule pays.");
        }

        if (isOverride)
        {
            CheckOverride(node, pay);
        }

        node.End();
        return pay is null
            ? null
            : new CommissionRule(id, on, when, groups?.ToHashSet(StringComparer.Ordinal), pay, counted, duration)
            {
                Repeats = repeats ?? false,
                IsOverride = isOverride,
            };
    }

    private static void CheckOverride(Node node, Pay? pay)
    {
        foreach (var name in OfSaleOnly.Where(node.Has))
        {
            node.Error(name, $"Remove '{name}': the base is the commission of the partner who was recruited.");
        }

        if (pay is Pay.Tiers)
        {
            node.Error("pay", "Give a percentage of the recruited partner's commission, or a flat amount.");
        }
    }

    private static SaleParts BaseOf(Node node)
    {
        const string Forms =
            "Give net, gross, or a list of what counts besides goods and services: tax, fee, shipping, tip, duty.";
        switch (node.Raw("base"))
        {
            case null:
                return SaleParts.None;
            case { ValueKind: System.Text.Json.JsonValueKind.String } text
                when Bases.TryGetValue(text.GetString()!, out var named):
                return named;
            case { ValueKind: System.Text.Json.JsonValueKind.Array } list
                when Names(list) is { Count: > 0 } names
                    && names.All(SalePartNames.All.Contains)
                    && names.Distinct().Count() == names.Count:
                return SalePartNames.Parse(names);
            default:
                node.Error("base", Forms);
                return SaleParts.None;
        }
    }

    private static List<string> Names(System.Text.Json.JsonElement list) =>
        [
            .. list.EnumerateArray()
                .Select(name =>
                    name.ValueKind == System.Text.Json.JsonValueKind.String ? name.GetString()! : string.Empty
                ),
        ];

    private static Duration DurationOf(Node node)
    {
        const string Forms = """Give "first", "lifetime", {"months": n} or {"payments": n}.""";
        switch (node.Raw("duration"))
        {
            case null:
                return new Duration.Lifetime();
            case { ValueKind: System.Text.Json.JsonValueKind.String } text
                when text.GetString() is "first" or "lifetime":
                return text.GetString() == "first" ? new Duration.First() : new Duration.Lifetime();
            case { ValueKind: System.Text.Json.JsonValueKind.Object }:
                var child = node.Child("duration")!;
                if (child.Has("months") == child.Has("payments"))
                {
                    node.Error("duration", Forms);
                    return new Duration.Lifetime();
                }

                var (months, payments) = (child.Integer("months", 1, 1200), child.Integer("payments", 1, 100_000));
                child.End();
                return months is { } m ? new Duration.Months((int)m)
                    : payments is { } p ? new Duration.Payments((int)p)
                    : new Duration.Lifetime();
            default:
                node.Error("duration", Forms);
                return new Duration.Lifetime();
        }
    }
}

using System.Text.Json;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules.Parsing;

/// <summary>Parses rule books, and reports all errors of a rule book at once.</summary>
public static class RuleBookParser
{
    internal static readonly Dictionary<string, Window> Windows = new()
    {
        ["month"] = Window.Month,
        ["quarter"] = Window.Quarter,
        ["year"] = Window.Year,
        ["lifetime"] = Window.Lifetime,
    };

    private static readonly Dictionary<string, Selection> Selections = new()
    {
        ["highest"] = Selection.Highest,
        ["first"] = Selection.First,
        ["all"] = Selection.All,
    };

    private static readonly Dictionary<string, CapScope?> Scopes = new()
    {
        ["conversion"] = CapScope.Conversion,
        ["customer"] = CapScope.Customer,
        ["partner"] = CapScope.Partner,
    };

    /// <summary>Parses a rule book.</summary>
    /// <param name="document">The document.</param>
    /// <param name="isStored">
    /// Whether the document was checked before. Its fields of scorecards are then not checked again: what was accepted
    /// once stays readable, and a field that does not exist has no value.
    /// </param>
    /// <returns>The rule book, or all errors in the document.</returns>
    public static (RuleBook? Book, IReadOnlyList<RuleError> Errors) Parse(JsonElement document, bool isStored = false)
    {
        var errors = new List<RuleError>();
        var node = new Node(document, string.Empty, errors);
        var schema = node.Text("schema", required: true);
        if (schema is not null && schema != RuleBook.Schema)
        {
            node.Error("schema", $"Give '{RuleBook.Schema}', the only supported format.");
        }

        var book = new RuleBook
        {
            Name = node.Text("name", required: true, longest: 200) ?? string.Empty,
            Currency = node.TextValue<Currency>("currency", required: true) ?? default,
            Attribution = SectionParser.Attribution(node),
            Eligibility = SectionParser.Eligibility(node),
            Commissions = node.List("commissions", CommissionRuleParser.Parse, required: true),
            Select = node.Choice("select", Selections, Selection.Highest),
            Caps = node.List("caps", Cap),
            Bonuses = node.List("bonuses", Bonus),
            HoldDays = (int)(node.Integer("hold_days", 0, 365) ?? SectionParser.DefaultHoldDays),
            Groups = SectionParser.Groups(node),
            Payout = SectionParser.Payout(node),
            Onboarding = SectionParser.Onboarding(node),
            Contracts = SectionParser.Contracts(node),
            Review = SectionParser.Review(node),
        };
        node.End();
        CheckIds(node);
        if (!isStored)
        {
            ScorecardFieldCheck.Check(document, errors);
        }

        return errors.Count == 0 ? (book, errors) : (null, errors);
    }

    private static Cap? Cap(Node node)
    {
        var id = node.Id();
        var scope = node.Choice<CapScope?>("scope", Scopes, null, required: true);
        var max = node.Integer("max", 0, Amounts.Max, required: true);
        Window? window = null;
        if (scope == CapScope.Conversion)
        {
            if (node.Raw("window") is not null)
            {
                node.Error("window", "Remove 'window': a cap on one conversion has no window.");
            }
        }
        else
        {
            window = node.Choice("window", Windows, Window.Lifetime, required: scope is not null);
        }

        node.End();
        return scope is null || max is null ? null : new Cap(id, scope.Value, window, max.Value);
    }

    private static Bonus? Bonus(Node node)
    {
        var id = node.Id();
        var metric = node.Text("metric", required: true);
        if (metric is not null && !Field.IsMetric(metric))
        {
            node.Error("metric", $"'{metric}' is not a metric of the partner: give one, such as partner.sales.");
        }

        var window = node.Choice("window", Windows, Window.Lifetime, required: true);
        var atLeast = node.Integer("at_least", 1, Amounts.Max, required: true);
        long? amount = null;
        if (node.Child("pay", required: true) is { } pay)
        {
            amount = pay.Integer("flat", 0, Amounts.Max, required: true);
            pay.End();
        }

        node.End();
        return metric is null || atLeast is null || amount is null
            ? null
            : new Bonus(id, metric, window, atLeast.Value, amount.Value);
    }

    // Commissions are identified by the id of their rule or bonus, and uses of caps and outcomes of screens by their
    // own ids. The ids are read from the document, so that elements with other errors are included.
    private static void CheckIds(Node node)
    {
        Check([.. Ids(node.Raw("commissions"), "commissions"), .. Ids(node.Raw("bonuses"), "bonuses")]);
        Check([.. Ids(node.Raw("caps"), "caps")]);
        if (
            node.Raw("eligibility") is { ValueKind: JsonValueKind.Object } eligibility
            && eligibility.TryGetProperty("screens", out var screens)
        )
        {
            Check([.. Ids(screens, "eligibility/screens")]);
        }

        void Check(List<(string Id, string Path)> ids)
        {
            foreach (var again in ids.GroupBy(pair => pair.Id, StringComparer.Ordinal).SelectMany(same => same.Skip(1)))
            {
                node.ErrorBelow(again.Path, $"The id '{again.Id}' is used twice: give each its own id.");
            }
        }
    }

    private static IEnumerable<(string Id, string Path)> Ids(JsonElement? list, string path) =>
        list is not { ValueKind: JsonValueKind.Array } array
            ? []
            : array
                .EnumerateArray()
                .Select(
                    (element, i) =>
                        (
                            Id: element.ValueKind == JsonValueKind.Object
                            && element.TryGetProperty("id", out var id)
                            && id.ValueKind == JsonValueKind.String
                                ? id.GetString()!
                                : string.Empty,
                            Path: $"{path}/{i}/id"
                        )
                )
                .Where(pair => pair.Id.Length > 0);
}

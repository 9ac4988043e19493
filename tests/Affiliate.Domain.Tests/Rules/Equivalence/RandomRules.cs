using System.Globalization;

namespace Affiliate.Domain.Tests.Rules.Equivalence;

/// <summary>Random members of a rule book, of everything that rule books can say, by a seed.</summary>
internal sealed class RandomRules(Random random)
{
    private static readonly string[] Metrics =
    [
        "clicks",
        "leads",
        "sales",
        "customers",
        "sale_amount",
        "commission_amount",
    ];
    private static readonly string[] Windows = ["month", "quarter", "year", "lifetime"];
    private static readonly string[] Types = ["sale", "sale", "sale", "sale", "lead", "stage", "click"];
    private static readonly string[] Dates =
    [
        "2026-01-31",
        "2026-11-05",
        "2026-11-05T10:00:00Z",
        "2026-11-05T12:00:00+02:00",
        "2026-11-05t09:59:59.1234567891z",
    ];

    private static readonly string[] NumberFields =
    [
        "sale.amount",
        "sale.net",
        "sale.quantity",
        "customer.subscription_months",
        "customer.sale_amount",
        "customer.sales",
        "sale.metadata.seats",
        "lead.metadata.seats",
    ];

    /// <summary>What the fields of texts hold in random events.</summary>
    public static IReadOnlyDictionary<string, string[]> TextFields { get; } =
        new Dictionary<string, string[]>
        {
            ["sale.product_id"] = ["p0", "p1", "p2", "p3", "12", "12.0"],
            ["sale.plan"] = ["pro", "basic", "true", ""],
            ["sale.type"] = ["new", "renewal", "upgrade"],
            ["sale.currency"] = ["USD", "EUR", "JPY", "KWD"],
            ["stage.name"] = ["demo", "won"],
            ["stage.reported_by"] = ["partner", "company"],
            ["click.country"] = ["US", "DE"],
            ["customer.country"] = ["US", "CA", "MX", "DE"],
            ["customer.source"] = ["ads", "5", "-3"],
            ["customer.email_domain"] = ["acme.example", "buyer.example"],
            ["partner.country"] = ["US", "DE"],
            ["partner.group"] = ["default", "gold"],
            ["sale.metadata.seats"] =
            [
                "12",
                "12.0",
                "1.2e1",
                "10.5",
                "x",
                "",
                "007",
                "99999999999999999999",
                "9223372036854775807",
            ],
            ["lead.metadata.seats"] = ["12", "x"],
            ["sale.metadata.team"] = ["red", "blue"],
        };

    public string Members() =>
        $$"""
            "select": "{{Any("highest", "first", "all")}}",
            "eligibility": {"existing_customers": "{{Any("exclude", "include")}}", "self_referral": "{{Any(
                "reject",
                "hold",
                "allow",
                "allow"
            )}}",
              "exceeds_sale": "{{Any("allow", "hold")}}", "screens": [{{List(random.Next(4) / 2, Screen)}}]},
            "commissions": [{{List(random.Next(10) == 0 ? random.Next(80) : random.Next(13), Rule)}}],
            "caps": [{{List(random.Next(4), Cap)}}],
            "bonuses": [{{List(random.Next(3), Bonus)}}]
            """;

    private string Screen(int number) =>
        $$"""
            {"id": "screen-{{number}}", "on": "{{Any(Types)}}", "when": {{Condition(2)}}, "then": "{{Any(
                "hold",
                "hold",
                "reject"
            )}}"}
            """;

    private string Rule(int number)
    {
        var type = Any(Types);
        var isSale = type == "sale";
        string[] members =
        [
            $"\"id\": \"rule-{number}\", \"on\": \"{type}\", \"pay\": {Pay(isSale)}",
            random.Next(8) == 0 ? string.Empty : $"\"when\": {(random.Next(3) == 0 ? Keyed() : Condition(3))}",
            random.Next(5) == 0 ? $"\"groups\": [\"{Any("default", "gold")}\"]" : string.Empty,
            "\"base\": "
                + $"{Any("\"net\"", "\"gross\"", "[\"tax\"]", "[\"fee\", \"tip\"]", "[\"shipping\", \"duty\", \"tax\"]")}",
            $"\"duration\": {Any("\"first\"", "\"lifetime\"", "{\"months\": 1}", "{\"payments\": 2}", "\"lifetime\"")}",
            isSale || random.Next(2) == 0 ? string.Empty : "\"repeat\": true",
        ];
        return $"{{{string.Join(", ", members.Where(member => member.Length > 0))}}}";
    }

    // As most rule books have them: one text that tells the rules apart, and something more.
    private string Keyed()
    {
        var field = Any("sale.product_id", "customer.country", "sale.metadata.team", "sale.type");
        return $$"""{"all": [{{Condition(1)}}, {"field": "{{field}}", "op": "equals", "value": "{{Any(TextFields[field])}}"}]}""";
    }

    private string Condition(int depth) =>
        random.Next(depth > 0 ? 6 : 3) switch
        {
            0 => TextComparison(),
            1 => NumberComparison(),
            2 => random.Next(3) == 0 ? DateComparison()
            : random.Next(2) == 0 ? TextComparison()
            : NumberComparison(),
            3 => $$"""{"all": [{{List(random.Next(1, 4), _ => Condition(depth - 1))}}]}""",
            4 => $$"""{"any": [{{List(random.Next(1, 4), _ => Condition(depth - 1))}}]}""",
            _ => $$"""{"not": {{Condition(depth - 1)}}}""",
        };

    private string TextComparison()
    {
        var field = Any([.. TextFields.Keys]);
        var value = $"\"{Any(TextFields[field])}\"";
        return random.Next(7) switch
        {
            0 or 1 => Comparison(field, Any("equals", "not_equals"), value),
            2 => Comparison(field, Any("in", "not_in"), $"[{value}, \"{Any(TextFields[field])}\"]"),
            3 => Comparison(field, Any("in", "not_in"), $"[{value}, 12, true]"),
            4 => Comparison(
                field,
                Any("contains", "not_contains", "starts_with", "ends_with"),
                $"\"{Any("p", "2", "US", "e")}\""
            ),
            5 => Comparison(field, "exists", Any("true", "false")),
            _ => Comparison(field, "equals", Any("12", "true", "10.5")),
        };
    }

    private string NumberComparison()
    {
        var field =
            random.Next(2) == 0 ? Any(NumberFields) : $"partner.{Any(Metrics)}{Any("", ".month", ".quarter", ".year")}";
        return random.Next(5) switch
        {
            0 => Comparison(field, Any("equals", "not_equals"), Number()),
            1 => Comparison(field, Any("in", "not_in"), $"[{Number()}, {Number()}]"),
            2 => Comparison(field, "between", $"[{random.Next(20)}, {random.Next(20, 20_000)}]"),
            3 => Comparison(field, Any("equals", "in"), "12") is var text
            && text.Contains("\"in\"", StringComparison.Ordinal)
                ? Comparison(field, "in", "[\"12\", \"1\"]")
                : Comparison(field, "equals", "\"12\""),
            _ => Comparison(field, Any("gt", "gte", "lt", "lte"), Number()),
        };
    }

    private string DateComparison()
    {
        var field = Any("customer.signup_date", "customer.subscription_start", "customer.source");
        var (from, to) = (random.Next(Dates.Length), random.Next(Dates.Length));
        return random.Next(3) == 0
            ? Comparison(field, "between", $"[\"{Dates[0]}\", \"{Dates[Math.Max(from, to)]}\"]")
            : Comparison(field, Any("gt", "gte", "lt", "lte"), $"\"{Dates[from]}\"");
    }

    private static string Comparison(string field, string op, string value) =>
        $$"""{"field": "{{field}}", "op": "{{op}}", "value": {{value}}}""";

    private string Number() =>
        random.Next(8) switch
        {
            0 => $"{random.Next(20)}.5",
            1 => "12.0",
            2 => "1.2e1",
            3 => "99999999999999999999",
            4 => (-random.Next(3)).ToString(CultureInfo.InvariantCulture),
            _ => random.Next(random.Next(2) == 0 ? 20 : 20_000).ToString(CultureInfo.InvariantCulture),
        };

    private string Pay(bool isSale)
    {
        var height = random.Next(1, 4_000);
        return random.Next(3) > 0
            ? $"{{{Simple(isSale)}}}"
            : $$"""
                {"tiers": {"by": "partner.{{Any(Metrics)}}", "window": "{{Any(Windows)}}", "mode": "{{Any(
                    "marginal",
                    "whole"
                )}}",
                  "steps": [{{List(
                    random.Next(1, 4),
                    step => $$"""{"from": {{step * height}}, {{Simple(isSale)}} }"""
                )}}] } }
                """;
    }

    private string Simple(bool isSale) =>
        isSale && random.Next(4) > 0
            ? $"\"percent\": \"{random.Next(60)}{Any("", ".5", ".25", $".{random.Next(99_999_999):D8}")}\""
            : $"\"flat\": {(random.Next(30) == 0 ? 9_007_199_254_740_991 : random.Next(9_000))}";

    private string Cap(int number)
    {
        var scope = Any("conversion", "customer", "partner");
        var window = scope == "conversion" ? string.Empty : $", \"window\": \"{Any(Windows)}\"";
        return $$"""{"id": "cap-{{number}}", "scope": "{{scope}}"{{window}}, "max": {{random.Next(6_000)}}}""";
    }

    private string Bonus(int number) =>
        $$"""
            {"id": "bonus-{{number}}", "metric": "partner.{{Any(Metrics)}}", "window": "{{Any(
                Windows
            )}}", "at_least": {{random.Next(1, 6)}}, "pay": {"flat": {{random.Next(9_000)}} } }
            """;

    private static string List(int count, Func<int, string> item) =>
        string.Join(", ", Enumerable.Range(0, count).Select(item));

    private string Any(params string[] choices) => choices[random.Next(choices.Length)];
}

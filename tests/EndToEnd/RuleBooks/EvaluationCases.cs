namespace EndToEnd.RuleBooks;

/// <summary>
/// Questions to rule books with their answers: the worked examples of the rule book's documentation by their numbers,
/// and more.
/// </summary>
internal static class EvaluationCases
{
    private const string Rule = """ "commissions": [{"id": "r", "on": "sale", "pay": {"percent": "10"} }] """;
    private const string P1 = """ "partner": {"id": "p1"} """;
    private const string Steps = """ "steps": [{"from": 0, "percent": "10"}, {"from": 1000000, "percent": "15"}] """;
    private const string Two = """
        "commissions": [{"id": "a", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "pro"}, "pay": {"percent": "10"} }, {"id": "b", "on": "sale", "pay": {"flat": 3000} }]
        """;

    private const string CappedYear = """
        "commissions": [{"id": "r", "on": "sale", "pay": {"percent": "20"} }], "caps": [{"id": "year", "scope": "customer", "window": "year", "max": 2500}]
        """;

    private const string PartnerCap =
        Rule
        + """, "attribution": {"model": "linear"}, "caps": [{"id": "month", "scope": "partner", "window": "month", "max": 600}] """;
    private const string Bonus =
        """ "commissions": [], "bonuses": [{"id": "three", "metric": "partner.sales", "window": "quarter", "at_least": 3, "pay": {"flat": 50000} }] """;
    private const string Twice =
        """ "commissions": [{"id": "r", "on": "sale", "pay": {"percent": "10"}, "duration": {"payments": 2} }] """;

    private const string Once =
        """ "commissions": [{"id": "r", "on": "sale", "pay": {"percent": "20"}, "duration": {"payments": 1} }] """;
    private const string Products = """
        "commissions": [{"id": "a", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "pro"}, "pay": {"percent": "20"} },
                        {"id": "b", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "addon"}, "pay": {"percent": "5"} }]
        """;

    /// <summary>
    /// The name, the members of the rule book, those of the question, and the answer: decision, reason and commissions.
    /// </summary>
    public static IReadOnlyList<(string Name, string Rules, string Question, string Answer)> All { get; } =
    [
        (
            "1",
            Paying(""" "pay": {"percent": "20"} """),
            Sale(12_000, """, "tax": 2000, "fee": 500"""),
            "pay: r p1 1900"
        ),
        ("2", Paying(""" "pay": {"percent": "12.5"}, "base": "gross" """), Sale(999), "pay: r p1 125"),
        ("3", Paying(""" "pay": {"percent": "12.5"}, "base": "gross" """), Sale(1_000), "pay: r p1 125"),
        ("4, down", Paying(""" "pay": {"percent": "2.5"}, "base": "gross" """), Sale(980), "pay: r p1 24"),
        ("4, up", Paying(""" "pay": {"percent": "2.5"}, "base": "gross" """), Sale(1_020), "pay: r p1 26"),
        (
            "a recruiter",
            """
            "commissions": [{"id": "r", "on": "sale", "pay": {"percent": "10"} },
                            {"id": "o", "on": "partner_sale", "pay": {"percent": "12.5"} }]
            """,
            Sale(10_020, partner: """ "referred_by": "p9" """),
            "pay: r p1 1002, o p9 125"
        ),
        ("5", Paying(""" "pay": {"flat": 5000} """), Sale(10_000, """, "quantity": 3"""), "pay: r p1 15000"),
        (
            "6",
            Tiers("marginal"),
            Sale(100_000, partner: """ "stats": {"sale_amount": {"month": 950000} } """),
            "pay: r p1 12500"
        ),
        (
            "7",
            Tiers("whole"),
            Sale(100_000, partner: """ "stats": {"sale_amount": {"month": 950000} } """),
            "pay: r p1 15000"
        ),
        ("8, pro", Two, Sale(40_000, """, "product_id": "pro" """), "pay: a p1 4000"),
        ("8, small", Two, Sale(20_000, """, "product_id": "pro" """), "pay: b p1 3000"),
        ("8, basic", Two, Sale(40_000, """, "product_id": "basic" """), "pay: b p1 3000"),
        ("9", Two + """, "select": "all" """, Sale(40_000, """, "product_id": "pro" """), "pay: a p1 4000, b p1 3000"),
        ("10, first", CappedYear, Sale(10_000), "pay: r p1 2000"),
        ("10, second", CappedYear, Sale(10_000, history: """ "cap_used": {"year": 2000} """), "pay: r p1 500"),
        ("10, third", CappedYear, Sale(10_000, history: """ "cap_used": {"year": 2500} """), "none capped: r p1 0"),
        (
            "11",
            Rule + """, "attribution": {"model": "linear"} """,
            Touched(10_001, 3),
            "pay: r p1 334, r p2 333, r p3 333"
        ),
        (
            "12",
            Rule + """, "attribution": {"model": "position_based", "position_weights": [40, 20, 40]} """,
            Touched(10_000, 4),
            "pay: r p1 400, r p2 100, r p3 100, r p4 400"
        ),
        ("13, first", Rule, Refund(""" "amount": 3335 """, 0), "pay: reversal p1 -333"),
        ("13, second", Rule, Refund(""" "amount": 3335 """, 3_335), "pay: reversal p1 -334"),
        ("13, third", Rule, Refund(""" "total_refunded": 10005 """, 6_670), "pay: reversal p1 -333"),
        (
            "19, the tax alone",
            Rule,
            Refund(""" "amount": 2000, "tax": 2000 """, 0, commission: 2_000, of: 10_000),
            "none:"
        ),
        (
            "19, a half with its tax",
            Rule,
            Refund(""" "amount": 6000, "tax": 1000 """, 0, commission: 2_000, of: 10_000),
            "pay: reversal p1 -1000"
        ),
        (
            "shipping, tip and duty are no goods",
            Paying(""" "pay": {"percent": "20"} """),
            Sale(12_000, """, "tax": 2000, "shipping": 500, "tip": 300, "duty": 200"""),
            "pay: r p1 1800"
        ),
        (
            "shipping counts where the rule says so",
            Paying(""" "pay": {"percent": "20"}, "base": ["shipping"] """),
            Sale(12_000, """, "tax": 2000, "shipping": 500, "tip": 300, "duty": 200"""),
            "pay: r p1 1900"
        ),
        (
            "a failed refund puts back",
            Rule,
            Refund(""" "amount": 3335, "reason": "refund_failed" """, 6_670),
            "pay: reversal p1 334"
        ),
        ("14, first", Twice, Sale(10_000, history: """ "payments": 0 """), "pay: r p1 1000"),
        ("14, second", Twice, Sale(10_000, history: """ "payments": 1 """), "pay: r p1 1000"),
        ("14, third", Twice, Sale(10_000, history: """ "payments": 2 """), "none duration_ended:"),
        (
            "15",
            Rule + """, "attribution": {"model": "last_touch", "window_days": 30} """,
            Touches(("p1", "click", 0), ("p2", "click", 20)),
            "pay: r p2 1000"
        ),
        (
            "15, all too old",
            Rule + """, "attribution": {"window_days": 10} """,
            Touches(("p1", "click", 0), ("p2", "click", 20)),
            "none not_attributed:"
        ),
        (
            "16",
            Rule + """, "attribution": {"precedence": ["deal", "coupon", "click"]} """,
            Touches(("p1", "coupon", 20), ("p2", "click", 30)),
            "pay: r p1 1000"
        ),
        ("17, third", Bonus, Sale(10_000, partner: """ "stats": {"sales": {"quarter": 2} } """), "pay: three p1 50000"),
        (
            "17, fourth",
            Bonus,
            Sale(
                10_000,
                partner: """ "stats": {"sales": {"quarter": 3} } """,
                history: """ "bonuses_paid": ["three:2026-Q4"] """
            ),
            "none no_rule_matches:"
        ),
        (
            "18",
            Products,
            Sale(
                100_000,
                """, "lines": [{"product_id": "addon", "amount": 1000}, {"line_id": "l2", "product_id": "pro", "amount": 99000}]"""
            ),
            "pay: a p1 19800, b p1 50"
        ),
        (
            "a credit for what was left",
            Products,
            Sale(
                8_500,
                """, "lines": [{"product_id": "basic", "amount": -1500}, {"product_id": "pro", "amount": 10000}]"""
            ),
            "pay: a p1 1700"
        ),
        (
            "lines with their tax, shipping beside them",
            Products,
            Sale(
                13_000,
                """, "tax": 2000, "shipping": 1000, "lines": [{"product_id": "addon", "amount": 6000, "tax": 1000}, {"product_id": "pro", "amount": 6000, "tax": 1000}]"""
            ),
            "pay: a p1 1000, b p1 250"
        ),
        ("20, the trial", Once, Sale(0, history: """ "payments": 0 """), "pay: r p1 0"),
        ("20, the first payment", Once, Sale(10_000, history: """ "payments": 0 """), "pay: r p1 2000"),
        ("20, the second payment", Once, Sale(10_000, history: """ "payments": 1 """), "none duration_ended:"),
        ("21, the first lead", Bounty(), Lead(), "pay: l p1 500"),
        ("21, the second lead", Bounty(), Lead(""" "rules_paid": ["l"] """), "none paid_before:"),
        ("a bounty that repeats", Bounty(""", "repeat": true"""), Lead(""" "rules_paid": ["l"] """), "pay: l p1 500"),
        (
            "a bounty of more than its sale",
            """ "eligibility": {"exceeds_sale": "hold"}, "commissions": [{"id": "r", "on": "sale", "pay": {"flat": 5000} }] """,
            Sale(1_000),
            "hold exceeds_sale: r p1 5000"
        ),
        ("touches of one instant", Rule, Instant("p1", "p2"), "pay: r p2 1000"),
        ("the same touches in another order", Rule, Instant("p2", "p1"), "pay: r p2 1000"),
        ("a currency in lower case", Rule, Sale(10_000, """, "currency": "usd" """), "pay: r p1 1000"),
        ("a refund beyond the sale", Rule, Refund(""" "amount": 3336 """, 6_670), "reject refund_exceeds_sale:"),
        (
            "a chargeback beyond the sale",
            Rule,
            Refund(""" "amount": 10005, "reason": "chargeback" """, 6_670),
            "pay: reversal p1 -333"
        ),
        (
            "a chargeback of a refunded sale",
            Rule,
            Refund(""" "amount": 10005, "reason": "chargeback" """, 10_005),
            "none:"
        ),
        (
            "a won dispute puts back",
            Rule,
            Refund(""" "amount": 3335, "reason": "dispute_won" """, 6_670),
            "pay: reversal p1 334"
        ),
        (
            "a won dispute of more than was refunded",
            Rule,
            Refund(""" "amount": 3335, "reason": "dispute_won" """, 100),
            "reject refund_exceeds_sale:"
        ),
        ("a refund that is known", Rule, Refund(""" "total_refunded": 3335 """, 3_335), "none:"),
        (
            "a first sale is a payment",
            """ "commissions": [{"id": "r", "on": "sale", "pay": {"percent": "10"}, "duration": "first"}] """,
            Sale(10_000, history: """ "first_sale_at": "2026-01-05T00:00:00Z" """),
            "none duration_ended:"
        ),
        (
            "within the months",
            Months,
            Sale(10_000, history: """ "first_sale_at": "2026-08-05T10:00:01Z" """),
            "pay: r p1 1000"
        ),
        (
            "after the months",
            Months,
            Sale(10_000, history: """ "first_sale_at": "2026-08-05T10:00:00Z" """),
            "none duration_ended:"
        ),
        ("a screen holds", Screen("hold"), Sale(10_000), "hold large: r p1 1000"),
        ("a screen rejects", Screen("reject"), Sale(10_000), "reject large:"),
        (
            "no rule matches",
            """ "commissions": [{"id": "l", "on": "lead", "pay": {"flat": 500} }] """,
            Sale(10_000),
            "none no_rule_matches:"
        ),
        (
            "a lead",
            """ "commissions": [{"id": "l", "on": "lead", "pay": {"flat": 500} }] """,
            """ "event": {"type": "lead"}, """ + P1,
            "pay: l p1 500"
        ),
        (
            "a purchase of the partner's own",
            Rule,
            Sale(10_000, customer: """ "email_domain": "acme.example" """, partner: """ "email": "a@acme.example" """),
            "hold self_referral: r p1 1000"
        ),
        (
            "a purchase of the second partner's",
            Rule + """, "attribution": {"model": "linear"} """,
            Touched(
                10_000,
                2,
                """, "partners": {"p2": {"email": "a@acme.example"} }, "customer": {"email": "b@acme.example"} """
            ),
            "hold self_referral: r p1 500, r p2 500"
        ),
        (
            "a cap of partners on each share",
            PartnerCap,
            Touched(
                10_000,
                2,
                """, "history": {"cap_used": {"month": 100} }, "partners": {"p2": {"cap_used": {"month": 550} } } """
            ),
            "pay: r p1 500, r p2 50"
        ),
        (
            "a cap of partners that leaves nothing",
            PartnerCap,
            Touched(10_000, 2, """, "history": {"cap_used": {"month": 600} } """),
            "none capped: r p1 0, r p2 0"
        ),
        (
            "a cap of partners on one partner's conversion",
            PartnerCap,
            Touched(10_000, 1, """, "history": {"cap_used": {"month": 100} } """),
            "pay: r p1 500"
        ),
        (
            "a customer known before",
            Rule,
            Touched(10_000, 1, """, "customer": {"signup_date": "2026-01-01"} """),
            "none existing_customer:"
        ),
        (
            "a day as it was written",
            When("customer.signup_date", "equals", "\"2026-01-15\""),
            Sale(10_000, customer: """ "signup_date": "2026-01-15" """),
            "pay: r p1 1000"
        ),
        (
            "a day as an instant",
            When("customer.signup_date", "lte", "\"2026-01-15T00:00:00Z\""),
            Sale(10_000, customer: """ "signup_date": "2026-01-15" """),
            "pay: r p1 1000"
        ),
        (
            "metadata that is null",
            When("sale.metadata.seats", "exists", "true"),
            Sale(10_000, """, "metadata": {"seats": null}"""),
            "none no_rule_matches:"
        ),
        (
            "metadata in its shortest form",
            When("sale.metadata.share", "equals", "\"0.0000001\""),
            Sale(10_000, """, "metadata": {"share": 1e-7}"""),
            "pay: r p1 1000"
        ),
        (
            "payments are sales",
            When("customer.sales", "equals", "2"),
            Sale(10_000, history: """ "payments": 2 """),
            "pay: r p1 1000"
        ),
        ("sales that nobody has told", When("customer.sales", "exists", "true"), Sale(10_000), "none no_rule_matches:"),
        ("no rate", Rule, Sale(10_000, """, "currency": "CHF" """), "hold fx_rate_missing:"),
        ("tax and fee that are null", Rule, Sale(10_000, """, "tax": null, "fee": null"""), "pay: r p1 1000"),
    ];

    private const string Months =
        """ "commissions": [{"id": "r", "on": "sale", "pay": {"percent": "10"}, "duration": {"months": 3} }] """;

    public static string Sale(
        long amount,
        string more = "",
        string partner = "",
        string customer = "",
        string history = ""
    ) =>
        $$"""
            "event": {"type": "sale", "occurred_at": "2026-11-05T10:00:00Z", "amount": {{amount}}{{more}} },
            "partner": {"id": "p1"{{(
                partner.Length > 0 ? ", " + partner : ""
            )}} }, "customer": { {{customer}} }, "history": { {{history}} }
            """;

    private static string Bounty(string more = "") =>
        $$""" "commissions": [{"id": "l", "on": "lead", "pay": {"flat": 500}{{more}} }] """;

    private static string Lead(string history = "") =>
        $$""" "event": {"type": "lead"}, {{P1}}, "history": { {{history}} } """;

    private static string Instant(string first, string second) =>
        $$"""
            "event": {"type": "sale", "occurred_at": "2026-11-15T10:00:00Z", "amount": 10000},
            "touches": [{"partner": "{{first}}", "kind": "click", "at": "2026-11-01T10:00:00Z"}, {"partner": "{{second}}", "kind": "click", "at": "2026-11-01T10:00:00Z"}]
            """;

    private static string Paying(string members) => $$""" "commissions": [{"id": "r", "on": "sale", {{members}} }] """;

    private static string When(string field, string op, string value) =>
        Paying($$""" "pay": {"percent": "10"}, "when": {"field": "{{field}}", "op": "{{op}}", "value": {{value}} } """);

    private static string Tiers(string mode) =>
        Paying(
            $$""" "pay": {"tiers": {"by": "partner.sale_amount", "window": "month", "mode": "{{mode}}", {{Steps}} } } """
        );

    private static string Screen(string then) =>
        Rule
        + $$""", "eligibility": {"screens": [{"id": "large", "on": "sale", "when": {"field": "sale.amount", "op": "gt", "value": 9999}, "then": "{{then}}"}]} """;

    private static string Touched(long amount, int partners, string more = "") =>
        $$"""
            "event": {"type": "sale", "occurred_at": "2026-11-05T10:00:00Z", "amount": {{amount}} },
            "touches": [{{string.Join(
                ", ",
                Enumerable.Range(1, partners).Select(i =>
                    $$"""{"partner": "p{{i}}", "kind": "click", "at": "2026-10-{{10 + i}}T00:00:00Z"}"""
                )
            )}}]{{more}}
            """;

    private static string Touches(params (string Partner, string Kind, int Day)[] touches) =>
        $$"""
            "event": {"type": "sale", "occurred_at": "2026-11-15T10:00:00Z", "amount": 10000},
            "touches": [{{string.Join(
                ", ",
                touches.Select(touch =>
                    $$"""{"partner": "{{touch.Partner}}", "kind": "{{touch.Kind}}", "at": "{{new DateOnly(2026, 10, 1).AddDays(touch.Day):yyyy-MM-dd}}T10:00:00Z"}"""
                )
            )}}]
            """;

    private static string Refund(string members, long before, long commission = 1_000, long of = 10_005) =>
        $$"""
            "event": {"type": "refund", {{members}} }, {{P1}}, "history": {"commission": {"amount": {{commission}}, "base": {{of}}, "refunded": {{before}} } }
            """;
}

namespace Affiliate.Domain.Tests.Rules;

/// <summary>One mistake each: the members of a rule book, the place, and the sentence that mends it.</summary>
internal static partial class RuleBookMistakes
{
    private const string Windows = "month, quarter, year, lifetime";
    private const string Amount = "Give an integer from 0 to 9007199254740991.";

    public static IEnumerable<(string Members, string Pointer, string Message)> All =>
        [.. Sections, .. Rules, .. Tiers, .. Conditions, .. Values, .. Lists];

    private static IEnumerable<(string, string, string)> Sections =>
        [
            (""" "select": "lowest" """, "/select", "Give one of highest, first, all."),
            (""" "hold_days": 366 """, "/hold_days", "Give an integer from 0 to 365."),
            (""" "hold_days": 1.5 """, "/hold_days", "Give an integer from 0 to 365."),
            (""" "groups": [] """, "/groups", "Make this a JSON object."),
            (""" "groups": {"gold": {"hold_days": -1}} """, "/groups/gold/hold_days", "Give an integer from 0 to 365."),
            (
                """ "groups": {"Gold": {"hold_days": 1}} """,
                "/groups/Gold",
                "A group has 1 to 40 lower-case letters, digits, hyphens and underscores."
            ),
            (
                """ "groups": {"gold": {"hold_days": 1, "minimum": 1}} """,
                "/groups/gold/minimum",
                "Remove 'minimum': this object has no such member. Its members are hold_days."
            ),
            (""" "attribution": {"window_days": 0} """, "/attribution/window_days", "Give an integer from 1 to 3650."),
            (
                """ "attribution": {"model": "position_based"} """,
                "/attribution/position_weights",
                "Add 'position_weights': the weights of the first, the middle and the last touch, which sum to 100."
            ),
            (
                """ "attribution": {"model": "position_based", "position_weights": [40, 20, 41]} """,
                "/attribution/position_weights",
                "Give three weights that sum to 100: of the first, the middle and the last touch."
            ),
            (
                """ "attribution": {"model": "position_based", "position_weights": [2147483647, 2147483647, 2147483647]} """,
                "/attribution/position_weights",
                "Give three weights that sum to 100: of the first, the middle and the last touch."
            ),
            (
                """ "attribution": {"precedence": []} """,
                "/attribution/precedence",
                "Name at least one kind, or leave out 'precedence'."
            ),
            (
                """ "attribution": {"precedence": ["deal", "email"]} """,
                "/attribution/precedence/1",
                "Use the kinds deal, coupon, click, manual."
            ),
            (
                """ "attribution": {"precedence": ["email"]} """,
                "/attribution/precedence/0",
                "Use the kinds deal, coupon, click, manual."
            ),
            (
                """ "attribution": {"precedence": ["deal", "deal"]} """,
                "/attribution/precedence/1",
                "Name 'deal' only once."
            ),
            (""" "attribution": [] """, "/attribution", "Make this a JSON object."),
            (
                """ "attribution": {"models": "linear"} """,
                "/attribution/models",
                "Remove 'models': this object has no such member. Its members are model, position_weights, precedence, "
                    + "window_days."
            ),
            (
                """ "eligibility": {"existing_customers": true} """,
                "/eligibility/existing_customers",
                "Give one of exclude, include."
            ),
            (
                """ "eligibility": {"self_referral": "ignore"} """,
                "/eligibility/self_referral",
                "Give one of reject, hold, allow."
            ),
            (
                """ "eligibility": {"deal_lost_after_won": "ignore"} """,
                "/eligibility/deal_lost_after_won",
                "Give one of hold, reverse."
            ),
            (
                """ "eligibility": {"screens": [{"id": "a", "on": "sale"}]} """,
                "/eligibility/screens/0/then",
                "Add 'then': one of hold, reject."
            ),
            (
                """ "eligibility": {"screens": [{"id": "a", "on": "sale", "then": "hold"}, {"id": "a", "on": "lead", "then": "reject"}]} """,
                "/eligibility/screens/1/id",
                "The id 'a' is used twice: give each its own id."
            ),
            (""" "payout": {"minimum": -1} """, "/payout/minimum", Amount),
            (
                """ "payout": {"methods": []} """,
                "/payout/methods",
                "Name at least one method, or leave out 'methods' to allow all methods."
            ),
            (
                """ "payout": {"methods": ["cheque"]} """,
                "/payout/methods/0",
                "Use the methods ach, sepa, paypal, wise."
            ),
            (
                """ "payout": {"require": ["passport"]} """,
                "/payout/require/0",
                "Use the requirements tax_form, payout_details."
            ),
            (""" "onboarding": {"on_expiry": "wait"} """, "/onboarding/on_expiry", "Give one of approve, reject."),
            (
                """ "onboarding": {"remind_after_hours": 400} """,
                "/onboarding/expire_after_hours",
                "Give more hours than 'remind_after_hours' and 'escalate_after_hours'."
            ),
            (
                """ "onboarding": {"reapply": "later"} """,
                "/onboarding/reapply",
                "Give \"at_once\", \"never\" or {\"days\": n}."
            ),
            (
                """ "onboarding": {"reapply": {"days": 0}} """,
                "/onboarding/reapply/days",
                "Give an integer from 1 to 3650."
            ),
            (
                """ "onboarding": {"findings_within_hours": 0} """,
                "/onboarding/findings_within_hours",
                "Give an integer from 1 to 8760."
            ),
            (
                """ "onboarding": {"terms_version": ""} """,
                "/onboarding/terms_version",
                "Make this a string of 1 to 50 characters."
            ),
            (
                """ "review": {"promote": {}} """,
                "/review/promote",
                "Remove 'promote': this object has no such member. Its members are coach_at, pause_at, promote_at."
            ),
            (
                """ "a/b~c": 1 """,
                "/a~1b~0c",
                "Remove 'a/b~c': this object has no such member. Its members are attribution, bonuses, caps, "
                    + "commissions, contract_terms, currency, eligibility, groups, hold_days, name, onboarding, "
                    + "payout, review, schema, select."
            ),
            (""" "hold_days": 1, "hold_days": 2 """, "/hold_days", "Give this member only once."),
        ];

    private static IEnumerable<(string, string, string)> Lists =>
        [
            (
                """ "caps": [{"id": "a", "scope": "customer", "max": 1}] """,
                "/caps/0/window",
                $"Add 'window': one of {Windows}."
            ),
            (
                """ "caps": [{"id": "a", "scope": "conversion", "window": "month", "max": 1}] """,
                "/caps/0/window",
                "Remove 'window': a cap on one conversion has no window."
            ),
            (
                """ "caps": [{"id": "a", "scope": "group", "window": "month", "max": 1}] """,
                "/caps/0/scope",
                "Give one of conversion, customer, partner."
            ),
            (""" "caps": [{"id": "a", "scope": "conversion"}] """, "/caps/0/max", "Add 'max': an integer."),
            (
                """ "caps": [{"id": "a", "scope": "conversion", "max": 1}, {"id": "a", "scope": "conversion", "max": 2}] """,
                "/caps/1/id",
                "The id 'a' is used twice: give each its own id."
            ),
            (
                Bonus(metric: "customer.sales"),
                "/bonuses/0/metric",
                "'customer.sales' is not a metric of the partner: give one, such as partner.sales."
            ),
            (Bonus(atLeast: "0"), "/bonuses/0/at_least", "Give an integer from 1 to 9007199254740991."),
            (
                Bonus(pay: """{"percent": "5", "flat": 1}"""),
                "/bonuses/0/pay/percent",
                "Remove 'percent': this object has no such member. Its members are flat."
            ),
            (
                Bonus() + """, "commissions": [{"id": "bonus", "on": "sale", "pay": {"flat": 1}}]""",
                "/bonuses/0/id",
                "The id 'bonus' is used twice: give each its own id."
            ),
        ];

    private static string Bonus(
        string metric = "partner.sales",
        string atLeast = "3",
        string pay = """{"flat": 1}"""
    ) =>
        $$""" "bonuses": [{"id": "bonus", "metric": "{{metric}}", "window": "month", "at_least": {{atLeast}}, "pay": {{pay}} }] """;
}

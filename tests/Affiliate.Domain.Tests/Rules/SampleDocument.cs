namespace Affiliate.Domain.Tests.Rules;

/// <summary>A rule book with every member that there is.</summary>
internal static class SampleDocument
{
    public const string Text = """
        {
          "schema": "affiliate-rules/1",
          "name": "Partner program 2027",
          "currency": "USD",
          "attribution": {
            "model": "last_touch",
            "position_weights": [40, 20, 40],
            "window_days": 90,
            "precedence": ["deal", "coupon", "click", "manual"]
          },
          "eligibility": {
            "existing_customers": "exclude",
            "self_referral": "hold",
            "screens": [ { "id": "big-first-order", "on": "sale", "when": { "field": "sale.amount", "op": "gt", "value": 500000 },
                           "then": "hold", "reason": "First order above 5,000.00" } ]
          },
          "commissions": [
            { "id": "revenue-share", "on": "sale",
              "when": { "all": [ { "field": "customer.country", "op": "in", "value": ["US", "CA"] },
                                 { "not": { "field": "sale.metadata.channel", "op": "equals", "value": "reseller" } } ] },
              "groups": ["default", "gold"],
              "pay": { "percent": "20" },
              "base": "net",
              "duration": { "months": 12 } },
            { "id": "growth", "on": "sale", "base": "gross", "duration": "lifetime",
              "pay": { "tiers": { "by": "partner.sale_amount", "window": "month", "mode": "marginal",
                                  "steps": [ { "from": 0, "percent": "10" }, { "from": 1000000, "percent": "15" } ] } } },
            { "id": "qualified-lead", "on": "lead", "pay": { "flat": 5000 } }
          ],
          "select": "highest",
          "caps": [ { "id": "per-customer-year", "scope": "customer", "window": "year", "max": 200000 }, { "id": "per-sale", "scope": "conversion", "max": 100000 } ],
          "bonuses": [ { "id": "ten-deals", "metric": "partner.sales", "window": "quarter", "at_least": 10, "pay": { "flat": 50000 } } ],
          "hold_days": 30,
          "payout": {
            "minimum": 5000, "second_approval_above": 1000000, "max_monthly_total": 5000000,
            "methods": ["ach", "sepa", "paypal", "wise"], "require": ["tax_form", "payout_details"]
          },
          "onboarding": {
            "auto_approve": { "any": [ { "field": "application.audience", "op": "gte", "value": 1000 }, { "field": "application.answers.crm", "op": "exists", "value": true } ] },
            "auto_reject": { "any": [ { "field": "application.country", "op": "in", "value": ["KP"] } ] },
            "second_person": { "field": "application.assigned_group", "op": "equals", "value": "gold" },
            "remind_after_hours": 24, "escalate_after_hours": 72, "expire_after_hours": 336, "on_expiry": "reject",
            "terms_version": "2026-11"
          },
          "contract_terms": { "second_person_above": { "percent": "30", "flat": 10000 } },
          "review": {
            "promote_at": { "field": "scorecard.sales", "op": "gte", "value": 10 },
            "coach_at": { "field": "scorecard.leads", "op": "lt", "value": 3 },
            "pause_at": { "field": "scorecard.refund_rate", "op": "gt", "value": 20 }
          }
        }
        """;
}

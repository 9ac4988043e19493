using System.Globalization;
using System.Text.Json.Nodes;
using Affiliate.Demo.Outside;

namespace Affiliate.Demo.Steps;

/// <summary>Creates the program, approves its rules by link, and starts its pilot.</summary>
internal sealed class SetUpProgram(ProgramClient program, DemoProgress progress)
{
    public const string Owner = "owner@example.com";
    public const string Finance = "finance@example.com";

    /// <summary>
    /// The partners' commission: a share of a sale's net amount, and a bounty in minor units for a lead.
    /// </summary>
    public const int SharePercent = 20;

    /// <inheritdoc cref="SharePercent"/>
    public const long LeadBounty = 500;

    private static readonly (string Name, string Definition)[] Components =
    [
        ("partner_onboarding", "Who may become a partner, who decides, and within which time."),
        ("program_rules", "What earns which commission, and from which date."),
        ("tracking_setup", "How clicks, leads and sales reach the program, and who owns each source."),
        ("payout_policy", "When and how partners are paid, and who approves it."),
        ("performance_review", "What is measured each month, and what is decided on it."),
    ];

    private const string TermsVersion = "2026-11";

    private const string Terms = """
        # Partner terms

        1. **What you do.** You recommend our product honestly, and you say that you are paid for it.
        2. **What you may not do.** You do not bid on our name, send unsolicited e-mail or buy through your own link.
        3. **What you get.** You earn 20 % of what a new customer pays in the first 12 months, and 5.00 USD for a
           qualified lead. An amount is payable 14 days after the sale, and is taken back with a refund.
        4. **When you are paid.** We pay once a month from 10.00 USD on, when we have your tax form and your payout
           details.
        5. **How it ends.** You and we can end the partnership at any time. What you have earned by then is paid.
        """;

    /// <summary>Runs the step and returns the first day of the first month.</summary>
    public async Task<DateTimeOffset> PlayAsync()
    {
        var act = progress.Begin("Setting up the program", 5);
        var begin = await BeginAsync();
        act.Step();
        await program.PutAsync($"{program.Path}/charter", Charter);
        foreach (var (name, definition) in Components)
        {
            await program.PutAsync(
                $"{program.Path}/components/{name}",
                new JsonObject
                {
                    ["definition"] = definition,
                    ["inputs"] = new JsonArray("The charter", "Billing events"),
                    ["owner"] = new JsonObject { ["name"] = "Program owner", ["email"] = Owner },
                    ["review_every_days"] = 180,
                }.ToJsonString()
            );
        }

        await program.PutAsync(
            $"{program.Path}/terms",
            new JsonObject { ["version"] = TermsVersion, ["text"] = Terms }.ToJsonString()
        );
        act.Step();
        await ApproveRulesAsync(begin);
        act.Step();
        if ((await program.GetAsync(program.Path)).GetProperty("stage").GetString() == "draft")
        {
            await program.PostAsync($"{program.Path}/stage", """{"to": "pilot"}""");
        }

        act.End();
        return begin;
    }

    // A demo begins at the start of a month. The clock is moved there before the program is created, and the creation
    // time of the program gives every later run the same start.
    private async Task<DateTimeOffset> BeginAsync()
    {
        if (await program.FindAsync(program.Path) is not { } found)
        {
            var now = await program.NowAsync();
            await program.MoveToAsync(new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1));
            found = await program.PutAsync(
                program.Path,
                """
                {
                  "name": "Demo partner program", "currency": "USD", "website": "https://www.example.com",
                  "legal_name": "Example Software Inc.", "address": "100 Example Street, New York, NY 10001, USA",
                  "color": "#0a6b4f",
                  "allowed_origins": ["https://www.example.com"], "allowed_destinations": ["shop.example.com"]
                }
                """
            );
        }

        var created = found.GetProperty("created_at").GetDateTimeOffset();
        return new DateTimeOffset(created.Year, created.Month, 1, 0, 0, 0, TimeSpan.Zero);
    }

    private async Task ApproveRulesAsync(DateTimeOffset begin)
    {
        if (await program.FindAsync($"{program.Path}/rules/current") is not null)
        {
            return;
        }

        var version = (await program.PostAsync($"{program.Path}/rules", Rules)).GetProperty("version").GetInt32();
        if (
            (await program.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{program.Path}/rules/{version}")))
                .GetProperty("status")
                .GetString() == "draft"
        )
        {
            await program.PostAsync(
                string.Create(CultureInfo.InvariantCulture, $"{program.Path}/rules/{version}/submit"),
                new JsonObject { ["effective_from"] = begin.UtcDateTime }.ToJsonString()
            );
        }

        await program.WhenIdleAsync();
        var link =
            await program.FindLinkAsync(Owner, "Approve rule book", "/approve/")
            ?? throw new UnexpectedAnswerException("No e-mail asks for approval of the rule book.");
        await program.PressAsync(link, ("decision", "approve"));
        await program.WhenIdleAsync();
    }

    private static string Charter =>
        $$"""
            {
              "business_question": "Do partners bring customers that stay and pay, at a lower cost than advertising?",
              "owner": {"name": "Program owner", "email": "{{Owner}}"},
              "backup_owner": {"name": "Backup owner", "email": "backup@example.com"},
              "finance": {"name": "Finance", "email": "{{Finance}}"},
              "input_sources": [
                {"kind": "billing", "name": "Stripe", "owner": "Finance"},
                {"kind": "web", "name": "The site's tracking script", "owner": "Marketing"}
              ],
              "workflow": [
                {"step": "application", "owner": "Program owner", "sla_hours": 48},
                {"step": "payout", "owner": "Finance", "sla_hours": 72}
              ],
              "quality_signals": [
                {"metric": "refund_rate", "target": 0.15, "direction": "at_most", "min_sample": 30},
                {"metric": "conversion_rate", "target": 0.05, "direction": "at_least", "min_sample": 100},
                {
                  "metric": "application_to_decision_hours_median",
                  "target": 48, "direction": "at_most", "min_sample": 10
                }
              ],
              "review_cadence": "monthly"
            }
            """;

    private static string Rules =>
        $$"""
            {
              "schema": "affiliate-rules/1",
              "name": "Demo partner program",
              "currency": "USD",
              "attribution": {"model": "last_touch", "window_days": 90, "precedence": ["coupon", "click"]},
              "commissions": [
                {
                  "id": "revenue-share", "on": "sale", "pay": {"percent": "{{SharePercent}}"}, "base": "net",
                  "duration": {"months": 12}
                },
                {"id": "lead-bounty", "on": "lead", "pay": {"flat": {{LeadBounty}}} }
              ],
              "hold_days": 14,
              "payout": {
                "minimum": 1000, "second_approval_above": 300000,
                "methods": ["ach", "paypal", "wise"], "require": ["tax_form", "payout_details"]
              },
              "onboarding": {
                "remind_after_hours": 24, "escalate_after_hours": 72, "expire_after_hours": 336,
                "terms_version": "{{TermsVersion}}"
              }
            }
            """;
}

using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>What is held, what is rejected, and what pays nothing.</summary>
public sealed class ScreenTests
{
    private const string Large =
        """{"id": "large", "on": "sale", "when": {"field": "sale.amount", "op": "gt", "value": 500000}, "then": "hold"}""";
    private const string Huge =
        """{"id": "huge", "on": "sale", "when": {"field": "sale.amount", "op": "gt", "value": 900000}, "then": "reject"}""";
    private const string Leads = """{"id": "leads", "on": "lead", "then": "reject"}""";

    [Theory]
    [InlineData(500_000, Decision.Pay, null, 1)]
    [InlineData(500_001, Decision.Hold, "large", 1)]
    [InlineData(900_001, Decision.Reject, "huge", 0)]
    public void A_screen_holds_or_rejects_and_rejecting_wins(
        long amount,
        Decision decision,
        string? reason,
        int commissions
    )
    {
        var evaluation = Screened($"{Large}, {Huge}, {Leads}").Evaluate(Sales.Of(amount));
        Assert.Equal(
            (decision, reason, commissions),
            (evaluation.Decision, evaluation.Reason, evaluation.Commissions.Count)
        );
    }

    [Fact]
    public void The_trace_tells_what_each_screen_saw()
    {
        var screens = Screened($"{Large}, {Huge}").Evaluate(Sales.Of(600_000)).Trace!.Screens;
        Assert.Equal(
            [("large", "hold", 600_000m), ("huge", "passed", 600_000m)],
            screens.Select(screen => (screen.Id, screen.Outcome, (decimal)screen.Conditions[0].Seen!))
        );
    }

    [Theory]
    [InlineData("owner@acme.example", "OWNER@acme.example", true)]
    [InlineData("owner@acme.example", "buyer@ACME.example", true)]
    [InlineData("owner@acme.example", "buyer@other.example", false)]
    [InlineData("owner@gmail.com", "buyer@gmail.com", false)]
    [InlineData("owner@gmail.com", "Owner@Gmail.com", true)]
    [InlineData(null, "buyer@acme.example", false)]
    [InlineData("owner@acme.example", null, false)]
    public void A_partners_own_purchase_is_known_by_the_address_or_the_companys_domain(
        string? partner,
        string? customer,
        bool isOwn
    )
    {
        foreach (
            var (word, decision) in new[]
            {
                ("hold", Decision.Hold),
                ("reject", Decision.Reject),
                ("allow", Decision.Pay),
            }
        )
        {
            var evaluation = Eligible($"\"self_referral\": \"{word}\"").Evaluate(Bought(partner, customer));
            var expected = isOwn ? decision : Decision.Pay;
            Assert.Equal(
                (expected, expected == Decision.Pay ? null : EvaluationReasons.SelfReferral),
                (evaluation.Decision, evaluation.Reason)
            );
        }
    }

    [Theory]
    [InlineData("acme.example", "Reject")]
    [InlineData("ACME.example", "Reject")]
    [InlineData("gmail.com", "Pay")]
    [InlineData("other.example", "Pay")]
    public void The_domain_alone_tells_a_partners_own_purchase(string domain, string decision)
    {
        var input = Bought("owner@acme.example", null) with { Customer = new CustomerFacts { EmailDomain = domain } };
        Assert.Equal(decision, Eligible(""" "self_referral": "reject" """).Evaluate(input).Decision.ToString());
    }

    [Fact]
    public void The_purchase_of_any_credited_partner_is_its_own()
    {
        var rules = Eligible(""" "self_referral": "hold" """);
        var input = Bought("owner@one.example", "buyer@three.example") with { OtherEmails = ["owner@two.example"] };
        Assert.Equal(Decision.Pay, rules.Evaluate(input).Decision);
        Assert.Equal(
            Decision.Hold,
            rules.Evaluate(input with { OtherEmails = ["owner@two.example", "owner@three.example"] }).Decision
        );
    }

    [Theory]
    [InlineData("joe@acme.example", "joe+tag@acme.example")]
    [InlineData("joe@gmail.com", "joe+tag@gmail.com")]
    [InlineData("joe@gmail.com", "j.oe@gmail.com")]
    [InlineData("joe@gmail.com", "joe@googlemail.com")]
    [InlineData("partner@acme.example", "ann@mail.acme.example")]
    [InlineData("partner@b\u00FCcher.example", "ann@xn--bcher-kva.example")]
    public void A_buyer_of_the_partners_mailbox_or_company_is_rejected_in_whatever_way_the_address_is_written(
        string partner,
        string buyer
    )
    {
        var evaluation = Eligible(""" "self_referral": "reject" """).Evaluate(Bought(partner, buyer));
        Assert.Equal((Decision.Reject, EvaluationReasons.SelfReferral), (evaluation.Decision, evaluation.Reason));
    }

    [Fact]
    public void A_rejecting_screen_goes_before_a_held_self_referral()
    {
        var rules = Screened("""{"id": "never", "on": "sale", "then": "reject"}""");
        Assert.Equal("never", rules.Evaluate(Bought("a@acme.example", "b@acme.example")).Reason);
    }

    [Theory]
    [InlineData(-1, null, false)]
    [InlineData(1, null, true)]
    [InlineData(null, -1, false)]
    [InlineData(null, 1, true)]
    [InlineData(null, null, true)]
    public void A_customer_known_before_its_first_touch_pays_nothing(int? signup, int? subscription, bool pays)
    {
        var input = Sales.Of(1_000) with
        {
            Customer = new CustomerFacts
            {
                SignupDate = signup is { } day ? WrittenTime.Of(Sales.Day0.AddDays(day)) : null,
                SubscriptionStart = subscription is { } start ? WrittenTime.Of(Sales.Day0.AddDays(start)) : null,
            },
            FirstTouchAt = Sales.Day0,
        };
        var evaluation = Eligible(""" "existing_customers": "exclude" """).Evaluate(input);
        Assert.Equal(
            pays ? (Decision.Pay, null) : (Decision.None, EvaluationReasons.ExistingCustomer),
            (evaluation.Decision, evaluation.Reason)
        );
        Assert.Equal(Decision.Pay, Eligible(""" "existing_customers": "include" """).Evaluate(input).Decision);
    }

    [Fact]
    public void A_sign_up_on_the_day_of_the_touch_is_not_before_it_where_the_time_is_unknown()
    {
        var midnight = new DateTimeOffset(Sales.Day0.Date, TimeSpan.Zero);
        Assert.False(
            Eligibility.IsExistingCustomer(new CustomerFacts { SignupDate = WrittenTime.Of(midnight) }, Sales.Day0)
        );
        Assert.True(
            Eligibility.IsExistingCustomer(
                new CustomerFacts { SubscriptionStart = WrittenTime.Of(midnight.AddDays(-1)) },
                Sales.Day0
            )
        );
    }

    [Fact]
    public void What_a_customer_has_bought_under_the_program_does_not_make_it_known_before()
    {
        var input = Sales.Of(1_000) with
        {
            History = new CustomerHistory(1, Sales.Day0.AddDays(-30)),
            FirstTouchAt = Sales.Day0.AddDays(-10),
        };
        Assert.Equal([100], Eligible(""" "existing_customers": "exclude" """).Evaluate(input).Amounts());
    }

    [Fact]
    public void A_held_conversion_that_no_rule_pays_for_is_not_held()
    {
        var rules = Books.Of($$""" "eligibility": {"screens": [{{Large}}]}, "commissions": [] """);
        var evaluation = rules.Evaluate(Sales.Of(600_000));
        Assert.Equal((Decision.None, EvaluationReasons.NoRuleMatches), (evaluation.Decision, evaluation.Reason));
    }

    private static EvaluationInput Bought(string? partner, string? customer) =>
        Sales.Of(1_000) with
        {
            Partner = new PartnerFacts { Id = Sales.Partner(1), Email = partner },
            Customer = new CustomerFacts { Email = customer },
        };

    private static CompiledRuleBook Screened(string screens) => Eligible($"\"screens\": [{screens}]");

    private static CompiledRuleBook Eligible(string eligibility) =>
        Books.Of(
            $$""" "eligibility": { {{eligibility}} }, "commissions": [{"id": "rule", "on": "sale", "pay": {"percent": "10"} }] """
        );
}

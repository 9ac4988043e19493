using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>Partner groups with hold days of their own.</summary>
public sealed class GroupHoldTests
{
    private static readonly PartnerId Gold = PartnerId.Parse("prt_gold");
    private static readonly PartnerId Plain = PartnerId.Parse("prt_plain");
    private static readonly PartnerId Recruiter = PartnerId.Parse("prt_recruiter");

    [Fact]
    public void Each_paid_partner_waits_as_its_own_group_does()
    {
        var rules = Books.Of(
            """
            "attribution": {"model": "linear"}, "hold_days": 30,
            "groups": {"gold": {"hold_days": 14}, "agency": {"hold_days": 0}},
            "commissions": [ {"id": "share", "on": "sale", "pay": {"percent": "10"}},
                             {"id": "recruiting", "on": "partner_sale", "pay": {"percent": "10"}} ],
            "bonuses": [ {"id": "first", "metric": "partner.sales", "window": "month", "at_least": 1, "pay": {"flat": 500}} ]
            """
        );
        var evaluation = rules.Evaluate(
            new EvaluationInput
            {
                Conversion = Sales.Of(10_000).Conversion,
                Partner = new PartnerFacts { Id = Gold, Group = "gold" },
                Credits = [new Credit(Gold, 1), new Credit(Plain, 1)],
                Recruiters = new Dictionary<PartnerId, PartnerId> { [Plain] = Recruiter },
                OtherGroups = new Dictionary<PartnerId, string> { [Plain] = "default", [Recruiter] = "agency" },
            }
        );
        Assert.Equal(
            [
                ("first", Gold, new HoldTrace(14, "gold")),
                ("recruiting", Recruiter, new HoldTrace(0, "agency")),
                ("share", Gold, new HoldTrace(14, "gold")),
                ("share", Plain, new HoldTrace(30, null)),
            ],
            evaluation
                .Commissions.Select(paid => (paid.Rule, paid.Partner, evaluation.TraceOf(paid).Hold!))
                .OrderBy(paid => (paid.Rule, paid.Partner.Value))
        );
    }

    [Theory]
    [InlineData("null", 30, null)]
    [InlineData("\"gold\"", 14, "gold")]
    [InlineData("\"other\"", 30, null)]
    public void A_partner_of_no_known_group_waits_as_all_do(string group, int days, string? named)
    {
        var book = Books.Of(""" "groups": {"gold": {"hold_days": 14}}, "commissions": [] """).Book;
        Assert.Equal(new HoldTrace(days, named), book.HoldOf(group == "null" ? null : group.Trim('"')));
    }
}

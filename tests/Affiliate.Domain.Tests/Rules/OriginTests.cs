using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Tests.Rules;

public sealed class OriginTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);
    private static readonly PartnerId P1 = PartnerId.Parse("prt_1");
    private static readonly PartnerId P2 = PartnerId.Parse("prt_2");

    [Theory]
    [InlineData(AttributionModel.LastTouch, "late")]
    [InlineData(AttributionModel.Linear, "late")]
    [InlineData(AttributionModel.FirstTouch, "early")]
    public void The_touch_that_decides_the_credit_gives_its_link_and_sub_id(AttributionModel model, string expected)
    {
        Touch[] touches =
        [
            Click(P1, 10, "early"),
            Click(P1, 12, "late"),
            Click(P1, 25, "after-the-sale"),
            new(P2, TouchKind.Click, At.AddDays(-9)),
        ];
        var origins = CreditModel.Origins(Rules(model), touches, At);
        Assert.Equal([KeyValuePair.Create(P1, new LinkOrigin("news", expected))], origins);
    }

    [Fact]
    public void A_coupon_that_precedes_a_click_does_not_get_the_sub_id_of_the_click()
    {
        Touch[] touches = [Click(P1, 10, "early"), new(P1, TouchKind.Coupon, At)];
        Assert.Empty(CreditModel.Origins(Rules(AttributionModel.LastTouch), touches, At));
    }

    private static Touch Click(PartnerId partner, int day, string subId) =>
        new(partner, TouchKind.Click, new DateTimeOffset(2026, 11, day, 0, 0, 0, TimeSpan.Zero))
        {
            Origin = new LinkOrigin("news", subId),
        };

    private static AttributionRules Rules(AttributionModel model) =>
        new(model, [], 30, [TouchKind.Coupon, TouchKind.Click]);
}

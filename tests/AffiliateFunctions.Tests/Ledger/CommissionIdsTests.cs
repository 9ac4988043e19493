using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;
using static AffiliateFunctions.Tests.Ledger.Effects;

namespace AffiliateFunctions.Tests.Ledger;

public sealed class CommissionIdsTests
{
    private static readonly EventId Event = EventId.Parse("sale-1");

    [Fact]
    public void The_same_effect_has_the_same_id() =>
        Assert.Equal(
            CommissionIds.Of(SaleAt, Partner, Event, "share"),
            CommissionIds.Of(SaleAt, Partner, Event, "share")
        );

    [Fact]
    public void Another_partner_event_rule_or_attempt_has_another_id() =>
        Assert.Equal(
            5,
            new[]
            {
                CommissionIds.Of(SaleAt, Partner, Event, "share"),
                CommissionIds.Of(SaleAt, Other, Event, "share"),
                CommissionIds.Of(SaleAt, Partner, EventId.Parse("sale-2"), "share"),
                CommissionIds.Of(SaleAt, Partner, Event, "bonus"),
                CommissionIds.Of(SaleAt, Partner, Event, "share", attempt: 1),
            }
                .Distinct()
                .Count()
        );

    [Fact]
    public void Ids_sort_by_the_time_of_the_event()
    {
        string[] ids =
        [
            .. new[] { 0, 1, 59, 3600, 86_400, 40_000_000 }.Select(seconds =>
                CommissionIds.Of(SaleAt.AddSeconds(seconds), Partner, Event, "share").Value
            ),
        ];

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.True(string.CompareOrdinal(CommissionIds.LeastAt(SaleAt), ids[0]) < 0);
        Assert.True(string.CompareOrdinal(CommissionIds.LeastAt(SaleAt.AddMilliseconds(1)), ids[0]) > 0);
    }

    [Fact]
    public void An_id_tells_whose_it_is() =>
        Assert.Equal(
            CommissionIds.OwnerMark(Partner),
            CommissionIds.OwnerMark(CommissionIds.Of(SaleAt, Partner, Event, "share"))
        );

    [Fact]
    public void An_id_that_is_none_of_these_tells_nothing() =>
        Assert.Null(CommissionIds.OwnerMark(CommissionId.Parse("com_line")));
}

using AffiliateFunctions.Payouts.CycleApprovals;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>The rows of a table that shows the largest of many.</summary>
public sealed class LargestItemsTests
{
    [Fact]
    public void The_largest_are_kept_in_their_order_and_all_are_counted()
    {
        var items = new LargestItems<string>(max: 3);
        foreach (var (item, amount) in new[] { ("a", 5), ("b", 1), ("c", 7), ("d", 5), ("e", 5), ("f", 6) })
        {
            items.Add(item, amount);
        }

        // Of equal amounts the first is kept.
        Assert.Equal(["c", "f", "a"], items.Items);
        Assert.Equal((6, 29), (items.Count, items.Sum));
    }

    [Fact]
    public void Items_can_be_compared_by_another_amount_than_the_one_that_is_summed()
    {
        var items = new LargestItems<string>(max: 2);
        items.Add("of the smaller payout", 100, rank: 500);
        items.Add("of the larger payout", 1, rank: 900);
        items.Add("of the smallest payout", 300, rank: 300);
        items.Add("another of the larger payout", 2, rank: 900);

        Assert.Equal(["of the larger payout", "another of the larger payout"], items.Items);
        Assert.Equal((4, 403), (items.Count, items.Sum));
    }

    [Fact]
    public void A_table_without_items_is_empty() => Assert.Empty(new LargestItems<string>(max: 3).Items);
}

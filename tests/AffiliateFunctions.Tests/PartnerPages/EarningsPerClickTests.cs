using AffiliateFunctions.PartnerPages.Overview;

namespace AffiliateFunctions.Tests.PartnerPages;

public sealed class EarningsPerClickTests
{
    [Theory]
    [InlineData(2_500, 1_000, 250)]
    [InlineData(2_500, 3, 83_333)]
    [InlineData(5, 1_000, 0)]
    [InlineData(15, 1_000, 2)]
    [InlineData(0, 7, 0)]
    public void Earnings_per_hundred_clicks_are_rounded_half_to_even(long commissions, long clicks, long expected) =>
        Assert.Equal(expected, OverviewText.PerHundred(commissions, clicks));
}

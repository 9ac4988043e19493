using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Tests.Ledger;

public sealed class PartnerCountersTests
{
    private static readonly Counts One = Counts.None with { Sales = 1, SaleAmount = 10_000 };

    [Fact]
    public void Windows_are_sums_of_the_months_in_them()
    {
        var counters = PartnerCounters.Empty;
        foreach (
            var day in new[]
            {
                "2025-11-30",
                "2026-01-01",
                "2026-09-30",
                "2026-10-01",
                "2026-11-05",
                "2026-11-30",
                "2026-12-31",
                "2027-01-01",
            }
        )
        {
            counters = counters.Counting(At(day), One);
        }

        var windows = counters.At(At("2026-11-15"));

        Assert.Equal(
            (8, 6, 4, 2),
            (windows.Lifetime.Sales, windows.Year.Sales, windows.Quarter.Sales, windows.Month.Sales)
        );
        Assert.Equal(80_000, windows.Lifetime.SaleAmount);
    }

    [Fact]
    public void A_late_event_counts_in_the_window_of_its_own_time()
    {
        var counters = PartnerCounters.Empty.Counting(At("2026-11-05"), One).Counting(At("2026-10-05"), One);

        Assert.Equal(1, counters.At(At("2026-10-31")).Month.Sales);
        Assert.Equal(1, counters.At(At("2026-11-30")).Month.Sales);
    }

    [Fact]
    public void The_use_of_a_cap_adds_up() =>
        Assert.Equal(30, PartnerCounters.Empty.Using("year", 10).Using("year", 20).CapUse["year"]);

    private static DateTimeOffset At(string day) =>
        DateTimeOffset.Parse(day + "T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
}

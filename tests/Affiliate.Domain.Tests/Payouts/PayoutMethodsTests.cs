using System.Globalization;
using Affiliate.Domain.Payouts;

namespace Affiliate.Domain.Tests.Payouts;

public sealed class PayoutMethodsTests
{
    [Theory]
    [InlineData("ach", "USD", true)]
    [InlineData("ach", "EUR", false)]
    [InlineData("sepa", "EUR", true)]
    [InlineData("sepa", "USD", false)]
    [InlineData("paypal", "JPY", true)]
    [InlineData("paypal", "KRW", false)]
    [InlineData("wise", "KRW", true)]
    [InlineData("wise", "XXX", false)]
    [InlineData("cheque", "USD", false)]
    public void A_method_carries_its_own_currencies_only(string method, string currency, bool carries) =>
        Assert.Equal(carries, PayoutMethods.Carries(method, currency));

    [Theory]
    [InlineData("2026-11-27", "2026-11-27", 0)]
    [InlineData("2026-11-27", "2026-11-29", 0)]
    [InlineData("2026-11-27", "2026-11-30", 1)]
    [InlineData("2026-11-27", "2026-12-02", 3)]
    [InlineData("2026-11-28", "2026-12-02", 3)]
    [InlineData("2026-11-27", "2026-12-08", 7)]
    public void Business_days_leave_out_the_weekend(string from, string to, int days) =>
        Assert.Equal(
            days,
            BusinessDays.Between(
                DateOnly.Parse(from, CultureInfo.InvariantCulture),
                DateOnly.Parse(to, CultureInfo.InvariantCulture)
            )
        );
}

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
}

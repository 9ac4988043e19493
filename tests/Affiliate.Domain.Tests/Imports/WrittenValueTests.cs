using Affiliate.Domain.Imports;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Tests.Imports;

public sealed class WrittenValueTests
{
    [Theory]
    [InlineData("1234.5", "USD", 123_450)]
    [InlineData("-0.05", "USD", -5)]
    [InlineData("0", "USD", 0)]
    [InlineData("12", "JPY", 12)]
    [InlineData("1.234", "KWD", 1_234)]
    [InlineData("1,234.50", "USD", null)]
    [InlineData("1234,50", "USD", null)]
    [InlineData("$12.00", "USD", null)]
    [InlineData("12.345", "USD", null)]
    [InlineData("12.5", "JPY", null)]
    [InlineData("١٢", "USD", null)]
    [InlineData("1e3", "USD", null)]
    [InlineData("", "USD", null)]
    [InlineData("9999999999999999", "USD", null)]
    public void An_amount_has_digits_and_a_decimal_point(string text, string currency, int? amount) =>
        Assert.Equal(amount, WrittenAmount.Read(text, Currency.Parse(currency)));

    [Theory]
    [InlineData("2025-03-31", "2025-03-31T00:00:00Z")]
    [InlineData("2025-03-31T10:00:00+02:00", "2025-03-31T08:00:00Z")]
    [InlineData("2025-03-31 10:00:00 UTC", "2025-03-31T10:00:00Z")]
    [InlineData("2025-03-31 10:00:00", "2025-03-31T10:00:00Z")]
    [InlineData("1743415200", "2025-03-31T10:00:00Z")]
    [InlineData("1743415200123", "2025-03-31T10:00:00.123Z")]
    [InlineData("03/04/2025", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    public void A_time_is_unambiguous(string text, string? instant) =>
        Assert.Equal(instant, WrittenDate.Read(text) is { } read ? Instants.Write(read) : null);
}

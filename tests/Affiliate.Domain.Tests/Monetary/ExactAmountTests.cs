using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Tests.Monetary;

public sealed class ExactAmountTests
{
    [Theory]
    [InlineData("0.5", 0)]
    [InlineData("1.5", 2)]
    [InlineData("2.5", 2)]
    [InlineData("2.50000000001", 3)]
    [InlineData("-0.5", 0)]
    [InlineData("-1.5", -2)]
    [InlineData("-2.5", -2)]
    [InlineData("-2.6", -3)]
    [InlineData("7", 7)]
    public void Halves_are_rounded_to_even(string number, long expected) =>
        Assert.Equal(
            expected,
            ExactAmount.Of(decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).Round()
        );

    [Fact]
    public void Products_are_exact_where_decimals_are_not()
    {
        var amount =
            ExactAmount.Of(9_007_199_254_740_991) * ExactAmount.Of(1.0000000001m) * ExactAmount.Of(0.12345678m);
        Assert.Equal("1111999816919922.464549852248286898", amount.ToString());
    }

    [Fact]
    public void Numbers_are_the_same_however_they_are_written()
    {
        Assert.Equal(ExactAmount.Of(1.50m), ExactAmount.Of(1.5m));
        Assert.Equal(ExactAmount.Of(1.50m).GetHashCode(), ExactAmount.Of(1.5m).GetHashCode());
        Assert.Equal("1.5", (ExactAmount.Of(2) - ExactAmount.Of(0.5m)).ToString());
        Assert.Equal("0.015", ExactAmount.Of(1.5m).Shift(-2).ToString());
    }

    [Theory]
    [InlineData("9007199254740991.5", false)]
    [InlineData("9007199254740991.4", true)]
    [InlineData("-9007199254740991", true)]
    [InlineData("-9007199254740992", false)]
    [InlineData("79228162514264337593543950335", false)]
    public void An_amount_that_cannot_be_booked_is_not_rounded(string number, bool fits)
    {
        var amount = ExactAmount.Of(decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((fits, fits), (amount.TryRound(out var rounded), rounded != 0));
        Assert.Equal(fits, Record.Exception(() => amount.Round()) is not OverflowException);
    }

    [Theory]
    [InlineData("1.0875", true)]
    [InlineData("0.0000000001", true)]
    [InlineData("999999999999.9999999999", true)]
    [InlineData("1000000000000", false)]
    [InlineData("0.00000000001", false)]
    [InlineData("0", false)]
    [InlineData("0.0", false)]
    [InlineData(".5", false)]
    [InlineData("1.", false)]
    [InlineData("1,08", false)]
    [InlineData("1.08\n", false)]
    [InlineData("١", false)]
    [InlineData("-1", false)]
    [InlineData(null, false)]
    public void A_rate_is_a_positive_decimal_of_some_digits(string? text, bool fits) =>
        Assert.Equal(fits, Amounts.ReadRate(text) is not null);

    [Fact]
    public void Totals_stay_at_the_greatest_amount() =>
        Assert.Equal(
            (7, Amounts.Max, Amounts.Max),
            (Amounts.Sum(3, 4), Amounts.Sum(Amounts.Max, 1), Amounts.Sum(long.MaxValue, long.MaxValue))
        );

    [Theory]
    [InlineData("12.5", true)]
    [InlineData("0", true)]
    [InlineData("100", true)]
    [InlineData("100.0001", false)]
    [InlineData("-1", false)]
    [InlineData("12,5", false)]
    [InlineData("012", false)]
    [InlineData("1.123456789", false)]
    [InlineData("20\n", false)]
    [InlineData("٢٠", false)]
    [InlineData(null, false)]
    public void A_percentage_is_a_plain_decimal(string? text, bool expected) =>
        Assert.Equal(expected, Percentage.TryParse(text, out _));

    [Theory]
    [InlineData("USD", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KWD", 3)]
    public void A_currency_knows_its_digits(string code, int digits) =>
        Assert.Equal(digits, Currency.Parse(code).Digits);
}

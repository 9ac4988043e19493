using System.Numerics;
using Affiliate.Domain.Banking;

namespace Affiliate.Domain.Tests.Banking;

public sealed class AccountNumberTests
{
    [Theory]
    [InlineData("GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432")]
    [InlineData("de89370400440532013000", "DE89370400440532013000")]
    [InlineData("NO9386011117947", "NO9386011117947")]
    [InlineData("MT84MALT011000012345MTLCAST001S", "MT84MALT011000012345MTLCAST001S")]
    [InlineData("FR1420041010050500013M02606", "FR1420041010050500013M02606")]
    public void An_IBAN_is_read_from_its_printed_form(string text, string canonical)
    {
        Assert.True(Iban.TryParse(text, out var iban));
        Assert.Equal(canonical, iban.Value);
        Assert.Equal(canonical[..2], iban.Country);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("DE")]
    [InlineData("DE89370400440532013001")] // wrong check digits
    [InlineData("US89370400440532013000")] // a country without IBANs
    [InlineData("DE8937040044053201300")] // one digit short
    [InlineData("DE893704004405320130000")] // one digit too many
    [InlineData("DEA9370400440532013000")] // a letter in place of a check digit
    [InlineData("GB82WEST1234569876543Ä")]
    public void A_mistyped_IBAN_is_refused(string? text) => Assert.False(Iban.TryParse(text, out _));

    [Theory]
    [MemberData(nameof(LengthsOfCountries))]
    public void An_IBAN_has_exactly_the_length_of_its_country(string country, int length)
    {
        Assert.True(Iban.TryParse(WithCheckDigits(country, new string('0', length - 4)), out _));
        Assert.False(Iban.TryParse(WithCheckDigits(country, new string('0', length - 5)), out _));
        Assert.False(Iban.TryParse(WithCheckDigits(country, new string('0', length - 3)), out _));
    }

    [Fact]
    public void Check_digits_that_no_bank_assigns_are_refused()
    {
        // The check digits of this account are 97; 00 has the same remainder.
        var account = Enumerable
            .Range(0, 1_000)
            .Select(number => WithCheckDigits("DE", $"{number:D18}"))
            .First(number => number[2..4] == "97");
        Assert.True(Iban.TryParse(account, out _));
        Assert.False(Iban.TryParse($"DE00{account[4..]}", out _));
    }

    [Theory]
    [InlineData("DE89370400440532013000", true)]
    [InlineData("GB82WEST12345698765432", true)]
    [InlineData("CH9300762011623852957", true)]
    [InlineData("TR330006100519786457841326", false)]
    [InlineData("SA0380000000608010167519", false)]
    public void SEPA_reaches_the_countries_of_the_scheme(string account, bool reached)
    {
        Assert.True(Iban.TryParse(account, out var iban));
        Assert.Equal(reached, SepaArea.Reaches(iban));
    }

    [Fact]
    public void The_scheme_has_41_countries_and_the_code_of_Gibraltar() => Assert.Equal(42, SepaArea.Countries.Count);

    [Theory]
    [InlineData("DEUTDEFF", "DE")]
    [InlineData("DEUTDEFF500", "DE")]
    [InlineData("E097AEXX", "AE")]
    public void A_BIC_names_the_country_of_its_bank(string text, string country)
    {
        Assert.True(Bic.TryParse(text, out var bic));
        Assert.Equal(country, bic.Country);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("DEUTDEF")]
    [InlineData("DEUTDEFF50")]
    [InlineData("DEUT1EFF")]
    [InlineData("deutdeff")]
    [InlineData("DEUTDEFF-00")]
    public void A_mistyped_BIC_is_refused(string? text) => Assert.False(Bic.TryParse(text, out _));

    [Theory]
    [InlineData("021000021", true)]
    [InlineData("121042882", true)]
    [InlineData("021000012", false)]
    [InlineData("000000000", false)]
    [InlineData("02100002", false)]
    [InlineData("0210000211", false)]
    [InlineData("02100002A", false)]
    public void A_routing_number_has_a_check_digit(string text, bool fits) =>
        Assert.Equal(fits, RoutingNumber.TryParse(text, out _));

    // The lengths as printed by national banks and payment institutions, not read from the table under test.
    public static TheoryData<string, int> LengthsOfCountries =>
        new()
        {
            { "AT", 20 },
            { "BE", 16 },
            { "CH", 21 },
            { "DE", 22 },
            { "ES", 24 },
            { "FR", 27 },
            { "GB", 22 },
            { "IE", 22 },
            { "IT", 27 },
            { "MT", 31 },
            { "NL", 18 },
            { "NO", 15 },
            { "PL", 28 },
            { "PT", 25 },
            { "RU", 33 },
            { "SE", 24 },
        };

    private static string WithCheckDigits(string country, string account)
    {
        var digits = string.Concat(
            (account + country + "00").Select(letter => char.IsAsciiDigit(letter) ? letter - '0' : letter - 'A' + 10)
        );
        return $"{country}{98 - (int)(BigInteger.Parse(digits) % 97):00}{account}";
    }
}

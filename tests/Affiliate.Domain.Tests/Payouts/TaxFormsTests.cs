using Affiliate.Domain.Payouts;

namespace Affiliate.Domain.Tests.Payouts;

public sealed class TaxFormsTests
{
    [Theory]
    [InlineData("US", "w9")]
    [InlineData("DE", "w8bene", "w8ben", "w9")]
    public void The_country_decides_which_forms_fit(string country, params string[] forms) =>
        Assert.Equal(forms, TaxForms.For(country));

    // The example of the instructions, and both ends of a year.
    [Theory]
    [InlineData("w8ben", "2015-09-30", "2018-12-31")]
    [InlineData("w8bene", "2026-01-01", "2029-12-31")]
    [InlineData("w8ben", "2026-12-31", "2029-12-31")]
    [InlineData("w9", "2026-01-01", null)]
    public void A_form_of_a_foreign_person_ends_with_the_third_calendar_year_after_its_signature(
        string form,
        string signedOn,
        string? expiry
    ) =>
        Assert.Equal(
            expiry is null ? null : DateOnly.Parse(expiry, System.Globalization.CultureInfo.InvariantCulture),
            TaxForms.ExpiryOf(form, DateOnly.Parse(signedOn, System.Globalization.CultureInfo.InvariantCulture))
        );

    [Theory]
    [InlineData("123456789", true)]
    [InlineData("123-45-6789", true)]
    [InlineData("12-3456789", true)]
    [InlineData("1234-56789", false)]
    [InlineData("12345678", false)]
    [InlineData("12345678a", false)]
    [InlineData("000123456", false)]
    [InlineData("111111111", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_taxpayer_number_has_nine_digits_in_one_of_two_forms(string? number, bool fits) =>
        Assert.Equal(fits, TaxForms.IsTaxpayerNumber(number));
}

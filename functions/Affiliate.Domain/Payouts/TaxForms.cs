namespace Affiliate.Domain.Payouts;

/// <summary>
/// The tax forms of the Internal Revenue Service that a payer in the United States asks of its partners: Form W-9 of
/// persons and companies of the United States, Form W-8BEN of other persons, Form W-8BEN-E of other companies.
/// </summary>
public static class TaxForms
{
    /// <summary>Form W-9, "Request for Taxpayer Identification Number and Certification".</summary>
    public const string W9 = "w9";

    /// <summary>Form W-8BEN, "Certificate of Foreign Status of Beneficial Owner (Individuals)".</summary>
    public const string W8Ben = "w8ben";

    /// <summary>Form W-8BEN-E, "Certificate of Status of Beneficial Owner (Entities)".</summary>
    public const string W8BenE = "w8bene";

    /// <summary>The VAT number of a company outside the United States, which gives no form of the service.</summary>
    public const string Vat = "vat";

    /// <summary>The forms of the service.</summary>
    public static IReadOnlyList<string> All { get; } = [W9, W8Ben, W8BenE];

    private const string UnitedStates = "US";
    private const int CalendarYears = 3;

    /// <summary>
    /// Returns the forms that fit a partner of the country (ISO 3166-1 alpha-2), the most likely form first. A citizen
    /// of the United States gives Form W-9 in any country.
    /// </summary>
    public static IReadOnlyList<string> For(string country) => country == UnitedStates ? [W9] : [W8BenE, W8Ben, W9];

    /// <summary>
    /// Returns the last day on which a form is valid; null for Form W-9, which does not expire. The others are valid
    /// until the last day of the third calendar year after the year of the signature (Instructions for Form W-8BEN,
    /// Rev. October 2021, and for Form W-8BEN-E, "Expiration": a form signed on 30 September 2015 is valid through 31
    /// December 2018).
    /// </summary>
    public static DateOnly? ExpiryOf(string form, DateOnly signedOn) =>
        form is W8Ben or W8BenE ? new DateOnly(signedOn.Year + CalendarYears, 12, 31) : null;

    /// <summary>
    /// Returns whether the text is a taxpayer identification number of the United States: nine digits, written as
    /// <c>123-45-6789</c> (social security number), <c>12-3456789</c> (employer identification number) or without
    /// hyphens. Numbers that begin with 000, or consist of one digit, are not assigned (Social Security Administration,
    /// "Social Security Number Randomization": area number 000 is not used).
    /// </summary>
    public static bool IsTaxpayerNumber(string? text)
    {
        var digits = text?.Replace("-", string.Empty, StringComparison.Ordinal);
        return digits is { Length: 9 }
            && digits.All(char.IsAsciiDigit)
            && !digits.StartsWith("000", StringComparison.Ordinal)
            && digits.Distinct().Count() > 1
            && HyphensFit(text!);
    }

    private static bool HyphensFit(string text) =>
        text.Length switch
        {
            9 => true,
            10 => text[2] == '-',
            11 => text[3] == '-' && text[6] == '-',
            _ => false,
        };
}

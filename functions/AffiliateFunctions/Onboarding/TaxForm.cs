namespace AffiliateFunctions.Onboarding;

/// <summary>A tax form in plain text. It is stored encrypted, never logged and never returned.</summary>
/// <param name="Form"><c>w9</c>, <c>w8ben</c> or <c>w8bene</c>.</param>
/// <param name="Name">The name of the taxpayer.</param>
/// <param name="Country">The country of tax residence, ISO 3166-1 alpha-2.</param>
/// <param name="TaxpayerNumber">The taxpayer identification number of the United States, or null.</param>
/// <param name="ForeignTaxNumber">The tax number of another country, or null.</param>
/// <param name="VatId">The VAT id, or null.</param>
/// <param name="SignedBy">The name with which the form was signed.</param>
/// <param name="SignedOn">The day of the signature, in the program's time zone.</param>
/// <param name="ExpiresOn">The last day on which the form is valid; null for a form without expiry.</param>
public sealed record TaxForm(
    string Form,
    string Name,
    string Country,
    string? TaxpayerNumber,
    string? ForeignTaxNumber,
    string? VatId,
    string SignedBy,
    DateOnly SignedOn,
    DateOnly? ExpiresOn
)
{
    /// <summary>The name of the form only, so that logs contain no numbers.</summary>
    public override string ToString() => Form;
}

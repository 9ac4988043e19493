using System.Text.Json.Serialization;
using Affiliate.Domain.Banking;
using Affiliate.Domain.Payouts.Files;
using Affiliate.Domain.Payouts.Files.Sepa;
using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Payouts.Settings;

/// <summary>The debtor of SEPA credit transfers.</summary>
/// <param name="Name">The name of the debtor, up to 70 characters.</param>
/// <param name="Iban">The IBAN of the account that pays.</param>
/// <param name="Bic">The BIC of the debtor's bank.</param>
/// <param name="BatchBooking">
/// Whether the bank books the sum of the payments in one entry; absent to leave it to the agreement with the bank.
/// </param>
/// <param name="Address">The address of the debtor.</param>
/// <param name="BankingDaysAhead">
/// The banking days from the creation of the file to the execution of the payments, 0 to 5.
/// </param>
public sealed record SepaSettings(
    string Name,
    string Iban,
    string? Bic = null,
    bool? BatchBooking = null,
    SepaAddressSettings? Address = null,
    int BankingDaysAhead = 1
)
{
    /// <summary>The debtor of the files. An invalid number is empty, and one of its problems.</summary>
    [JsonIgnore]
    public SepaOriginator Originator =>
        new(
            Name,
            Affiliate.Domain.Banking.Iban.TryParse(Iban, out var iban) ? iban : default,
            Bic is null ? null
                : Affiliate.Domain.Banking.Bic.TryParse(Bic, out var bic) ? bic
                : default(Bic)
        )
        {
            BatchBooking = BatchBooking,
            Address = Address?.ToAddress(),
        };
}

/// <summary>The structured postal address of the debtor.</summary>
/// <param name="Town">The town, up to 35 characters.</param>
/// <param name="Country">The country, ISO 3166-1 alpha-2.</param>
/// <param name="Street">The street, up to 70 characters.</param>
/// <param name="BuildingNumber">The number of the building, up to 16 characters.</param>
/// <param name="PostCode">The post code, up to 16 characters.</param>
public sealed record SepaAddressSettings(
    string Town,
    string Country,
    string? Street = null,
    string? BuildingNumber = null,
    string? PostCode = null
)
{
    /// <summary>The address as the writer takes it.</summary>
    internal PostalAddress ToAddress() =>
        new(Town, CountryCode.TryParse(Country, out var country) ? country : default, Street, BuildingNumber, PostCode);
}

/// <summary>The settings of Wise's batch files.</summary>
/// <param name="SourceCurrency">The currency of the balance that pays, ISO 4217.</param>
public sealed record WiseSettings(string SourceCurrency);

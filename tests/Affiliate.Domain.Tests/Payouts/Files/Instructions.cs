using Affiliate.Domain.Banking;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Payouts.Files;
using Affiliate.Domain.Programs;

namespace Affiliate.Domain.Tests.Payouts.Files;

/// <summary>Builds instructions with plausible accounts.</summary>
internal static class Instructions
{
    public const string PayoutId = "pay_202611_01KB8Z3V5T6W7X8Y9ZABCDEFGH";

    public static PaymentInstruction Ach(
        string payoutId = PayoutId,
        string holder = "Ada Lovelace",
        string routingNumber = "021000021",
        string accountNumber = "123456789",
        AchAccountType type = AchAccountType.Checking,
        long amount = 123_456,
        string currency = "USD",
        bool isCompany = false,
        string? reference = null
    ) =>
        new(
            payoutId,
            "prt_1",
            holder,
            amount,
            Currency.Parse(currency),
            new AchAccount(holder, Routing(routingNumber), accountNumber, type)
        )
        {
            IsCompany = isCompany,
            Reference = reference,
        };

    public static PaymentInstruction Sepa(
        string payoutId = PayoutId,
        string holder = "Ada Lovelace",
        string iban = "DE89370400440532013000",
        string? bic = null,
        long amount = 123_456,
        string currency = "EUR",
        string? reference = null,
        DateOnly? executionDate = null,
        PostalAddress? address = null
    ) =>
        new(
            payoutId,
            "prt_1",
            holder,
            amount,
            Currency.Parse(currency),
            new SepaAccount(holder, Account(iban), bic is null ? null : BicOf(bic), address)
        )
        {
            Reference = reference,
            ExecutionDate = executionDate,
        };

    public static PaymentInstruction PayPal(
        string payoutId = PayoutId,
        string email = "ada@example.com",
        long amount = 123_456,
        string currency = "USD",
        string? reference = null
    ) =>
        new(payoutId, "prt_1", "Ada Lovelace", amount, Currency.Parse(currency), new PayPalAccount(email))
        {
            Reference = reference,
        };

    public static PaymentInstruction Wise(
        string payoutId = PayoutId,
        string name = "Ada Lovelace",
        string email = "ada@example.com",
        long amount = 123_456,
        string currency = "USD",
        bool isCompany = false,
        string? reference = null
    ) =>
        new(payoutId, "prt_1", name, amount, Currency.Parse(currency), new WiseAccount(email))
        {
            IsCompany = isCompany,
            Reference = reference,
        };

    public static RoutingNumber Routing(string text) => RoutingNumber.TryParse(text, out var number) ? number : default;

    public static Iban Account(string text) => Iban.TryParse(text, out var iban) ? iban : default;

    public static Bic BicOf(string text) =>
        Bic.TryParse(text, out var bic) ? bic : throw new FormatException($"'{text}' is no BIC.");

    public static PostalAddress Address(
        string town,
        string country,
        string? street = null,
        string? buildingNumber = null,
        string? postCode = null
    ) => new(town, CountryCode.TryParse(country, out var code) ? code : default, street, buildingNumber, postCode);
}

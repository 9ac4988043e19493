using Affiliate.Domain.Banking;
using Affiliate.Domain.Payouts.Files;

namespace AffiliateFunctions.Onboarding;

/// <summary>Reads the account that payout details name.</summary>
public static class PayoutAccounts
{
    /// <summary>
    /// The account with these details. Details are checked when they are given. A field that is missing or invalid all
    /// the same is empty here, and the writers of payment files refuse it.
    /// </summary>
    public static PayoutAccount Of(PayoutDetails details) =>
        details.Method switch
        {
            "ach" => new AchAccount(
                Field(details, "account_holder"),
                RoutingNumber.TryParse(Field(details, "routing_number"), out var routing) ? routing : default,
                Field(details, "account_number"),
                Field(details, "account_type") == "savings" ? AchAccountType.Savings : AchAccountType.Checking
            ),
            "sepa" => new SepaAccount(
                Field(details, "account_holder"),
                Iban.TryParse(Field(details, "iban"), out var iban) ? iban : default,
                Bic.TryParse(Field(details, "bic"), out var bic) ? bic : null
            ),
            "paypal" => new PayPalAccount(Field(details, "email")),
            "wise" => new WiseAccount(Field(details, "email")),
            _ => throw new InvalidOperationException($"There is no payout method '{details.Method}'."),
        };

    private static string Field(PayoutDetails details, string name) =>
        details.Fields.GetValueOrDefault(name) ?? string.Empty;
}

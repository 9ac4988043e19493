using Affiliate.Domain.Monetary;
using Affiliate.Domain.Payouts.Files.Csv;
using Affiliate.Domain.Payouts.Files.Nacha;
using Affiliate.Domain.Payouts.Files.Sepa;

namespace Affiliate.Domain.Payouts.Files;

/// <summary>
/// Checks an account with the rules of the file that will pay it, so that a partner learns of a problem when entering
/// the account and not when a payment file is written.
/// </summary>
public static class PayeeCheck
{
    // The values beside the account fit every file.
    private const string Id = "pay_202601_01jabcdefghjkmnpqrstvwxyz0";

    /// <summary>Returns the field that the file of the account's method cannot carry, or null.</summary>
    public static RefusedPayment? Refusal(PayoutAccount account)
    {
        var instruction = new PaymentInstruction(Id, Id, "Partner", 1, CurrencyOf(account), account);
        var checks = new FieldChecks(instruction);
        switch (account)
        {
            case AchAccount:
                NachaEntry.From(instruction, checks);
                break;
            case SepaAccount:
                SepaTransfer.From(instruction, checks, DateOnly.MinValue);
                break;
            case PayPalAccount payPal:
                EmailField.Of(payPal.Email, checks);
                break;
            case WiseAccount wise:
                EmailField.Of(wise.Email, checks);
                break;
            default:
                throw new ArgumentException($"No file pays a {account}.", nameof(account));
        }

        return checks.Refusal;
    }

    private static Currency CurrencyOf(PayoutAccount account) => Currency.Parse(account is SepaAccount ? "EUR" : "USD");
}

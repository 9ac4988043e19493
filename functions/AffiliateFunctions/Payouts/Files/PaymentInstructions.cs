using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Payouts.Files;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>Makes the instructions from which payment files are written.</summary>
internal static class PaymentInstructions
{
    /// <summary>The instruction to pay a payout to the account with these details.</summary>
    public static PaymentInstruction Of(StoredPayout payout, PayoutDetails details, Period period) =>
        new(
            payout.Id,
            payout.Partner.Value,
            payout.Name,
            payout.Amount,
            Currency.Parse(payout.Currency),
            PayoutAccounts.Of(details)
        )
        {
            IsCompany = payout.IsCompany,
            Reference = $"Commissions {period}",
        };

    /// <summary>
    /// Whether a payee is a company. The tax form tells it, except for forms that persons and companies use; then an
    /// account of another holder than the contact is a company's.
    /// </summary>
    public static bool IsCompany(Partner partner, PayoutDetails? details) =>
        partner.Tax.Form switch
        {
            TaxForms.W8BenE or TaxForms.Vat => true,
            TaxForms.W8Ben => false,
            _ => details?.Fields.GetValueOrDefault("account_holder") is { } holder
                ? !string.Equals(holder.Trim(), partner.Name.Trim(), StringComparison.OrdinalIgnoreCase)
                : partner.Company != partner.Name,
        };
}

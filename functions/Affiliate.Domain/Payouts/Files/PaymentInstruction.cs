using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Payouts.Files;

/// <summary>An order to pay one payout, as the writers of payment files take it.</summary>
/// <param name="PayoutId">The id of the payout. An id occurs once in the instructions of a file.</param>
/// <param name="PartnerId">The id of the partner.</param>
/// <param name="PartnerName">The name of the partner.</param>
/// <param name="Amount">The amount in minor units of the currency.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Account">The account that receives the payment.</param>
public sealed record PaymentInstruction(
    string PayoutId,
    string PartnerId,
    string PartnerName,
    long Amount,
    Currency Currency,
    PayoutAccount Account
)
{
    /// <summary>Whether the partner is a company and not a person. It decides the class of an ACH entry.</summary>
    public bool IsCompany { get; init; }

    /// <summary>The text for the payee's statement, such as <c>Commissions 2026-11</c>, or null.</summary>
    public string? Reference { get; init; }

    /// <summary>The day of execution of a SEPA credit transfer, or null for the day of the file.</summary>
    public DateOnly? ExecutionDate { get; init; }
}

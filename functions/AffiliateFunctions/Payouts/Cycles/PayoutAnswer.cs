using Affiliate.Domain.Identity;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>A payout as the API returns it.</summary>
/// <param name="Id">The id.</param>
/// <param name="PartnerId">The partner.</param>
/// <param name="Name">The partner's name.</param>
/// <param name="Method">The payout method.</param>
/// <param name="Amount">The amount, in minor units.</param>
/// <param name="Currency">The program's currency.</param>
/// <param name="Status">The status.</param>
/// <param name="Rail">The rail that makes the payment through an API, such as <c>paypal</c>; absent for a payment in a
/// file.</param>
/// <param name="BatchId">The provider's id of the batch that contains the payment.</param>
/// <param name="Reference">The reference of the payment at the bank or provider.</param>
/// <param name="Reason">Why the payment failed or the payout was put back.</param>
/// <param name="ReasonDetail">What exactly must be corrected, as a sentence.</param>
/// <param name="BankNotice">What the bank reports about the account although the payment was made.</param>
/// <param name="Lines">The lines of the payout.</param>
internal sealed record PayoutAnswer(
    string Id,
    PartnerId PartnerId,
    string Name,
    string Method,
    long Amount,
    string Currency,
    PayoutStatus Status,
    string? Rail,
    string? BatchId,
    string? Reference,
    string? Reason,
    string? ReasonDetail,
    string? BankNotice,
    IReadOnlyList<Ledger.PayoutLine> Lines
)
{
    public static PayoutAnswer Of(StoredPayout payout) =>
        new(
            payout.Id,
            payout.Partner,
            payout.Name,
            payout.Method,
            payout.Amount,
            payout.Currency,
            payout.Status,
            payout.Rail,
            payout.BatchId,
            payout.Reference,
            payout.Reason,
            payout.ReasonDetail,
            payout.BankNotice,
            payout.Lines
        );
}

using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Domain.Payouts.Statements;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>A partner's statement of one month as the API returns it.</summary>
/// <param name="Period">The month.</param>
/// <param name="PartnerId">The partner.</param>
/// <param name="Amount">The amount of the month's payout, in minor units.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Status">The status of the payout when the statement was made, or <c>none</c>.</param>
/// <param name="Reason">Why nothing is paid, or null.</param>
/// <param name="Lines">The lines of the payout.</param>
/// <param name="Balance">The totals in the ledger at the end of the month.</param>
/// <param name="State"><c>preliminary</c>, or <c>final</c> once the statement is frozen.</param>
/// <param name="FrozenAt">When the statement was frozen, or null.</param>
/// <param name="From">The beginning of the month in the program's time zone.</param>
/// <param name="Until">The end of the month in the program's time zone.</param>
/// <param name="Timezone">The program's time zone.</param>
/// <param name="OpeningBalance">The amount owed to the partner at the beginning, in minor units, without held
/// commissions; negative when the partner owes it.</param>
/// <param name="Movements">The changes of the balance, in the order of posting.</param>
/// <param name="Totals">The sums of the movements by kind.</param>
/// <param name="ClosingBalance">The opening balance plus the movements.</param>
/// <param name="InvoiceNumber">The number of the self-billing invoice, or null.</param>
/// <param name="InvoiceAmount">The invoiced amount in minor units; null without a number, negative for a credit
/// note.</param>
/// <param name="ReasonText">Why nothing is paid and how this changes, in words, or null.</param>
/// <param name="InvoiceParties">The two sides of the self-billing invoice; null without a number.</param>
[ResponseExample(
    """
        {
          "period": "2026-11",
          "partner_id": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
          "amount": 2000,
          "currency": "USD",
          "status": "paid",
          "lines": [
            {
              "commission": "com_01m45r3180yajdsx5vk7tbxabk",
              "text": "revenue-share, sale sale-1 of 2026-11-05",
              "amount": 2000
            }
          ],
          "balance": {
            "held": 0,
            "pending": 0,
            "payable": 2000,
            "in_payout": 0,
            "paid": 1500,
            "negative": 0,
            "currency": "USD"
          },
          "state": "final",
          "frozen_at": "2026-12-04T09:00:00+00:00",
          "from": "2026-11-01T00:00:00+00:00",
          "until": "2026-12-01T00:00:00+00:00",
          "timezone": "UTC",
          "opening_balance": 1500,
          "movements": [
            {
              "at": "2026-11-04T10:00:00+00:00",
              "kind": "payout",
              "text": "Payout of 2026-10",
              "amount": -1500
            },
            {
              "at": "2026-11-05T10:00:02+00:00",
              "kind": "commission",
              "text": "revenue-share on 100.00 USD, sale sale-1 of 2026-11-05",
              "amount": 2000,
              "commission": "com_01m45r3180yajdsx5vk7tbxabk"
            }
          ],
          "totals": {
            "earned": 2000,
            "reversed": 0,
            "adjusted": 0,
            "held": 0,
            "paid": -1500
          },
          "closing_balance": 2000
        }
        """
)]
internal sealed record StatementAnswer(
    Period Period,
    PartnerId PartnerId,
    long Amount,
    string Currency,
    string Status,
    string? Reason,
    IReadOnlyList<PayoutLine> Lines,
    PartnerBalance Balance,
    StatementState State,
    DateTimeOffset? FrozenAt,
    DateTimeOffset From,
    DateTimeOffset Until,
    string Timezone,
    long OpeningBalance,
    IReadOnlyList<StatementLine> Movements,
    StatementTotals Totals,
    long ClosingBalance,
    string? InvoiceNumber,
    long? InvoiceAmount,
    string? ReasonText,
    InvoiceParties? InvoiceParties
)
{
    /// <summary>The disputes of the partner that are open now; null if there are none.</summary>
    public IReadOnlyList<DisputeId>? OpenDisputes { get; init; }

    public static StatementAnswer Of(StoredStatement statement)
    {
        var (payout, closing) = (statement.Payout, statement.Span.Closing);
        return new(
            statement.Period,
            statement.Partner,
            payout.Amount,
            statement.Currency,
            payout.Status,
            payout.Reason,
            payout.Lines,
            new PartnerBalance(
                closing.Held,
                closing.Pending,
                closing.Payable,
                closing.InPayout,
                closing.Paid,
                closing.Negative,
                statement.Currency
            ),
            statement.FrozenAt is null ? StatementState.Preliminary : StatementState.Final,
            statement.FrozenAt,
            statement.From,
            statement.Until,
            statement.Timezone,
            statement.Span.Opening.Owed(),
            statement.Lines,
            StatementTotals.Of(statement),
            closing.Owed(),
            statement.InvoiceNumber,
            statement.InvoiceNumber is null ? null : statement.InvoiceAmount,
            payout.ReasonText,
            statement.Parties
        );
    }
}

/// <summary>Whether a statement can still change.</summary>
internal enum StatementState
{
    /// <summary>The month's cycle has not sent the statement yet.</summary>
    Preliminary,

    /// <summary>The statement is frozen.</summary>
    Final,
}

/// <summary>The sums of a statement's movements, in minor units. They sum to the change of the balance.</summary>
/// <param name="Earned">Commissions that rules granted.</param>
/// <param name="Reversed">Taken back by refunds, changed sales and decisions, less what was put back.</param>
/// <param name="Adjusted">Adjustments by hand.</param>
/// <param name="Held">Released from holds, less what was held for a decision.</param>
/// <param name="Paid">Paid, less what the bank has sent back; a payment is negative.</param>
internal sealed record StatementTotals(long Earned, long Reversed, long Adjusted, long Held, long Paid)
{
    public static StatementTotals Of(StoredStatement statement) =>
        new(
            statement.SumOf(MovementKind.Commission),
            statement.SumOf(MovementKind.Reversal),
            statement.SumOf(MovementKind.Adjustment, MovementKind.Transfer),
            statement.SumOf(MovementKind.Hold),
            statement.SumOf(MovementKind.Payout, MovementKind.PayoutReturned)
        );
}

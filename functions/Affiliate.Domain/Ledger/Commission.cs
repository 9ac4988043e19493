using System.Text.Json.Serialization;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Ledger;

/// <summary>
/// The amount that one rule grants one partner for one conversion, or a line that corrects a commission already paid.
/// Every change is a <see cref="Movement"/>: the changed commission together with the balanced transaction that moves
/// the money.
/// </summary>
public sealed record Commission
{
    /// <summary>The id of the commission.</summary>
    public required CommissionId Id { get; init; }

    /// <summary>The id of the partner.</summary>
    public required PartnerId Partner { get; init; }

    /// <summary>The id of the customer, if there is one.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>
    /// The id of the event: the conversion, or, for a correcting line, the refund or the won dispute. A line after a
    /// person's decision has the event of the commission that was decided about.
    /// </summary>
    public required EventId Event { get; init; }

    /// <summary>
    /// The kind of event: <c>sale</c>, <c>lead</c>, <c>stage</c>, <c>click</c>, <c>refund</c>, <c>sale_change</c>,
    /// <c>adjustment</c>, <c>void</c> or <c>hold_decision</c>.
    /// </summary>
    public required string Source { get; init; }

    /// <summary>The id of the rule or the bonus.</summary>
    public required string Rule { get; init; }

    /// <summary>The version of the rule book.</summary>
    public required int RulesVersion { get; init; }

    /// <summary>The amount that the rule was applied to, in minor units.</summary>
    public required long BaseAmount { get; init; }

    /// <summary>
    /// The indexes, from 0, of the sale lines that the commission is for; null when it is for the whole conversion.
    /// </summary>
    public IReadOnlyList<int>? Lines { get; init; }

    /// <summary>The amount granted, in minor units; negative for a correcting line that takes money back.</summary>
    public required long Amount { get; init; }

    /// <summary>The current worth of this line: the amount less what was reversed before payment.</summary>
    [JsonPropertyName("standing")]
    public required long CurrentAmount { get; init; }

    /// <summary>
    /// The amount of the grant that the partner keeps after all refunds, including refunds after payment.
    /// </summary>
    public required long Kept { get; init; }

    /// <summary>
    /// The amount that changes of the sale have added to this line itself; negative if they reduced it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Changed { get; init; }

    /// <summary>
    /// The amount that the rules grant for the sale in its current state, for this commission and its correcting lines
    /// together; null if the sale has not changed.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Regranted { get; init; }

    /// <summary>The amount granted on this line, including changes of the sale.</summary>
    [JsonIgnore]
    public long Granted => Amount + Changed;

    /// <summary>The program's currency.</summary>
    public required string Currency { get; init; }

    /// <summary>The status of the commission.</summary>
    public required CommissionStatus Status { get; init; }

    /// <summary>The reason why the commission is held; null when it is not held, or when it was released.</summary>
    public string? HoldReason { get; init; }

    /// <summary>The decision that a person made about the hold.</summary>
    public HoldDecision? Decision { get; init; }

    /// <summary>The time of the conversion.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The time at which the commission becomes payable.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The time at which the commission was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The period of the payout that includes the commission.</summary>
    public Period? Payout { get; init; }

    /// <summary>
    /// The attempt of that payout, from 0. A payout that was rejected can be computed again for the same period.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int PayoutAttempt { get; init; }

    /// <summary>For a correcting line: the id of the commission that it corrects.</summary>
    public CommissionId? Corrects { get; init; }

    /// <summary>
    /// For a correcting line or an adjustment by hand: the payout that was being prepared when the line was created.
    /// The line is not included in that payout.
    /// </summary>
    public Period? NotIn { get; init; }

    /// <summary>The sequence number of the last applied change of the sale's refunded total.</summary>
    public int RefundSequence { get; init; }

    /// <summary>
    /// The sequence number of the last change of the sale itself for which the commission was granted again; 0 if there
    /// was none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int GrantSequence { get; init; }

    /// <summary>
    /// The total refunded of the sale, or of the commission's lines, after that change, in minor units of the sale's
    /// currency.
    /// </summary>
    public long Refunded { get; init; }

    /// <summary>
    /// The amount that <see cref="Refunded"/> counts against: the amount of the sale or of the lines, or of their goods
    /// and services. Null before the first refund.
    /// </summary>
    public long? RefundedOf { get; init; }

    /// <summary>
    /// For an amount that persons decided to post by hand: the adjustment. Null for what a rule granted.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Adjustment? Adjustment { get; init; }

    /// <summary>The decision that voided the commission, or null. Nothing restores a voided commission.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CommissionVoid? Voided { get; init; }

    /// <summary>The link and the sub-id by which the customer came; null if neither is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LinkOrigin? Origin { get; init; }

    /// <summary>Whether the commission was granted for a sale and exceeds the base it was applied to.</summary>
    [JsonIgnore]
    public bool ExceedsBase => Source == "sale" && Amount > BaseAmount;

    /// <summary>The account that holds this line's money.</summary>
    [JsonIgnore]
    public Account Account =>
        Status switch
        {
            CommissionStatus.Held => Account.Held,
            CommissionStatus.Pending => Account.Pending,
            CommissionStatus.Payable => CurrentAmount < 0 ? Account.Negative : Account.Payable,
            CommissionStatus.InPayout => Account.InPayout,
            CommissionStatus.Paid => Account.Paid,
            CommissionStatus.Reversed => Account.CommissionExpense,
            _ => throw new InvalidOperationException($"The status {Status} has no account."),
        };

    /// <summary>Books this new commission.</summary>
    public Movement Accrue(string cause, DateTimeOffset at) =>
        new(this, LedgerTransaction.Move(cause, at, Id, Account.CommissionExpense, Account, CurrentAmount));

    /// <summary>Applies a person's decision to a held commission, which is released or reversed.</summary>
    public Movement Decide(HoldDecision decision) =>
        From(
            CommissionStatus.Held,
            decision.Kind == HoldDecisionKind.Release
                ? this with
                {
                    Status = CommissionStatus.Pending,
                    HoldReason = null,
                    Decision = decision,
                }
                : this with
                {
                    Status = CommissionStatus.Reversed,
                    CurrentAmount = 0,
                    Kept = 0,
                    Decision = decision,
                },
            RefundSequence == 0 ? $"{Id}:decided" : $"{Id}:decided:{RefundSequence}",
            decision.At
        );

    /// <summary>Makes the commission payable when the hold days have ended.</summary>
    /// <exception cref="InvalidOperationException">The hold days have not ended, or the commission is not
    /// pending.</exception>
    public Movement Mature(DateTimeOffset at) =>
        DueAt <= at
            ? From(
                CommissionStatus.Pending,
                this with
                {
                    Status = CommissionStatus.Payable,
                },
                $"{Id}:matured:{RefundSequence}",
                at
            )
            : throw new InvalidOperationException($"{Id} is not due before {DueAt:O}.");

    /// <summary>Reserves the commission for a payout.</summary>
    /// <param name="period">The period of the payout.</param>
    /// <param name="at">The time of the reservation.</param>
    /// <param name="attempt">The attempt of the payout, from 0.</param>
    public Movement Reserve(Period period, DateTimeOffset at, int attempt = 0)
    {
        var reserved = this with { Status = CommissionStatus.InPayout, Payout = period, PayoutAttempt = attempt };
        return From(CommissionStatus.Payable, reserved, $"{Id}:reserved:{reserved.PayoutText}", at);
    }

    /// <summary>Marks the commission as paid with its payout.</summary>
    public Movement Pay(DateTimeOffset at) =>
        From(CommissionStatus.InPayout, this with { Status = CommissionStatus.Paid }, $"{Id}:paid:{PayoutText}", at);

    /// <summary>Returns the commission to payable after the payout was rejected or failed.</summary>
    public Movement PutBack(DateTimeOffset at) => MakePayableAgain(CommissionStatus.InPayout, "put_back", at);

    /// <summary>Returns the commission to payable after the bank has sent the payment back.</summary>
    public Movement Return(DateTimeOffset at) => MakePayableAgain(CommissionStatus.Paid, "returned", at);

    private Movement MakePayableAgain(CommissionStatus from, string cause, DateTimeOffset at) =>
        From(
            from,
            this with
            {
                Status = CommissionStatus.Payable,
                Payout = null,
                PayoutAttempt = 0,
            },
            $"{Id}:{cause}:{PayoutText}",
            at
        );

    // The first attempt has no number, as in ledgers that were written before attempts existed.
    private string PayoutText => PayoutAttempt == 0 ? $"{Payout}" : $"{Payout}:{PayoutAttempt}";

    private Movement From(CommissionStatus from, Commission after, string cause, DateTimeOffset at) =>
        Status == from && from.MayBecome(after.Status)
            ? new Movement(after, LedgerTransaction.Move(cause, at, Id, Account, after.Account, CurrentAmount))
            : throw new InvalidOperationException($"{Id} is {Status} and cannot become {after.Status}.");
}

/// <summary>A changed commission together with the transaction that moves its money.</summary>
/// <param name="Commission">The commission after the change.</param>
/// <param name="Transaction">The balanced transaction.</param>
public sealed record Movement(Commission Commission, LedgerTransaction Transaction);

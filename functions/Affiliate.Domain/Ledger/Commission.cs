using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Ledger;

/// <summary>
/// What one rule grants one partner for one conversion, or a line that corrects one that was paid already. A change of
/// it is a
/// <see cref="Movement"/>: the commission after it, and the balanced transaction that moves the money with it.
/// </summary>
public sealed record Commission
{
    /// <summary>The id.</summary>
    public required CommissionId Id { get; init; }

    /// <summary>The partner.</summary>
    public required PartnerId Partner { get; init; }

    /// <summary>The customer, where there is one.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>The event: of the conversion, or of the refund or won dispute for a correcting line.</summary>
    public required EventId Event { get; init; }

    /// <summary>What the event was: <c>sale</c>, <c>lead</c>, <c>stage</c>, <c>click</c>, <c>refund</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The rule or the bonus.</summary>
    public required string Rule { get; init; }

    /// <summary>The version of the rule book.</summary>
    public required int RulesVersion { get; init; }

    /// <summary>The amount that the rule was applied to, in minor units.</summary>
    public required long BaseAmount { get; init; }

    /// <summary>The places of the sale's lines that it is for, from 0; null where it is for the whole.</summary>
    public IReadOnlyList<int>? Lines { get; init; }

    /// <summary>What was granted, in minor units; negative for a line that takes back.</summary>
    public required long Amount { get; init; }

    /// <summary>What this line is worth now: the amount without what was taken back before payment.</summary>
    public required long Standing { get; init; }

    /// <summary>What the partner keeps of the grant after all refunds, those after payment included.</summary>
    public required long Kept { get; init; }

    /// <summary>
    /// What changes of the sale have added to the amount on this line itself, below zero where they took from it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Changed { get; init; }

    /// <summary>
    /// What the rules grant for the sale as it is now, on all lines together; null where it has not changed.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Regranted { get; init; }

    /// <summary>What this line was granted, with what changes of the sale have made of it.</summary>
    [JsonIgnore]
    public long Granted => Amount + Changed;

    /// <summary>The program's currency.</summary>
    public required string Currency { get; init; }

    /// <summary>Where it stands.</summary>
    public required CommissionStatus Status { get; init; }

    /// <summary>Why it must wait for a decision; null when it need not, or when it was released.</summary>
    public string? HoldReason { get; init; }

    /// <summary>What a person decided about the hold.</summary>
    public HoldDecision? Decision { get; init; }

    /// <summary>The time of the conversion.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>When it becomes payable.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The period of the payout that it is in or was paid with.</summary>
    public Period? Payout { get; init; }

    /// <summary>For a correcting line: the commission that it corrects.</summary>
    public CommissionId? Corrects { get; init; }

    /// <summary>
    /// For a correcting line: the payout that was being put together when it was made, which it stays out of.
    /// </summary>
    public Period? NotIn { get; init; }

    /// <summary>The number of the last change of what is refunded of the sale.</summary>
    public int RefundSequence { get; init; }

    /// <summary>
    /// The number of the last change of the sale itself that the commission was granted anew by; 0 where there was
    /// none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int GrantSequence { get; init; }

    /// <summary>
    /// What is refunded after that change of the sale, or of the commission's lines of it, in minor units of the sale's
    /// currency.
    /// </summary>
    public long Refunded { get; init; }

    /// <summary>
    /// What <see cref="Refunded"/> is of: the amount of the sale or of the lines, or that of its goods and services;
    /// null before the first refund.
    /// </summary>
    public long? RefundedOf { get; init; }

    /// <summary>Whether it was granted for a sale and is more than the base it was applied to.</summary>
    [JsonIgnore]
    public bool ExceedsBase => Source == "sale" && Amount > BaseAmount;

    /// <summary>The account that this line's money is on.</summary>
    [JsonIgnore]
    public Account Account =>
        Status switch
        {
            CommissionStatus.Held => Account.Held,
            CommissionStatus.Pending => Account.Pending,
            CommissionStatus.Payable => Standing < 0 ? Account.Negative : Account.Payable,
            CommissionStatus.InPayout => Account.InPayout,
            CommissionStatus.Paid => Account.Paid,
            CommissionStatus.Reversed => Account.CommissionExpense,
            _ => throw new InvalidOperationException($"The status {Status} has no account."),
        };

    /// <summary>The granting of this new commission.</summary>
    public Movement Accrue(string cause, DateTimeOffset at) =>
        new(this, LedgerTransaction.Move(cause, at, Id, Account.CommissionExpense, Account, Standing));

    /// <summary>A person decides about a held one: it goes on, or it ends.</summary>
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
                    Standing = 0,
                    Kept = 0,
                    Decision = decision,
                },
            RefundSequence == 0 ? $"{Id}:decided" : $"{Id}:decided:{RefundSequence}",
            decision.At
        );

    /// <summary>The hold days are over.</summary>
    /// <exception cref="InvalidOperationException">They are not, or it is not pending.</exception>
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

    /// <summary>A payout takes it up.</summary>
    public Movement Reserve(Period period, DateTimeOffset at) =>
        From(
            CommissionStatus.Payable,
            this with
            {
                Status = CommissionStatus.InPayout,
                Payout = period,
            },
            $"{Id}:reserved:{period}",
            at
        );

    /// <summary>The payout was paid.</summary>
    public Movement Pay(DateTimeOffset at) =>
        From(CommissionStatus.InPayout, this with { Status = CommissionStatus.Paid }, $"{Id}:paid:{Payout}", at);

    /// <summary>The payout was rejected or failed.</summary>
    public Movement PutBack(DateTimeOffset at) =>
        From(
            CommissionStatus.InPayout,
            this with
            {
                Status = CommissionStatus.Payable,
                Payout = null,
            },
            $"{Id}:put_back:{Payout}",
            at
        );

    private Movement From(CommissionStatus from, Commission after, string cause, DateTimeOffset at) =>
        Status == from && from.MayBecome(after.Status)
            ? new Movement(after, LedgerTransaction.Move(cause, at, Id, Account, after.Account, Standing))
            : throw new InvalidOperationException($"{Id} is {Status} and cannot become {after.Status}.");
}

/// <summary>A commission after a change, and the transaction that moves its money.</summary>
/// <param name="Commission">The commission as it is then.</param>
/// <param name="Transaction">The balanced transaction.</param>
public sealed record Movement(Commission Commission, LedgerTransaction Transaction);

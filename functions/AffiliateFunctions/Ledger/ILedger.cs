using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Ledger;

/// <summary>
/// The append-only double-entry ledger, for payouts and the review. Amounts are minor units of the program's currency.
/// Every movement is named by its cause; asked for again, it is there already and answers the same.
/// </summary>
public interface ILedger
{
    /// <summary>The partners that have a ledger in the program.</summary>
    IAsyncEnumerable<PartnerId> PartnersAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>The running totals of one partner.</summary>
    Task<PartnerBalance> BalanceAsync(ProgramSlug program, PartnerId partner, CancellationToken cancellationToken);

    /// <summary>The commissions of one partner, in the order of their making.</summary>
    IAsyncEnumerable<CommissionView> CommissionsAsync(
        ProgramSlug program,
        PartnerId partner,
        CancellationToken cancellationToken
    );

    /// <summary>A commission, whoever's it is, or null.</summary>
    Task<CommissionView?> FindAsync(ProgramSlug program, CommissionId id, CancellationToken cancellationToken);

    /// <summary>
    /// How the rules came to pay nothing for an event that was credited to a partner, as JSON; null where they paid, or
    /// were not asked.
    /// </summary>
    Task<string?> TraceOfNothingAsync(
        ProgramSlug program,
        PartnerId partner,
        EventId id,
        CancellationToken cancellationToken
    );

    /// <summary>Moves what is due until <paramref name="asOf"/> from pending to payable.</summary>
    Task MatureAsync(ProgramSlug program, PartnerId partner, DateTimeOffset asOf, CancellationToken cancellationToken);

    /// <summary>
    /// Reserves all payable commissions of the partner for the payout of one period: payable → in payout. A line is in
    /// one payout only; called again for the same period it answers what was reserved then, and nothing once it was put
    /// back. Lines that take back what was paid before go along; while they outweigh the others, nothing is reserved
    /// and they are carried over.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="period">The period of the cycle, which names the payout.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<PayoutReservation> ReserveAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// What is reserved for the payout of one period, completed if it was interrupted; null when nothing was reserved,
    /// or it was put back.
    /// </summary>
    Task<PayoutReservation?> ReservedAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        CancellationToken cancellationToken
    );

    /// <summary>Books the payout of the period as paid: in payout → paid.</summary>
    /// <exception cref="PayoutStateException">It was never reserved, or it was put back.</exception>
    Task PayAsync(ProgramSlug program, PartnerId partner, Period period, CancellationToken cancellationToken);

    /// <summary>Puts the payout of the period back: in payout → payable, because it was rejected or failed.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="period">The period of the cycle.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="PayoutStateException">It was paid.</exception>
    Task ReleaseAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        string reason,
        CancellationToken cancellationToken
    );

    /// <summary>Replays everything and compares it with the running totals.</summary>
    Task<LedgerVerification> VerifyAsync(ProgramSlug program, CancellationToken cancellationToken);
}

/// <summary>A payout cannot be moved, because another request has moved it meanwhile. Nothing was stored.</summary>
/// <param name="period">The period of the payout.</param>
/// <param name="movement">What was to be done: <c>paid</c> or <c>put back</c>.</param>
/// <param name="state">Where the payout stands, in words.</param>
public sealed class PayoutStateException(Period period, string movement, string state)
    : InvalidOperationException($"The payout of {period} cannot be {movement}: it is {state}.")
{
    /// <summary>Where the payout stands, in words.</summary>
    public string State => state;
}

/// <summary>The running totals of one partner, in minor units.</summary>
/// <param name="Held">Awaiting a decision.</param>
/// <param name="Pending">Within the hold days.</param>
/// <param name="Payable">Due.</param>
/// <param name="InPayout">Reserved for a payout.</param>
/// <param name="Paid">Paid so far.</param>
/// <param name="Negative">Taken back after payment and not yet earned back: zero or less. What is due is
/// <paramref name="Payable"/> plus this.</param>
/// <param name="Currency">The program's currency.</param>
public sealed record PartnerBalance(
    long Held,
    long Pending,
    long Payable,
    long InPayout,
    long Paid,
    long Negative,
    string Currency
);

/// <summary>What a payout consists of.</summary>
/// <param name="Amount">The sum of the lines, in minor units; never negative.</param>
/// <param name="Lines">The lines.</param>
public sealed record PayoutReservation(long Amount, IReadOnlyList<PayoutLine> Lines);

/// <summary>One line of a payout: a commission, or what a reversal took from it.</summary>
/// <param name="Commission">The commission.</param>
/// <param name="Text">What it was for, as shown on the statement.</param>
/// <param name="Amount">Minor units; negative for a reversal of something paid before.</param>
public sealed record PayoutLine(CommissionId Commission, string Text, long Amount)
{
    /// <summary>
    /// The base of the commission, in minor units, where the commission is more than that; null otherwise.
    /// </summary>
    public long? ExceededBase { get; init; }
}

/// <summary>A commission as the contract shows it.</summary>
/// <param name="Id">The id; ids sort by the time of the conversion.</param>
/// <param name="PartnerId">The partner.</param>
/// <param name="CustomerId">The customer, where there is one.</param>
/// <param name="EventId">The event that it was granted for.</param>
/// <param name="Rule">The rule or the bonus.</param>
/// <param name="RulesVersion">The version of the rule book.</param>
/// <param name="BaseAmount">The amount that the rule was applied to, in minor units.</param>
/// <param name="Amount">What was granted, in minor units, with what changes of the sale have made of it before payment;
/// negative for a line that takes back what was paid before.</param>
/// <param name="ReversedAmount">How much of it was taken back before payment, in minor units: the partner keeps the
/// amount without that.</param>
/// <param name="Currency">The program's currency.</param>
/// <param name="Status"><c>held</c>, <c>pending</c>, <c>payable</c>, <c>in_payout</c>, <c>paid</c> or
/// <c>reversed</c>.</param>
/// <param name="DueAt">When it becomes payable.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record CommissionView(
    CommissionId Id,
    PartnerId PartnerId,
    CustomerId? CustomerId,
    EventId EventId,
    string Rule,
    int RulesVersion,
    long BaseAmount,
    long Amount,
    long ReversedAmount,
    string Currency,
    string Status,
    DateTimeOffset DueAt,
    DateTimeOffset CreatedAt
)
{
    /// <summary>The places of the sale's lines that it is for, from 0; null where it is for the whole.</summary>
    public IReadOnlyList<int>? Lines { get; init; }
}

/// <summary>The outcome of a replay.</summary>
/// <param name="Ok">Whether everything agrees.</param>
/// <param name="Partners">How many partners were replayed.</param>
/// <param name="Postings">How many postings were replayed.</param>
/// <param name="Mismatches">What does not agree, in words.</param>
public sealed record LedgerVerification(bool Ok, int Partners, long Postings, IReadOnlyList<string> Mismatches);

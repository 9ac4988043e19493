using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.Ledger;

/// <summary>
/// The append-only double-entry ledger, as payouts and reviews use it. Amounts are minor units of the program's
/// currency. Every movement is identified by its cause, so a repeated request posts nothing and returns the same
/// result.
/// </summary>
public interface ILedger
{
    /// <summary>Lists the partners that have a ledger in the program.</summary>
    IAsyncEnumerable<PartnerId> PartnersAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>Returns the running totals of one partner.</summary>
    Task<PartnerBalance> BalanceAsync(ProgramSlug program, PartnerId partner, CancellationToken cancellationToken);

    /// <summary>Lists the commissions of all partners, by partner and in the order of creation.</summary>
    IAsyncEnumerable<CommissionView> CommissionsAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>Lists the commissions of one partner, in the order of creation.</summary>
    IAsyncEnumerable<CommissionView> CommissionsAsync(
        ProgramSlug program,
        PartnerId partner,
        CancellationToken cancellationToken
    );

    /// <summary>Returns the commission of whichever partner has it, or null.</summary>
    Task<CommissionView?> FindAsync(ProgramSlug program, CommissionId id, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the trace, as JSON, that explains why no rule paid for an event that was credited to a partner; null
    /// when a rule paid or no rules were evaluated.
    /// </summary>
    Task<string?> TraceOfNothingAsync(
        ProgramSlug program,
        PartnerId partner,
        EventId id,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Makes the commissions payable that are due by a time. Then returns, by partner, what a run has reserved; a
    /// reservation that was interrupted is completed. If nothing is reserved, returns what the run would reserve: the
    /// payable commissions that were due before its cut-off, less the lines that take back paid amounts.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="partners">The partners. Partners that follow each other in the order of ids are read
    /// together.</param>
    /// <param name="run">The run of the cycle, which identifies the payout.</param>
    /// <param name="asOf">The time by which commissions become payable.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<IReadOnlyDictionary<PartnerId, PayoutDue>> DueAsync(
        ProgramSlug program,
        IReadOnlyCollection<PartnerId> partners,
        PayoutRun run,
        DateTimeOffset asOf,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Reserves the payable commissions of each partner that were due before the cut-off: payable → in payout. A line
    /// belongs to one payout only. A repeated call for the same run returns the same reservations, or nothing after the
    /// payout was put back. Lines that take back paid amounts are included, whenever they were posted; while they
    /// exceed the other lines, nothing is reserved and they are carried over.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="partners">The partners. Partners that follow each other in the order of ids are read
    /// together.</param>
    /// <param name="run">The run of the cycle, which identifies the payout.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<IReadOnlyDictionary<PartnerId, PayoutReservation>> ReserveAsync(
        ProgramSlug program,
        IReadOnlyCollection<PartnerId> partners,
        PayoutRun run,
        CancellationToken cancellationToken
    );

    /// <summary>Posts the payouts of the period as paid: in payout → paid.</summary>
    /// <returns>The payouts that cannot be paid, by partner: they were never reserved, or were put back.</returns>
    Task<IReadOnlyDictionary<PartnerId, PayoutStateException>> PayAsync(
        ProgramSlug program,
        IReadOnlyCollection<PartnerId> partners,
        Period period,
        CancellationToken cancellationToken
    );

    /// <summary>Puts the payout of the period back because it was rejected or failed: in payout → payable.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="period">The period of the cycle.</param>
    /// <param name="reason">Why the payout is put back.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="PayoutStateException">The payout was paid.</exception>
    Task ReleaseAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        string reason,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Takes single lines out of the reserved payout of the period: in payout → payable. A line that is not part of the
    /// payout, and every line of a payout that was put back, is left unchanged.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="period">The period of the cycle.</param>
    /// <param name="lines">The commissions.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="PayoutStateException">The payout is not reserved.</exception>
    Task ReleaseLinesAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        IReadOnlyCollection<CommissionId> lines,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Makes a paid payout payable again, because the bank has sent the payment back: paid → payable.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="period">The period of the cycle.</param>
    /// <param name="reason">Why the bank has returned the payment.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="PayoutStateException">The payout is not paid.</exception>
    Task ReturnAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        string reason,
        CancellationToken cancellationToken
    );

    /// <summary>Replays all postings and compares the results with the running totals.</summary>
    Task<LedgerVerification> VerifyAsync(ProgramSlug program, CancellationToken cancellationToken);
}

/// <summary>One computation of a cycle's payouts.</summary>
/// <param name="Period">The period of the cycle.</param>
/// <param name="CutOff">The end of the period in the program's time zone. Commissions due at or after this time belong
/// to a later cycle. Adjustments by hand belong to the next run, so that a rejected cycle can be corrected by
/// them.</param>
/// <param name="Attempt">The attempt, from 0; a rejected cycle is computed again with the next number.</param>
public sealed record PayoutRun(Period Period, DateTimeOffset CutOff, int Attempt = 0)
{
    /// <summary>The commissions that a person has excluded. They stay payable.</summary>
    public IReadOnlyCollection<CommissionId> Excluded { get; init; } = [];

    /// <summary>Whether a payable commission belongs to the run.</summary>
    internal bool Includes(Commission line) =>
        line.NotIn != Period
        && !Excluded.Contains(line.Id)
        && (line.CurrentAmount < 0 || line.Adjustment is not null || line.DueAt < CutOff);
}

/// <summary>
/// A payout cannot be moved, because another request has moved it in the meantime. Nothing was stored.
/// </summary>
/// <param name="period">The period of the payout.</param>
/// <param name="movement">The requested movement: <c>paid</c>, <c>put back</c>, <c>put back in part</c> or
/// <c>returned</c>.</param>
/// <param name="state">The state of the payout, in words.</param>
public sealed class PayoutStateException(Period period, string movement, string state)
    : InvalidOperationException($"The payout of {period} cannot be {movement}: it is {state}.")
{
    /// <summary>The state of the payout, in words.</summary>
    public string State => state;
}

/// <summary>The running totals of one partner, in minor units.</summary>
/// <param name="Held">Waits for a decision.</param>
/// <param name="Pending">Still within the hold days.</param>
/// <param name="Payable">Due.</param>
/// <param name="InPayout">Reserved for a payout.</param>
/// <param name="Paid">Paid so far.</param>
/// <param name="Negative">Taken back after payment and not yet offset by new commissions: zero or less. The amount due
/// is <paramref name="Payable"/> plus this amount.</param>
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

/// <summary>What a run pays a partner.</summary>
/// <param name="Amount">The amount in minor units; negative while the lines that take back paid amounts exceed the
/// others.</param>
/// <param name="IsReserved">Whether the run has reserved the amount.</param>
public readonly record struct PayoutDue(long Amount, bool IsReserved);

/// <summary>The content of a payout.</summary>
/// <param name="Amount">The sum of the lines, in minor units; never negative.</param>
/// <param name="Lines">The lines.</param>
public sealed record PayoutReservation(long Amount, IReadOnlyList<PayoutLine> Lines);

/// <summary>One line of a payout: a commission, or the amount that a reversal took from it.</summary>
/// <param name="Commission">The commission.</param>
/// <param name="Text">The purpose of the commission, as shown on the statement.</param>
/// <param name="Amount">The amount in minor units; negative when it reverses an amount paid before.</param>
public sealed record PayoutLine(CommissionId Commission, string Text, long Amount)
{
    /// <summary>The base of the commission in minor units, when the commission exceeds it; null otherwise.</summary>
    public long? ExceededBase { get; init; }
}

/// <summary>A commission.</summary>
/// <param name="Id">The id of the commission; ids sort by the time of the conversion.</param>
/// <param name="PartnerId">The partner.</param>
/// <param name="CustomerId">The customer, if there is one.</param>
/// <param name="EventId">The event that the commission was granted for.</param>
/// <param name="Rule">The rule or the bonus.</param>
/// <param name="RulesVersion">The version of the rule book.</param>
/// <param name="BaseAmount">The amount that the rule was applied to, in minor units.</param>
/// <param name="Amount">The granted amount in minor units, including changes of the sale before payment; negative for a
/// line that takes back a paid amount.</param>
/// <param name="ReversedAmount">The part of the amount that was taken back before payment, in minor units. The partner
/// keeps <paramref name="Amount"/> minus this part.</param>
/// <param name="Currency">The program's currency.</param>
/// <param name="Status"><c>held</c>, <c>pending</c>, <c>payable</c>, <c>in_payout</c>, <c>paid</c> or
/// <c>reversed</c>.</param>
/// <param name="DueAt">When the commission becomes payable.</param>
/// <param name="CreatedAt">When the commission was created.</param>
[ResponseExample(CommissionView.Example)]
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
    /// <summary>The commission of the examples.</summary>
    internal const string Example = """
        {
          "id": "com_01m45r3180yajdsx5vk7tbxabk",
          "partner_id": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
          "customer_id": "cus_1",
          "event_id": "sale-1",
          "rule": "revenue-share",
          "rules_version": 1,
          "base_amount": 10000,
          "amount": 2000,
          "reversed_amount": 0,
          "currency": "USD",
          "status": "pending",
          "due_at": "2026-11-04T10:00:00+00:00",
          "created_at": "2026-10-05T10:00:02+00:00"
        }
        """;

    /// <summary>
    /// The positions of the sale's lines that the commission covers, from 0; null when it covers the whole sale.
    /// </summary>
    public IReadOnlyList<int>? Lines { get; init; }

    /// <summary>
    /// Why the commission is held: the id of the screen; null when it is not held, or when it was released.
    /// </summary>
    public string? HoldReason { get; init; }

    /// <summary>The code of the named link by which the customer came, or null.</summary>
    public string? Link { get; init; }

    /// <summary>The sub-id under which the customer came, or null.</summary>
    public string? SubId { get; init; }

    /// <summary>Whether the line corrects another commission.</summary>
    [JsonIgnore]
    public bool IsCorrection { get; init; }
}

/// <summary>The result of a replay.</summary>
/// <param name="Ok">Whether the replay agrees with the running totals.</param>
/// <param name="Partners">The number of partners replayed.</param>
/// <param name="Postings">The number of postings replayed.</param>
/// <param name="Mismatches">The differences, in words.</param>
public sealed record LedgerVerification(bool Ok, int Partners, long Postings, IReadOnlyList<string> Mismatches);

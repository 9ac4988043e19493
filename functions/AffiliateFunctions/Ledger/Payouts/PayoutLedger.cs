using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Payouts;

/// <summary>
/// Moves the lines of payouts: reserved, then paid or put back. Every interrupted step can be repeated.
/// </summary>
internal sealed class PayoutLedger(LedgerWriter writer, PayoutMetrics metrics, TimeProvider clock)
{
    private static readonly CommissionFilter Payable = new() { Status = CommissionStatus.Payable };

    private static readonly PayoutMove Pay = new(
        "paid",
        [PayoutState.Reserved],
        PayoutState.Paying,
        PayoutState.Paid,
        CommissionStatus.InPayout
    );

    private static readonly PayoutMove PutBack = new(
        "put back",
        [PayoutState.Reserving, PayoutState.Reserved],
        PayoutState.PuttingBack,
        PayoutState.PutBack,
        CommissionStatus.InPayout
    )
    {
        IgnoresAbsent = true,
    };

    private static readonly PayoutMove Return = new(
        "returned",
        [PayoutState.Paid],
        PayoutState.Returning,
        PayoutState.Returned,
        CommissionStatus.Paid
    );

    /// <summary>
    /// Returns what the run has reserved, and completes an interrupted reservation; otherwise, what it would reserve.
    /// </summary>
    public async Task<PayoutDue> DueAsync(PayoutSource source, PayoutRun run)
    {
        var head = await source.HeadAsync();
        var (balance, mayBeReserved) = (head.Balance, head.Balance.InPayout != 0 || head.Reserving is not null);
        if (mayBeReserved && await FindReservedAsync(source, head, run) is { Amount: > 0 } found)
        {
            return new PayoutDue(found.Amount, IsReserved: true);
        }

        if (balance.Payable == 0)
        {
            return new PayoutDue(balance.Negative, IsReserved: false);
        }

        var lines = await source.ListAsync(head, Payable);
        return new PayoutDue(lines.Where(run.Includes).Sum(line => line.CurrentAmount), IsReserved: false);
    }

    /// <summary>
    /// Reserves the payable lines of the run, including the negative ones. While the negative lines exceed the others,
    /// nothing is reserved and they are carried over.
    /// </summary>
    public async Task<PayoutReservation> ReserveAsync(PayoutSource source, PayoutRun run)
    {
        IReadOnlyList<Commission>? reserved = null;
        // After a conflict, the change runs again and finds what its first run has stored.
        await WriteAsync(source, async edit => reserved = await ReserveAsync(edit, source, run));
        if (reserved is { Count: > 0 })
        {
            metrics.Add(PayoutState.Reserved);
        }

        reserved ??= await source.ListAsync(head: null, new CommissionFilter { Payout = run.Period });
        return new PayoutReservation(reserved.Sum(line => line.CurrentAmount), [.. reserved.Select(LineOf)]);
    }

    /// <summary>Posts the payout as paid.</summary>
    /// <exception cref="PayoutStateException">The payout was never reserved, or it was put back.</exception>
    public Task PayAsync(PayoutSource source, Period period) =>
        MoveAsync(source, period, Pay, line => line.Pay(clock.GetUtcNow()), null);

    /// <summary>Puts the payout back. A payout that was never reserved is left unchanged.</summary>
    /// <exception cref="PayoutStateException">The payout was paid.</exception>
    public Task PutBackAsync(PayoutSource source, Period period, string reason) =>
        MoveAsync(source, period, PutBack, line => line.PutBack(clock.GetUtcNow()), reason);

    /// <summary>
    /// Puts single lines of a reserved payout back. The other lines stay reserved. A line that is not part of the
    /// payout is left unchanged, so that an interrupted step can be repeated.
    /// </summary>
    /// <exception cref="PayoutStateException">The payout is not reserved.</exception>
    public Task PutLinesBackAsync(PayoutSource source, Period period, IReadOnlyCollection<CommissionId> lines) =>
        WriteAsync(
            source,
            async edit =>
            {
                var payout = await source.FindAsync(edit.Batch.Head, period);
                if (payout?.State is PayoutState.PuttingBack or PayoutState.PutBack)
                {
                    return;
                }

                if (payout is not { State: PayoutState.Reserved })
                {
                    throw new PayoutStateException(period, "put back in part", WordOf(payout?.State));
                }

                var reserved = new CommissionFilter { Status = CommissionStatus.InPayout, Payout = period };
                foreach (var line in await source.ListAsync(edit.Batch.Head, reserved))
                {
                    if (lines.Contains(line.Id))
                    {
                        await MakeRoomAsync(edit, payout, edit.Batch.Head.Reserving);
                        edit.Batch.Change(line.PutBack(clock.GetUtcNow()));
                    }
                }
            }
        );

    /// <summary>Makes a paid payout payable again. A payout that was returned is left unchanged.</summary>
    /// <exception cref="PayoutStateException">The payout is not paid.</exception>
    public Task ReturnAsync(PayoutSource source, Period period, string reason) =>
        MoveAsync(source, period, Return, line => line.Return(clock.GetUtcNow()), reason);

    private async Task MoveAsync(
        PayoutSource source,
        Period period,
        PayoutMove move,
        Func<Commission, Movement> moveLine,
        string? reason
    )
    {
        var isMoved = false;
        await WriteAsync(
            source,
            async edit =>
            {
                var payout = await source.FindAsync(edit.Batch.Head, period);
                if (payout?.State == move.Done || (payout is null && move.IgnoresAbsent))
                {
                    return;
                }

                if (payout is null || (payout.State != move.Begun && !move.From.Contains(payout.State)))
                {
                    throw new PayoutStateException(period, move.Text, WordOf(payout?.State));
                }

                var begun = payout with { State = move.Begun, Reason = payout.Reason ?? reason };
                await MoveLinesAsync(edit, source, begun, move.Lines, moveLine);
                Store(edit, begun with { State = move.Done });
                edit.Batch.Head = edit.Batch.Head with
                {
                    Reserving = edit.Batch.Head.Reserving == period ? null : edit.Batch.Head.Reserving,
                };
                isMoved = true;
            }
        );
        if (isMoved)
        {
            metrics.Add(move.Done);
        }
    }

    private Task WriteAsync(PayoutSource source, Func<LedgerEdit, Task> change) =>
        source.KnownHead is { } head
            ? writer.WriteAsync(source.Program, source.Partner, head, change, source.CancellationToken)
            : writer.WriteAsync(source.Program, source.Partner, change, source.CancellationToken);

    private async Task<PayoutReservation?> FindReservedAsync(PayoutSource source, LedgerHead head, PayoutRun run) =>
        await source.FindAsync(head, run.Period) is { State: PayoutState.Reserving or PayoutState.Reserved } payout
        && payout.Attempt == run.Attempt
            ? await ReserveAsync(source, run)
            : null;

    // Returns the lines of a new reservation, by the time of their events; null if the payout was begun before.
    private async Task<IReadOnlyList<Commission>?> ReserveAsync(LedgerEdit edit, PayoutSource source, PayoutRun run)
    {
        // An interrupted reservation for another period is completed first.
        if (edit.Batch.Head.Reserving is { } other && other != run.Period)
        {
            var begun = await source.FindAsync(edit.Batch.Head, other);
            await ReserveAsync(edit, source, begun?.Run ?? WithoutCutOff(other));
        }

        var payout = await source.FindAsync(edit.Batch.Head, run.Period);
        if (payout?.Attempt < run.Attempt && await IsFreeAsync(edit, source, payout))
        {
            payout = null;
        }

        if (payout is not null and not { State: PayoutState.Reserving })
        {
            return null;
        }

        var isNew = payout is null && edit.Batch.Head.Reserving is null;
        payout ??= new ReservedPayout(run.Period, PayoutState.Reserving, null) { Run = run };
        IReadOnlyList<Commission> reserved = [];
        var balance = edit.Batch.Head.Balance;
        if (edit.Batch.Head.Reserving == run.Period || balance.Payable + balance.Negative > 0)
        {
            var begun = payout.Run ?? WithoutCutOff(run.Period);
            reserved = await ReserveLinesAsync(edit, source, payout, begun);
        }

        Store(edit, payout with { State = PayoutState.Reserved });
        edit.Batch.Head = edit.Batch.Head with { Reserving = null };
        await edit.FlushAsync();
        return isNew ? reserved : null;
    }

    // An earlier attempt holds nothing if it was put back, or if it found nothing to reserve.
    private static async Task<bool> IsFreeAsync(LedgerEdit edit, PayoutSource source, ReservedPayout earlier) =>
        earlier.State == PayoutState.PutBack
        || (
            earlier.State == PayoutState.Reserved
            && (await source.ListAsync(edit.Batch.Head, new CommissionFilter { Payout = earlier.Period })).Count == 0
        );

    private static PayoutRun WithoutCutOff(Period period) => new(period, DateTimeOffset.MaxValue);

    private async Task<IReadOnlyList<Commission>> ReserveLinesAsync(
        LedgerEdit edit,
        PayoutSource source,
        ReservedPayout payout,
        PayoutRun run
    )
    {
        var payable = await source.ListAsync(edit.Batch.Head, Payable);
        var lines = payable.Where(run.Includes).ToList();
        if (edit.Batch.Head.Reserving != run.Period && lines.Sum(line => line.CurrentAmount) <= 0)
        {
            return [];
        }

        var reserved = new List<Commission>(lines.Count);
        foreach (var line in lines)
        {
            await MakeRoomAsync(edit, payout, reserving: payout.Period);
            var movement = line.Reserve(payout.Period, clock.GetUtcNow(), payout.Attempt);
            edit.Batch.Change(movement);
            reserved.Add(movement.Commission);
        }

        return reserved;
    }

    private static async Task MoveLinesAsync(
        LedgerEdit edit,
        PayoutSource source,
        ReservedPayout begun,
        CommissionStatus from,
        Func<Commission, Movement> move
    )
    {
        var reserved = new CommissionFilter { Status = from, Payout = begun.Period };
        foreach (var line in await source.ListAsync(edit.Batch.Head, reserved))
        {
            await MakeRoomAsync(edit, begun, edit.Batch.Head.Reserving);
            edit.Batch.Change(move(line));
        }
    }

    // Two rows: the line and the payout.
    private static async Task MakeRoomAsync(LedgerEdit edit, ReservedPayout begun, Period? reserving)
    {
        if (edit.Batch.Room < 2)
        {
            Store(edit, begun);
            edit.Batch.Head = edit.Batch.Head with { Reserving = reserving };
            await edit.FlushAsync();
        }
    }

    private static void Store(LedgerEdit edit, ReservedPayout payout) =>
        edit.Batch.Replace(LedgerKeys.Payout(payout.Period), payout);

    private static string WordOf(PayoutState? state) =>
        state switch
        {
            null => "not reserved",
            PayoutState.Paying or PayoutState.Paid => "paid",
            PayoutState.PuttingBack or PayoutState.PutBack => "put back",
            PayoutState.Returning or PayoutState.Returned => "returned",
            _ => "reserved",
        };

    private static PayoutLine LineOf(Commission line) =>
        new(line.Id, CommissionText.Of(line), line.CurrentAmount)
        {
            ExceededBase = line.ExceedsBase ? line.BaseAmount : null,
        };

    /// <summary>
    /// A move of all lines of a payout. The begun move is stored, so that a repeated call finishes it.
    /// </summary>
    /// <param name="Text">The move, in words.</param>
    /// <param name="From">The states in which a payout can be moved.</param>
    /// <param name="Begun">The state of a payout while its lines are moved.</param>
    /// <param name="Done">The state afterwards.</param>
    /// <param name="Lines">The status of the lines that are moved.</param>
    private sealed record PayoutMove(
        string Text,
        IReadOnlyList<PayoutState> From,
        PayoutState Begun,
        PayoutState Done,
        CommissionStatus Lines
    )
    {
        /// <summary>Whether a payout that does not exist is left as it is. Otherwise it is an error.</summary>
        public bool IgnoresAbsent { get; init; }
    }
}

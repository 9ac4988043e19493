using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Payouts;

/// <summary>
/// Moves the lines of payouts: reserved, then paid or put back. Every interrupted step can be repeated.
/// </summary>
internal sealed class PayoutLedger(LedgerStore store, LedgerWriter writer, TimeProvider clock)
{
    /// <summary>
    /// Reserves all payable lines, including the negative ones. While the negative lines exceed the others, nothing is
    /// reserved and they are carried over.
    /// </summary>
    public async Task<PayoutReservation> ReserveAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        CancellationToken cancellationToken
    )
    {
        await writer.WriteAsync(
            program,
            partner,
            edit => ReserveAsync(edit, program, partner, period, cancellationToken),
            cancellationToken
        );
        var lines = new List<PayoutLine>();
        await foreach (
            var line in store.CommissionsAsync(
                program,
                partner,
                new CommissionFilter { Payout = period },
                cancellationToken
            )
        )
        {
            lines.Add(
                new PayoutLine(line.Id, TextOf(line), line.Standing)
                {
                    ExceededBase = line.ExceedsBase ? line.BaseAmount : null,
                }
            );
        }

        return new PayoutReservation(lines.Sum(line => line.Amount), lines);
    }

    /// <summary>
    /// Returns the reservation for the period, and completes it if it was interrupted; null when nothing was reserved
    /// or the payout was put back.
    /// </summary>
    public async Task<PayoutReservation?> ReservedAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        CancellationToken cancellationToken
    ) =>
        await FindAsync(program, partner, period, cancellationToken)
            is { State: PayoutState.Reserving or PayoutState.Reserved }
            ? await ReserveAsync(program, partner, period, cancellationToken)
            : null;

    /// <summary>Posts the payout as paid.</summary>
    /// <exception cref="PayoutStateException">The payout was never reserved, or it was put back.</exception>
    public Task PayAsync(ProgramSlug program, PartnerId partner, Period period, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            program,
            partner,
            async edit =>
            {
                var payout = await FindAsync(program, partner, period, cancellationToken);
                if (payout?.State == PayoutState.Paid)
                {
                    return;
                }

                Require(payout, period, "paid", PayoutState.Reserved, PayoutState.Paying);
                await MoveLinesAsync(
                    edit,
                    program,
                    partner,
                    payout! with
                    {
                        State = PayoutState.Paying,
                    },
                    line => line.Pay(clock.GetUtcNow()),
                    cancellationToken
                );
                Store(edit, payout with { State = PayoutState.Paid });
            },
            cancellationToken
        );

    /// <summary>Puts the payout back. A payout that was never reserved is left unchanged.</summary>
    /// <exception cref="PayoutStateException">The payout was paid.</exception>
    public Task PutBackAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        string reason,
        CancellationToken cancellationToken
    ) =>
        writer.WriteAsync(
            program,
            partner,
            async edit =>
            {
                var payout = await FindAsync(program, partner, period, cancellationToken);
                if (payout is null or { State: PayoutState.PutBack })
                {
                    return;
                }

                Require(
                    payout,
                    period,
                    "put back",
                    PayoutState.Reserving,
                    PayoutState.Reserved,
                    PayoutState.PuttingBack
                );
                var begun = payout with { State = PayoutState.PuttingBack, Reason = payout.Reason ?? reason };
                await MoveLinesAsync(
                    edit,
                    program,
                    partner,
                    begun,
                    line => line.PutBack(clock.GetUtcNow()),
                    cancellationToken
                );
                Store(edit, begun with { State = PayoutState.PutBack });
                edit.Batch.Head = edit.Batch.Head with
                {
                    Reserving = edit.Batch.Head.Reserving == period ? null : edit.Batch.Head.Reserving,
                };
            },
            cancellationToken
        );

    private async Task ReserveAsync(
        LedgerEdit edit,
        ProgramSlug program,
        PartnerId partner,
        Period period,
        CancellationToken cancellationToken
    )
    {
        // An interrupted reservation for another period is completed first.
        if (edit.Batch.Head.Reserving is { } other && other != period)
        {
            await ReserveAsync(edit, program, partner, other, cancellationToken);
        }

        var payout = await FindAsync(program, partner, period, cancellationToken);
        if (payout is not null and not { State: PayoutState.Reserving })
        {
            return;
        }

        var balance = edit.Batch.Head.Balance;
        payout ??= new ReservedPayout(period, PayoutState.Reserving, null);
        if (edit.Batch.Head.Reserving == period || balance.Payable + balance.Negative > 0)
        {
            await ReserveLinesAsync(edit, program, partner, payout, cancellationToken);
        }

        Store(edit, payout with { State = PayoutState.Reserved });
        edit.Batch.Head = edit.Batch.Head with { Reserving = null };
        await edit.FlushAsync();
    }

    private async Task ReserveLinesAsync(
        LedgerEdit edit,
        ProgramSlug program,
        PartnerId partner,
        ReservedPayout payout,
        CancellationToken cancellationToken
    )
    {
        var payable = new CommissionFilter { Status = CommissionStatus.Payable };
        var lines = await ListAsync(program, partner, payable, cancellationToken);
        foreach (var line in lines.Where(line => line.NotIn != payout.Period))
        {
            await MakeRoomAsync(edit, payout, reserving: payout.Period);
            edit.Batch.Change(line.Reserve(payout.Period, clock.GetUtcNow()));
        }
    }

    private async Task MoveLinesAsync(
        LedgerEdit edit,
        ProgramSlug program,
        PartnerId partner,
        ReservedPayout begun,
        Func<Commission, Movement> move,
        CancellationToken cancellationToken
    )
    {
        var reserved = new CommissionFilter { Status = CommissionStatus.InPayout, Payout = begun.Period };
        foreach (var line in await ListAsync(program, partner, reserved, cancellationToken))
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

    private async Task<List<Commission>> ListAsync(
        ProgramSlug program,
        PartnerId partner,
        CommissionFilter filter,
        CancellationToken cancellationToken
    )
    {
        var lines = new List<Commission>();
        await foreach (var line in store.CommissionsAsync(program, partner, filter, cancellationToken))
        {
            lines.Add(line);
        }

        return lines;
    }

    private Task<ReservedPayout?> FindAsync(
        ProgramSlug program,
        PartnerId partner,
        Period period,
        CancellationToken cancellationToken
    ) => store.FindAsync<ReservedPayout>(program, partner, LedgerKeys.Payout(period), cancellationToken);

    private static void Store(LedgerEdit edit, ReservedPayout payout) =>
        edit.Batch.Replace(LedgerKeys.Payout(payout.Period), payout);

    private static void Require(
        ReservedPayout? payout,
        Period period,
        string what,
        params ReadOnlySpan<PayoutState> states
    )
    {
        if (payout is null || !states.Contains(payout.State))
        {
            throw new PayoutStateException(period, what, WordOf(payout?.State));
        }
    }

    private static string WordOf(PayoutState? state) =>
        state switch
        {
            null => "not reserved",
            PayoutState.Paying or PayoutState.Paid => "paid",
            PayoutState.PuttingBack or PayoutState.PutBack => "put back",
            _ => "reserved",
        };

    private static string TextOf(Commission line) =>
        line.Corrects is { } corrected
            ? $"Correction of {corrected} after {line.Source} {line.Event}"
            : $"{line.Rule}, {line.Source} {line.Event} of {line.OccurredAt:yyyy-MM-dd}";
}

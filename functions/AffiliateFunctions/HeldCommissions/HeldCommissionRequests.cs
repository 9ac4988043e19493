using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.HeldCommissions;

/// <summary>Asks the program's owner about held commissions, reminds the owner, and asks the backup owner too.</summary>
public sealed class HeldCommissionRequests(
    HeldBatchStore batches,
    IHeldCommissions held,
    HeldCommissionMails mails,
    TimeProvider clock
)
{
    // E-mails are sent in the morning of the program's time zone.
    private const int Morning = 7;

    /// <summary>How many e-mails the owner receives before the backup owner is asked.</summary>
    internal const int MailsBeforeBackup = 2;

    private static readonly TimeSpan RemindAfter = TimeSpan.FromDays(2);
    private static readonly TimeSpan EscalateAfter = TimeSpan.FromDays(5);
    private static readonly TimeSpan RepeatEvery = TimeSpan.FromDays(7);

    /// <summary>
    /// Asks about the commissions that no open batch contains, once a day. The batch is stored before the e-mail is
    /// sent, and the day after it.
    /// </summary>
    public async Task AskDailyAsync(AffiliateProgram program, CancellationToken cancellationToken)
    {
        var now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), program.Zone);
        var today = DateOnly.FromDateTime(now.DateTime);
        if (now.Hour < Morning || await batches.AskedAsync(program.Slug, cancellationToken) >= today)
        {
            return;
        }

        if (await batches.FindAsync(program.Slug, today, cancellationToken) is null)
        {
            var asked = new HashSet<CommissionId>();
            await foreach (var batch in batches.OpenAsync(program.Slug, cancellationToken))
            {
                asked.UnionWith(batch.Commissions);
            }

            var added = await held.ListAsync(program.Slug, cancellationToken)
                .Where(commission => !asked.Contains(commission.Id))
                .Select(commission => commission.Id)
                .ToListAsync(cancellationToken);
            if (added.Count > 0)
            {
                await batches.AddAsync(
                    new HeldBatch
                    {
                        Program = program.Slug,
                        Day = today,
                        AskedAt = clock.GetUtcNow(),
                        Commissions = added,
                    },
                    cancellationToken
                );
            }
        }

        await batches.SetAskedAsync(program.Slug, today, cancellationToken);
    }

    /// <summary>
    /// Sends the e-mails that are due about the open batches: the first one at once, a reminder after two days, to the
    /// backup owner after five, and to both every week from then on. Batches that need no decision any more are closed.
    /// </summary>
    public async Task RemindAsync(AffiliateProgram program, CancellationToken cancellationToken)
    {
        var open = await batches.OpenAsync(program.Slug, cancellationToken).ToListAsync(cancellationToken);
        foreach (var batch in open)
        {
            if (clock.GetUtcNow() < batch.AskedAt + TimeOf(batch.Mails))
            {
                continue;
            }

            var waiting = await mails.WaitingAsync(batch, cancellationToken);
            if (waiting.Count == 0)
            {
                await batches.ChangeAsync(
                    batch,
                    stored => stored with { IsClosed = true, ClosedAt = stored.ClosedAt ?? clock.GetUtcNow() },
                    cancellationToken
                );
                continue;
            }

            await SendAsync(program, batch, waiting, cancellationToken);
            await batches.ChangeAsync(
                batch,
                stored => stored with { Mails = Math.Max(stored.Mails, batch.Mails + 1) },
                cancellationToken
            );
        }
    }

    private async Task SendAsync(
        AffiliateProgram program,
        HeldBatch batch,
        IReadOnlyList<CommissionView> waiting,
        CancellationToken cancellationToken
    )
    {
        var charter = program.Charter!;
        var persons = batch.Mails switch
        {
            0 or 1 => [charter.Owner],
            MailsBeforeBackup => [charter.BackupOwner],
            _ => new[] { charter.Owner, charter.BackupOwner },
        };
        foreach (var person in persons)
        {
            await mails.SendAsync(program, batch, waiting, person, cancellationToken);
        }
    }

    /// <summary>When the next e-mail is sent after some, counted from the first one.</summary>
    internal static TimeSpan TimeOf(int mails) =>
        mails switch
        {
            0 => TimeSpan.Zero,
            1 => RemindAfter,
            2 => EscalateAfter,
            _ => EscalateAfter + ((mails - 2) * RepeatEvery),
        };
}

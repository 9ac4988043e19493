using Affiliate.Domain.Payouts.Settlement;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Payouts.Store;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Settlement;

/// <summary>
/// Books the results of payments, whoever reports them: in the ledger, to subscribers, on the payouts, and to the
/// partners.
/// </summary>
public sealed class SettlementBooking(
    CycleStore cycles,
    ILedger ledger,
    IAuditLog audit,
    IWebhooks webhooks,
    TimeProvider clock
)
{
    private const int LinesAtOnce = 100;

    /// <summary>
    /// Books what a report says. Each line is posted, then published, then recorded, and only then marked as settled. A
    /// repeated request completes the steps of an interrupted one, with the same events and records.
    /// </summary>
    /// <returns>The lines that another report has settled differently.</returns>
    internal async Task<IReadOnlyList<(string Pointer, string Sentence)>> ApplyAsync(
        StoredCycle cycle,
        SettlementReport report,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var conflicts = new List<(string, string)>();
        // Partners that follow each other are read and written together.
        var lines = report
            .Lines.Where(line => line.Payout.Status != line.Status)
            .OrderBy(line => line.Payout.Partner.Value, StringComparer.Ordinal);
        foreach (var some in lines.Chunk(LinesAtOnce))
        {
            var now = clock.GetUtcNow();
            var refused = await BookAsync(cycle, some, cancellationToken);
            conflicts.AddRange(
                refused.Select(line =>
                    (
                        $"/{line.Key.Number}/status",
                        $"The payout is {line.Value.State}; check it, and leave the line out."
                    )
                )
            );
            var booked = some.Where(line => !refused.ContainsKey(line)).ToList();

            await webhooks.TellAsync(
                cycle.Program,
                [.. booked.Select(line => WebhookEventOf(cycle, line, now))],
                cancellationToken
            );
            foreach (var line in booked.Where(_ => report.AsksForDetails))
            {
                await InformAsync(cycle, line, orchestrations, cancellationToken);
            }

            await MarkAsync(cycle, booked, report.Actor, now, cancellationToken);
        }

        foreach (var change in report.Changes)
        {
            await NoteAsync(cycle, change, orchestrations, cancellationToken);
        }

        return conflicts;
    }

    // The payouts were read earlier. Another request may have posted the opposite result since. Returns such lines.
    private async Task<IReadOnlyDictionary<SettlementLine, PayoutStateException>> BookAsync(
        StoredCycle cycle,
        IReadOnlyCollection<SettlementLine> lines,
        CancellationToken cancellationToken
    )
    {
        var paid = lines.Where(line => line.Status == PayoutStatus.Paid).ToList();
        var refused = await ledger.PayAsync(
            cycle.Program,
            [.. paid.Select(line => line.Payout.Partner).Distinct()],
            cycle.Period,
            cancellationToken
        );
        var conflicts = paid.Where(line => refused.ContainsKey(line.Payout.Partner))
            .ToDictionary(line => line, line => refused[line.Payout.Partner]);
        foreach (var line in lines.Where(line => line.Status != PayoutStatus.Paid))
        {
            try
            {
                await PutBackAsync(cycle, line, cancellationToken);
            }
            catch (PayoutStateException conflict)
            {
                conflicts.Add(line, conflict);
            }
        }

        return conflicts;
    }

    private Task PutBackAsync(StoredCycle cycle, SettlementLine line, CancellationToken cancellationToken) =>
        line.Status == PayoutStatus.Returned
            ? ledger.ReturnAsync(
                cycle.Program,
                line.Payout.Partner,
                cycle.Period,
                line.Reason ?? "payment_returned",
                cancellationToken
            )
            : ledger.ReleaseAsync(
                cycle.Program,
                line.Payout.Partner,
                cycle.Period,
                line.Reason ?? "payment_failed",
                cancellationToken
            );

    private async Task MarkAsync(
        StoredCycle cycle,
        IReadOnlyList<SettlementLine> lines,
        string actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await audit.RecordAllAsync(
            [
                .. lines.Select(line => new AuditEntry(
                    cycle.Program,
                    $"payout:{line.Payout.Id}:{(line.Status == PayoutStatus.Returned ? "returned" : "settled")}",
                    actor,
                    $"payout_{StoredJson.NameOf(line.Status)}",
                    line.Payout.Id,
                    line.Reason ?? line.Reference,
                    now
                )),
            ],
            cancellationToken
        );
        // The file was read some time ago: an erasure or another file may have changed the payouts since.
        await cycles.RewordPayoutsAsync(
            cycle.Program,
            cycle.Period,
            lines
                .DistinctBy(line => line.Payout.Partner)
                .ToDictionary(line => line.Payout.Partner, line => MarkOf(line, now)),
            cancellationToken
        );
    }

    private static Func<StoredPayout, StoredPayout> MarkOf(SettlementLine line, DateTimeOffset now) =>
        stored =>
            stored.Status != line.Payout.Status
                ? stored
                : stored with
                {
                    Status = line.Status,
                    Reference = line.Reference ?? stored.Reference,
                    Reason = line.Reason,
                    SettledAt = now,
                };

    // A partner whose payment failed gets a link to enter other details.
    private static Task InformAsync(
        StoredCycle cycle,
        SettlementLine line,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        line.Status == PayoutStatus.Paid
            ? Task.CompletedTask
            : orchestrations.AskForPayoutDetailsAsync(
                new PayoutDetailsRequest(
                    cycle.Program,
                    line.Payout.Partner,
                    $"{line.Payout.Id}-{cycle.Attempt + 1}-{StoredJson.NameOf(line.Status)}",
                    new FailedPayout(
                        cycle.Period,
                        line.Payout.Amount,
                        line.Payout.Currency,
                        line.Reason,
                        PayeeRemedies.Of(line.Code)
                    )
                ),
                cancellationToken
            );

    // The payment was made. The partner and finance are asked to confirm the details.
    private async Task NoteAsync(
        StoredCycle cycle,
        SettlementChange change,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        await audit.RecordAsync(
            new AuditEntry(
                cycle.Program,
                $"payout:{change.Payout.Id}:{cycle.Attempt}:change:{change.Code}",
                "key",
                "payout_details_change_notified",
                change.Payout.Id,
                change.Reason,
                clock.GetUtcNow()
            ),
            cancellationToken
        );
        await orchestrations.StartPayeeCorrectionAsync(
            new PayeeCorrection(cycle.Program, cycle.Period, change.Payout.Partner, change.Code, change.Reason),
            cycle.Attempt,
            cancellationToken
        );
        await cycles.RewordPayoutAsync(
            cycle.Program,
            cycle.Period,
            change.Payout.Partner,
            payout => payout.BankNotice == change.Reason ? payout : payout with { BankNotice = change.Reason },
            cancellationToken
        );
    }

    private static WebhookEvent WebhookEventOf(StoredCycle cycle, SettlementLine line, DateTimeOffset now) =>
        new(
            line.Status switch
            {
                PayoutStatus.Paid => WebhookEventTypes.PayoutPaid,
                PayoutStatus.Returned => WebhookEventTypes.PayoutReturned,
                _ => WebhookEventTypes.PayoutFailed,
            },
            line.Payout.Id,
            now,
            new
            {
                line.Payout.Id,
                line.Payout.Partner,
                cycle.Period,
                line.Payout.Amount,
                line.Payout.Currency,
                line.Payout.Method,
                line.Status,
                line.Reference,
                line.Reason,
                SettledAt = now,
            }
        );
}

using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Settlement;

/// <summary>
/// Imports the results of the payments. Paid lines are posted to the ledger; the amounts of failed lines become payable
/// again. A file with an invalid line is rejected as a whole.
/// </summary>
[Tags("Cycles")]
public sealed class ImportSettlement(
    IPrograms programs,
    CycleStore cycles,
    ILedger ledger,
    IAuditLog audit,
    IWebhooks webhooks,
    TimeProvider clock
)
{
    private const int Limit = 4 * 1024 * 1024;
    private const int LinesAtOnce = 100;

    /// <inheritdoc cref="ImportSettlement"/>
    [Function(nameof(ImportSettlement))]
    [EndpointSummary("Imports which payments were paid and which failed.")]
    [EndpointDescription("One invalid line rejects the whole file. A failed payment is payable again.")]
    [Consumes(typeof(string), "text/csv")]
    [RequestExample("partner,status,reference,reason\nprt_01m1k9n3e0v3rs3dtr98h6bcfn,paid,REF-1,\n")]
    [ResponseExample("""{ "lines": 1, "paid": 1, "failed": 0, "returned": 0, "open": 0 }""")]
    [ProducesResponseType<SettlementAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/cycles/{period}/settlement")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<Period>] string period,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var cycle = await cycles.RequireAsync(programs, slug, period, cancellationToken);
        if (!cycle.Succeeded)
        {
            return HttpResults.Problem(cycle.Problem);
        }

        if (cycle.Value.Status < CycleStatus.Paying || cycle.Value.Status == CycleStatus.Rejected)
        {
            return HttpResults.Problem(
                Problem.Conflict(
                    "The cycle has no payments to settle: it is not approved, or its files are not written yet."
                )
            );
        }

        var body = await request.ReadBytesAsync(Limit, cancellationToken);
        var payouts = await PayoutsAsync(cycle.Value, cancellationToken);
        var lines = body.Then(bytes => SettlementFile.Read(bytes, payouts, request.ContentType));
        if (!lines.Succeeded)
        {
            return HttpResults.Problem(lines.Problem);
        }

        var conflicts = await ApplyAsync(cycle.Value, lines.Value, cancellationToken);
        if (conflicts.Count > 0)
        {
            return HttpResults.Problem(
                Problem.Conflict(
                    "Another file has settled some of the payouts differently; the other lines are booked.",
                    conflicts
                )
            );
        }

        await AskForDetailsAsync(cycle.Value, lines.Value, orchestrations, cancellationToken);
        return await AnswerAsync(cycle.Value, lines.Value, orchestrations, cancellationToken);
    }

    // A partner whose payment failed gets a link to enter other details, once for each payout.
    private static async Task AskForDetailsAsync(
        StoredCycle cycle,
        IReadOnlyList<SettlementLine> lines,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        foreach (var line in lines.Where(line => line.Status is PayoutStatus.Failed or PayoutStatus.Returned))
        {
            await orchestrations.AskForPayoutDetailsAsync(
                new PayoutDetailsRequest(
                    cycle.Program,
                    line.Payout.Partner,
                    line.Payout.Id,
                    new FailedPayout(cycle.Period, line.Payout.Amount, line.Payout.Currency, line.Reason)
                ),
                cancellationToken
            );
        }
    }

    private async Task<IResult> AnswerAsync(
        StoredCycle cycle,
        IReadOnlyList<SettlementLine> lines,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var open = (await PayoutsAsync(cycle, cancellationToken)).Count(payout =>
            payout.Status == PayoutStatus.Reserved
        );
        if (open == 0)
        {
            await orchestrations.ReportEventAsync(
                cycle.InstanceId,
                CycleOrchestrator.SettledEvent,
                nameof(ImportSettlement),
                cancellationToken
            );
        }

        return HttpResults.Ok(
            new SettlementAnswer(
                lines.Count,
                lines.Count(line => line.Status == PayoutStatus.Paid),
                lines.Count(line => line.Status == PayoutStatus.Failed),
                lines.Count(line => line.Status == PayoutStatus.Returned),
                open
            )
        );
    }

    // Each line is posted, then published, then recorded, and only then marked as settled. A repeated request completes
    // the steps of an interrupted one, with the same events and records.
    private async Task<IReadOnlyList<(string Pointer, string Sentence)>> ApplyAsync(
        StoredCycle cycle,
        IReadOnlyList<SettlementLine> lines,
        CancellationToken cancellationToken
    )
    {
        var conflicts = new List<(string, string)>();
        foreach (var some in lines.Where(line => line.Payout.Status != line.Status).Chunk(LinesAtOnce))
        {
            var now = clock.GetUtcNow();
            var booked = new List<SettlementLine>();
            foreach (var line in some)
            {
                if (await TryBookAsync(cycle, line, cancellationToken) is { } conflict)
                {
                    conflicts.Add(conflict);
                }
                else
                {
                    booked.Add(line);
                }
            }

            await webhooks.TellAsync(
                cycle.Program,
                [.. booked.Select(line => WebhookEventOf(cycle, line, now))],
                cancellationToken
            );
            foreach (var line in booked)
            {
                await MarkAsync(cycle, line, now, cancellationToken);
            }
        }

        return conflicts;
    }

    // The payouts were read earlier. Another request may have posted the opposite result since.
    private async Task<(string Pointer, string Sentence)?> TryBookAsync(
        StoredCycle cycle,
        SettlementLine line,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await BookAsync(cycle, line, cancellationToken);
            return null;
        }
        catch (PayoutStateException other)
        {
            return ($"/{line.Number}/status", $"The payout is {other.State}; check it, and leave the line out.");
        }
    }

    private Task BookAsync(StoredCycle cycle, SettlementLine line, CancellationToken cancellationToken) =>
        line.Status switch
        {
            PayoutStatus.Paid => ledger.PayAsync(cycle.Program, line.Payout.Partner, cycle.Period, cancellationToken),
            PayoutStatus.Returned => ledger.ReturnAsync(
                cycle.Program,
                line.Payout.Partner,
                cycle.Period,
                line.Reason ?? "payment_returned",
                cancellationToken
            ),
            _ => ledger.ReleaseAsync(
                cycle.Program,
                line.Payout.Partner,
                cycle.Period,
                line.Reason ?? "payment_failed",
                cancellationToken
            ),
        };

    private async Task MarkAsync(
        StoredCycle cycle,
        SettlementLine line,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await audit.RecordAsync(
            new AuditEntry(
                cycle.Program,
                $"payout:{line.Payout.Id}:{(line.Status == PayoutStatus.Returned ? "returned" : "settled")}",
                "key",
                $"payout_{StoredJson.NameOf(line.Status)}",
                line.Payout.Id,
                line.Reason ?? line.Reference,
                now
            ),
            cancellationToken
        );
        await cycles.PutPayoutAsync(
            cycle.Program,
            cycle.Period,
            line.Payout with
            {
                Status = line.Status,
                Reference = line.Reference ?? line.Payout.Reference,
                Reason = line.Reason,
                SettledAt = now,
            },
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

    private async Task<List<StoredPayout>> PayoutsAsync(StoredCycle cycle, CancellationToken cancellationToken)
    {
        var payouts = new List<StoredPayout>();
        await foreach (var payout in cycles.PayoutsAsync(cycle.Program, cycle.Period, after: null, cancellationToken))
        {
            if (payout.Status != PayoutStatus.PutBack)
            {
                payouts.Add(payout);
            }
        }

        return payouts;
    }
}

/// <summary>The result of importing a settlement file.</summary>
/// <param name="Lines">How many lines the file has.</param>
/// <param name="Paid">How many lines report a paid payout.</param>
/// <param name="Failed">How many lines report a failed payout.</param>
/// <param name="Returned">How many lines report a paid payout that the bank has sent back.</param>
/// <param name="Open">How many payouts of the cycle are not settled yet.</param>
internal sealed record SettlementAnswer(int Lines, int Paid, int Failed, int Returned, int Open);

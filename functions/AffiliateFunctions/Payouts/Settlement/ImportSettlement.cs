using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Rails;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Settlement;

/// <summary>
/// Imports the results of the payments: a list in CSV, a file of returned ACH entries, or a payment status report. Paid
/// payouts are posted to the ledger; the amounts of failed and returned ones become payable again, and their partners
/// are informed.
/// </summary>
[Tags("Cycles")]
public sealed class ImportSettlement(
    IPrograms programs,
    CycleStore cycles,
    PaymentFileStore files,
    SettlementBooking booking
)
{
    // A report on 50,000 SEPA payments has about 15 MB.
    private const int Limit = 16 * 1024 * 1024;

    /// <inheritdoc cref="ImportSettlement"/>
    [Function(nameof(ImportSettlement))]
    [EndpointSummary("Imports which payments were paid and which failed.")]
    [EndpointDescription(
        "The body is CSV, a file of ACH returns and notifications of change in the format of Nacha, or a payment "
            + "status report pain.002; the first bytes decide. One invalid line rejects the whole file. A bank's report may "
            + "contain payments of others: such lines are listed and change nothing. A failed payment is payable again."
    )]
    [QueryParameter<string>(UploadedRows.MappingParameter, SettlementNames.Description)]
    [Consumes(typeof(string), "text/csv", "text/plain", "application/xml")]
    [RequestExample("partner,status,reference,reason\nprt_01m1k9n3e0v3rs3dtr98h6bcfn,paid,REF-1,\n")]
    [ResponseExample(
        """
            {
              "lines": 1,
              "paid": 1,
              "failed": 0,
              "returned": 0,
              "open": 0,
              "changes": [],
              "not_applied": []
            }
            """
    )]
    [ProducesResponseType<SettlementAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
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

        var names = UploadedRows.MappingOf(request.Query[UploadedRows.MappingParameter]).Then(SettlementNames.Of);
        if (!names.Succeeded)
        {
            return HttpResults.Problem(names.Problem);
        }

        var body = await request.ReadBytesAsync(Limit, cancellationToken);
        var report = await body.ThenAsync(bytes =>
            ReadAsync(cycle.Value, bytes, request.ContentType, names.Value, cancellationToken)
        );
        if (!report.Succeeded)
        {
            return HttpResults.Problem(report.Problem);
        }

        var conflicts = await booking.ApplyAsync(cycle.Value, report.Value, orchestrations, cancellationToken);
        return conflicts.Count > 0
            ? HttpResults.Problem(
                Problem.Conflict(
                    "Another file has settled some of the payouts differently; the other lines are booked.",
                    conflicts
                )
            )
            : await AnswerAsync(cycle.Value, report.Value, orchestrations, cancellationToken);
    }

    private async Task<Result<SettlementReport>> ReadAsync(
        StoredCycle cycle,
        byte[] body,
        string? contentType,
        SettlementNames names,
        CancellationToken cancellationToken
    )
    {
        var format = SettlementFormats.Recognise(body, contentType);
        if (!format.Succeeded)
        {
            return format.Problem;
        }

        var payouts = await PayoutsAsync(cycle, cancellationToken).ToListAsync(cancellationToken);
        if (format.Value == SettlementFormat.Csv)
        {
            return SettlementFile.Read(body, payouts, contentType, names).Then(lines => ReportOf(cycle, lines));
        }

        var isAch = format.Value == SettlementFormat.AchReturns;
        var references = new List<FileReferences>();
        var reported = cycle.Files.Where(file =>
            isAch ? PaymentFileNames.IsAch(file.Name) : PaymentFileNames.IsSepa(file.Name)
        );
        foreach (var file in reported)
        {
            references.Add(await files.ReferencesAsync(cycle, file, cancellationToken));
        }

        var reports = new BankReports(payouts, references);
        return isAch ? reports.ReadAchReturns(body) : reports.ReadStatusReport(body);
    }

    // Whoever books a payment that the provider still makes would let the partner be paid twice, or not at all.
    private static Result<SettlementReport> ReportOf(StoredCycle cycle, IReadOnlyList<SettlementLine> lines)
    {
        var inFlight = lines
            .Where(line => cycle.BatchOf(line.Payout) is not null)
            .Select(line =>
                (
                    $"/{line.Number}/payout_id",
                    $"The payout is paid through the API of {PayoutRails.TitleOf(line.Payout.Method)}, which reports its result; leave the "
                        + "line out."
                )
            )
            .ToList();
        return inFlight.Count > 0
            ? Problem.Conflict("The provider of some payouts has not reported their results yet.", inFlight)
            : new SettlementReport(lines, [], []);
    }

    private async Task<IResult> AnswerAsync(
        StoredCycle cycle,
        SettlementReport report,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var open = await PayoutsAsync(cycle, cancellationToken)
            .CountAsync(payout => payout.Status == PayoutStatus.Reserved, cancellationToken);
        if (open == 0)
        {
            await orchestrations.ReportEventAsync(
                cycle.InstanceId,
                CycleOrchestrator.SettledEvent,
                nameof(ImportSettlement),
                cancellationToken
            );
        }

        return HttpResults.Ok(SettlementAnswer.Of(report, open));
    }

    private IAsyncEnumerable<PayoutState> PayoutsAsync(StoredCycle cycle, CancellationToken cancellationToken) =>
        cycles
            .PayoutsAsync(cycle.Program, cycle.Period, after: null, cancellationToken)
            .Where(payout => payout.Status != PayoutStatus.PutBack)
            .Select(PayoutState.Of);
}

/// <summary>The result of importing a settlement file.</summary>
/// <param name="Lines">How many results of payouts the file has.</param>
/// <param name="Paid">How many lines report a paid payout.</param>
/// <param name="Failed">How many lines report a failed payout.</param>
/// <param name="Returned">How many lines report a paid payout that the bank has sent back.</param>
/// <param name="Open">How many payouts of the cycle are not settled yet.</param>
/// <param name="Changes">The payouts whose details must be changed before the next payment.</param>
/// <param name="NotApplied">The lines of a bank's report that change nothing, with the reasons.</param>
internal sealed record SettlementAnswer(
    int Lines,
    int Paid,
    int Failed,
    int Returned,
    int Open,
    IReadOnlyList<SettlementChangeAnswer> Changes,
    IReadOnlyList<NotAppliedLine> NotApplied
)
{
    public static SettlementAnswer Of(SettlementReport report, int open) =>
        new(
            report.Lines.Count,
            report.Lines.Count(line => line.Status == PayoutStatus.Paid),
            report.Lines.Count(line => line.Status == PayoutStatus.Failed),
            report.Lines.Count(line => line.Status == PayoutStatus.Returned),
            open,
            [
                .. report.Changes.Select(change => new SettlementChangeAnswer(
                    change.Payout.Id,
                    change.Payout.Partner,
                    change.Reason
                )),
            ],
            report.NotApplied
        );
}

/// <summary>A payout whose details must be changed before the next payment.</summary>
/// <param name="PayoutId">The payout.</param>
/// <param name="PartnerId">The partner.</param>
/// <param name="Reason">What the bank reports, with its code.</param>
internal sealed record SettlementChangeAnswer(string PayoutId, PartnerId PartnerId, string Reason);

using Affiliate.Domain.Payouts.Files;
using Affiliate.Domain.Payouts.Files.Sepa;
using Affiliate.Domain.Payouts.Settlement;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Settlement;

/// <summary>
/// Finds the payouts that a bank reports on, by the references in the payment files of the cycle. A bank may report on
/// payments of others in the same file, so a line without a payout of the cycle is named and changes nothing.
/// </summary>
internal sealed class BankReports(IReadOnlyList<PayoutState> payouts, IReadOnlyList<FileReferences> files)
{
    private const string NoResult = "The rejection of a duplicate is no result.";
    private const string LookUpFirst =
        "Look at the bank whether the first one was paid, and import the result as CSV if no other report has it.";

    private readonly Dictionary<string, PayoutState> payoutsById = payouts.ToDictionary(payout => payout.Id);
    private readonly Dictionary<string, SettlementLine> lines = [];
    private readonly List<SettlementChange> changes = [];
    private readonly List<NotAppliedLine> notApplied = [];

    /// <summary>Reads a file of returned ACH entries.</summary>
    public Result<SettlementReport> ReadAchReturns(ReadOnlyMemory<byte> content)
    {
        var reading = NachaReturnReader.Read(content);
        if (reading.Problem is { } problem)
        {
            return ProblemOf(problem);
        }

        var traces = files.SelectMany(file => file.Payments).ToLookup(payment => payment.Reference);
        foreach (var line in reading.Lines)
        {
            var payout = traces[line.Reference]
                .Select(payment => payoutsById.GetValueOrDefault(payment.PayoutId))
                .OfType<PayoutState>()
                .FirstOrDefault(payout =>
                    line.Identification is null || line.Identification == BankReference.AchIdentificationOf(payout.Id)
                );
            Apply(line, payout);
        }

        return Finish();
    }

    /// <summary>Reads a payment status report.</summary>
    public Result<SettlementReport> ReadStatusReport(ReadOnlyMemory<byte> content)
    {
        var reading = PaymentStatusReader.Read(content);
        if (reading.Problem is { } problem)
        {
            return ProblemOf(problem);
        }

        var own = reading.Lines.Where(line => line.Scope == SettlementScope.Payment).ToList();
        var payments = files
            .SelectMany(file => file.Payments)
            .DistinctBy(payment => payment.Reference)
            .ToDictionary(payment => payment.Reference, payment => payment.PayoutId);
        foreach (var line in own)
        {
            var payout = payments.TryGetValue(line.Reference, out var id) ? payoutsById.GetValueOrDefault(id) : null;
            Apply(line, payout);
        }

        var named = own.Select(line => line.Reference).ToHashSet();
        foreach (var scope in new[] { SettlementScope.Batch, SettlementScope.File })
        {
            foreach (var line in reading.Lines.Where(line => line.Scope == scope))
            {
                ApplyToRest(line, named);
            }
        }

        return Finish();
    }

    // The status of a batch or file applies to the payments that have none of their own. All payments of a file have
    // one execution date, so that a file has one batch.
    private void ApplyToRest(ReportedSettlement line, HashSet<string> named)
    {
        var file = files.FirstOrDefault(file =>
            file.MessageId is { } messageId
            && line.Reference
                == (line.Scope == SettlementScope.File ? messageId : SepaFileSettings.BatchIdOf(messageId, number: 1))
        );
        if (file is null)
        {
            notApplied.Add(
                new NotAppliedLine(
                    line.LineNumber,
                    line.Reference,
                    "The cycle has no file or batch with this reference."
                )
            );
        }
        else if (line.Status == SettlementStatus.Pending)
        {
            AddPending(line);
            named.UnionWith(file.Payments.Select(payment => payment.Reference));
        }
        else
        {
            foreach (var payment in file.Payments.Where(payment => named.Add(payment.Reference)))
            {
                if (payoutsById.TryGetValue(payment.PayoutId, out var payout))
                {
                    Apply(line with { Reference = payment.Reference, Amount = null }, payout);
                }
            }
        }
    }

    private void Apply(ReportedSettlement line, PayoutState? payout)
    {
        if (payout is null)
        {
            notApplied.Add(
                new NotAppliedLine(line.LineNumber, line.Reference, "The cycle has no payment with this reference.")
            );
        }
        else if (line.Status == SettlementStatus.Change)
        {
            changes.Add(new SettlementChange(payout, line.ReasonCode!, ReasonOf(line)!));
        }
        else if (line.Status == SettlementStatus.Pending)
        {
            AddPending(line);
        }
        else if (line.Amount is { } amount && amount != payout.Amount)
        {
            notApplied.Add(
                new NotAppliedLine(line.LineNumber, line.Reference, "The payment of this reference has another amount.")
            );
        }
        else
        {
            AddResult(line, payout);
        }
    }

    // A payment that was reported as paid and comes back is returned; one without a result has failed. The rejection of a
    // whole file returns nothing: money that was paid comes back one payment at a time.
    private void AddResult(ReportedSettlement line, PayoutState payout)
    {
        var isBack = payout.Status == PayoutStatus.Returned || (payout.Status == PayoutStatus.Paid && !line.IsOfWhole);
        var status =
            line.Status == SettlementStatus.Paid ? PayoutStatus.Paid
            : isBack ? PayoutStatus.Returned
            : PayoutStatus.Failed;
        if (SettlementLine.Contradiction(payout.Status, status) is { } contradiction)
        {
            notApplied.Add(new NotAppliedLine(line.LineNumber, line.Reference, contradiction));
        }
        else if (
            !lines.TryAdd(
                payout.Id,
                new SettlementLine(line.LineNumber, payout, status, line.Reference, ReasonOf(line))
                {
                    Code = line.ReasonCode,
                }
            )
        )
        {
            notApplied.Add(
                new NotAppliedLine(line.LineNumber, line.Reference, "An earlier line has the result of this payment.")
            );
        }
    }

    private void AddPending(ReportedSettlement line) =>
        notApplied.Add(
            new NotAppliedLine(
                line.LineNumber,
                line.Reference,
                string.Join(
                    ' ',
                    new[]
                    {
                        line.IsDuplicate ? NoResult : "The report decides nothing yet.",
                        ReasonOf(line),
                        line.IsDuplicate ? LookUpFirst : null,
                    }.OfType<string>()
                )
            )
        );

    private Result<SettlementReport> Finish() =>
        lines.Count > 0 || changes.Count > 0 || notApplied.Count == 0
            ? new SettlementReport([.. lines.Values], changes, notApplied)
        : notApplied.Any(line => IsKnown(line.Reference)) ? new SettlementReport([], [], notApplied)
        : Problem.Invalid(notApplied.Select(line => ($"/{line.Line}", $"{line.Reference}: {line.Reason}")));

    private bool IsKnown(string reference) =>
        files.Any(file =>
            file.MessageId is { } messageId
                && (reference == messageId || reference == SepaFileSettings.BatchIdOf(messageId, number: 1))
            || file.Payments.Any(payment => payment.Reference == reference)
        );

    // The bank's own text may contain names and account numbers. It stays in the bank's file.
    private static string? ReasonOf(ReportedSettlement line) =>
        line.ReasonCode is null ? null : string.Join(' ', new[] { line.ReasonCode, line.Reason }.OfType<string>());

    private static Problem ProblemOf(SettlementProblem problem) =>
        Problem.Invalid(
            problem.Line is { } line ? $"/{line}" : string.Empty,
            $"{char.ToUpperInvariant(problem.Field[0])}{problem.Field[1..]}: {problem.Message}"
        );
}

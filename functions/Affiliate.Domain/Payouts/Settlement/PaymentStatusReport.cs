using System.Globalization;
using System.Xml.Linq;

namespace Affiliate.Domain.Payouts.Settlement;

/// <summary>Reads the statuses of a payment status report: of the file, of its batches and of its payments.</summary>
internal sealed class PaymentStatusReport(XElement report, XElement group)
{
    private const int MinorUnitDigits = 2;

    private readonly XNamespace xml = report.Name.Namespace;
    private readonly List<ReportedSettlement> lines = [];
    private SettlementProblem? problem;

    /// <summary>Reads all statuses, or the first problem.</summary>
    public SettlementReading Read()
    {
        var message = Text(group, "OrgnlMsgNmId");
        if (message is not null && !message.StartsWith("pain.001", StringComparison.Ordinal))
        {
            Fail(group, "OrgnlMsgNmId", $"The report is on a message {message}, not on credit transfers (pain.001).");
        }

        var ofFile = AddStatus(group, SettlementScope.File, "OrgnlMsgId", "GrpSts", ofWhole: null);
        foreach (var batch in report.Elements(xml + "OrgnlPmtInfAndSts"))
        {
            var ofBatch = AddStatus(batch, SettlementScope.Batch, "OrgnlPmtInfId", "PmtInfSts", ofFile) ?? ofFile;
            foreach (var transfer in batch.Elements(xml + "TxInfAndSts"))
            {
                AddPayment(transfer, ofBatch);
            }
        }

        if (lines.Count == 0)
        {
            Fail(group, "GrpSts", "The report has no status.");
        }

        return problem is null ? SettlementReading.Of(lines) : SettlementReading.Refused(problem);
    }

    // A status of a file or batch is optional; its identification is not.
    private GivenStatus? AddStatus(
        XElement element,
        SettlementScope scope,
        string idElement,
        string statusElement,
        GivenStatus? ofWhole
    )
    {
        var id = Text(element, idElement);
        if (id is null)
        {
            Fail(element, idElement, "The element is missing or empty.");
        }

        if (Text(element, statusElement) is not { } status)
        {
            return null;
        }

        var given = new GivenStatus(status, ReasonOf(element, status, ofWhole));
        if (id is not null)
        {
            Add(element, scope, id, given, statusElement, isOfWhole: IsRejection(status));
        }

        return given;
    }

    private void AddPayment(XElement transfer, GivenStatus? ofBatch)
    {
        if (Text(transfer, "OrgnlEndToEndId") is not { } endToEndId)
        {
            Fail(transfer, "OrgnlEndToEndId", "The element is missing or empty.");
        }
        else if ((Text(transfer, "TxSts") ?? ofBatch?.Status) is not { } status)
        {
            Fail(transfer, "TxSts", "Neither the payment nor its batch nor its file has a status.");
        }
        else
        {
            var given = new GivenStatus(status, ReasonOf(transfer, status, ofBatch));
            var isOfWhole = IsRejection(status) && ofBatch is not null && IsRejection(ofBatch.Status);
            Add(transfer, SettlementScope.Payment, endToEndId, given, "TxSts", isOfWhole);
        }
    }

    // Banks give the reason of a rejection once, at the level at which they reject. It holds for what is below it.
    private string? ReasonOf(XElement element, string status, GivenStatus? ofWhole) =>
        CodeOf(element) ?? (ofWhole?.Status == status ? ofWhole.ReasonCode : null);

    private string? CodeOf(XElement element) =>
        element.Element(xml + "StsRsnInf")?.Element(xml + "Rsn") is { } name
            ? Text(name, "Cd") ?? Text(name, "Prtry")
            : null;

    private void Add(
        XElement element,
        SettlementScope scope,
        string reference,
        GivenStatus given,
        string statusElement,
        bool isOfWhole
    )
    {
        var (status, code) = given;
        if (StatusOf(status) is not { } known)
        {
            Fail(element, statusElement, $"The status {status} is unknown.");
            return;
        }

        var isDuplicate = known == SettlementStatus.Failed && AllCodesOf(element, code).Any(StatusReasons.IsDuplicate);
        var texts = (element.Element(xml + "StsRsnInf")?.Elements(xml + "AddtlInf") ?? []).Select(text =>
            text.Value.Trim()
        );
        lines.Add(
            new ReportedSettlement(
                PaymentStatusReader.LineOf(element),
                scope,
                reference,
                isDuplicate ? SettlementStatus.Pending : known
            )
            {
                IsDuplicate = isDuplicate,
                IsOfWhole = isOfWhole,
                ReasonCode = code,
                Reason = code is null ? null : StatusReasons.WordsOf(code),
                BankText = string.Join(' ', texts) is { Length: > 0 } text ? text : null,
                Amount = AmountOf(element),
            }
        );
    }

    // A rejection may have several reasons. One that names a duplicate is enough to doubt it.
    private IEnumerable<string?> AllCodesOf(XElement element, string? code) =>
        element
            .Elements(xml + "StsRsnInf")
            .Elements(xml + "Rsn")
            .Select(reason => Text(reason, "Cd") ?? Text(reason, "Prtry"))
            .Append(code);

    // The amount of the original payment, which the report may repeat.
    private long? AmountOf(XElement element)
    {
        var amount = element.Element(xml + "OrgnlTxRef")?.Element(xml + "Amt")?.Element(xml + "InstdAmt");
        if (amount is null)
        {
            return null;
        }

        var isNumber = decimal.TryParse(
            amount.Value.Trim(),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        );
        var minorUnits = isNumber && number < 10_000_000_000_000_000m ? number * 100 : -1;
        if (minorUnits < 0 || minorUnits != decimal.Truncate(minorUnits))
        {
            Fail(amount, "InstdAmt", $"The amount has up to {MinorUnitDigits} decimals.");
            return null;
        }

        return (long)minorUnits;
    }

    // ISO 20022, external code sets ExternalPaymentTransactionStatus1Code and ExternalPaymentGroupStatus1Code. The
    // accepted statuses before settlement decide nothing: the payment can still be rejected.
    private static SettlementStatus? StatusOf(string code) =>
        code switch
        {
            "ACSC" or "ACCC" => SettlementStatus.Paid,
            "RJCT" or "CANC" => SettlementStatus.Failed,
            "RCVD"
            or "ACTC"
            or "ACCP"
            or "ACFC"
            or "ACSP"
            or "ACWC"
            or "ACWP"
            or "ACPD"
            or "PDNG"
            or "PART"
            or "PATC"
            or "BLCK" => SettlementStatus.Pending,
            _ => null,
        };

    private static bool IsRejection(string status) => StatusOf(status) == SettlementStatus.Failed;

    private string? Text(XElement element, string name) =>
        element.Element(xml + name)?.Value.Trim() is { Length: > 0 } text ? text : null;

    private void Fail(XElement element, string field, string message) =>
        problem ??= new SettlementProblem(PaymentStatusReader.LineOf(element), field, message);

    // A status as the report writes it, and the code of its reason or null.
    private sealed record GivenStatus(string Status, string? ReasonCode);
}

using System.Text;
using Affiliate.Domain.Payouts.Settlement;

namespace Affiliate.Domain.Tests.Payouts.Settlement;

public sealed class PaymentStatusReaderTests
{
    internal const string Payments = """
        <OrgnlPmtInfAndSts>
          <OrgnlPmtInfId>ACME-1-1</OrgnlPmtInfId>
          <PmtInfSts>PART</PmtInfSts>
          <TxInfAndSts>
            <OrgnlEndToEndId>2611A1</OrgnlEndToEndId>
            <TxSts>RJCT</TxSts>
            <StsRsnInf>
              <Orgtr><Nm>Bank</Nm></Orgtr>
              <Rsn><Cd>AC04</Cd></Rsn>
              <AddtlInf>Account closed</AddtlInf>
              <AddtlInf>on 1 May</AddtlInf>
            </StsRsnInf>
            <OrgnlTxRef><Amt><InstdAmt Ccy="EUR">1234.5</InstdAmt></Amt></OrgnlTxRef>
          </TxInfAndSts>
          <TxInfAndSts>
            <OrgnlEndToEndId>2611B2</OrgnlEndToEndId>
            <TxSts>ACSC</TxSts>
          </TxInfAndSts>
        </OrgnlPmtInfAndSts>
        """;

    [Theory]
    [InlineData("pain.002.001.03")]
    [InlineData("pain.002.001.10")]
    public void A_report_has_the_status_of_its_file_its_batches_and_its_payments(string version)
    {
        var lines = Read(Report(Payments, "PART", version)).Lines;

        Assert.Equal(
            [
                (SettlementScope.File, "ACME-1", SettlementStatus.Pending),
                (SettlementScope.Batch, "ACME-1-1", SettlementStatus.Pending),
                (SettlementScope.Payment, "2611A1", SettlementStatus.Failed),
                (SettlementScope.Payment, "2611B2", SettlementStatus.Paid),
            ],
            lines.Select(line => (line.Scope, line.Reference, line.Status))
        );
        Assert.Equal("AC04", lines[2].ReasonCode);
        Assert.Equal("The account is closed.", lines[2].Reason);
        Assert.Equal("Account closed on 1 May", lines[2].BankText);
        Assert.Equal(123_450, lines[2].Amount);
        Assert.Equal([3, 7, 10, 21], lines.Select(line => line.LineNumber));
        Assert.Null(lines[3].ReasonCode);
        Assert.Null(lines[3].Amount);
    }

    [Theory]
    [InlineData("ACSC", SettlementStatus.Paid)]
    [InlineData("ACCC", SettlementStatus.Paid)]
    [InlineData("RJCT", SettlementStatus.Failed)]
    [InlineData("CANC", SettlementStatus.Failed)]
    [InlineData("ACCP", SettlementStatus.Pending)]
    [InlineData("ACSP", SettlementStatus.Pending)]
    [InlineData("ACTC", SettlementStatus.Pending)]
    [InlineData("ACWC", SettlementStatus.Pending)]
    [InlineData("RCVD", SettlementStatus.Pending)]
    [InlineData("PDNG", SettlementStatus.Pending)]
    public void Only_a_settled_payment_counts_as_paid(string code, SettlementStatus status) =>
        Assert.Equal(status, Read(Report(Payment("2611A1", code))).Lines.Single().Status);

    [Theory]
    [InlineData("AC01", "The account number is invalid or missing.")]
    [InlineData("AM05", "The bank has such a payment already, so it took this one as a duplicate.")]
    [InlineData("RC01", "The BIC of the bank is incorrect.")]
    [InlineData("XX99", "The bank reported the reason code XX99.")]
    public void Reason_codes_are_given_in_words(string code, string words) =>
        Assert.Equal(words, Read(Report(Payment("1", "RJCT", $"<Rsn><Cd>{code}</Cd></Rsn>"))).Lines.Single().Reason);

    [Theory]
    [InlineData("AM05", "RJCT", SettlementStatus.Pending, true)]
    [InlineData("DUPL", "CANC", SettlementStatus.Pending, true)]
    [InlineData("AM05", "ACSC", SettlementStatus.Paid, false)]
    [InlineData("AM04", "RJCT", SettlementStatus.Failed, false)]
    public void Only_a_rejection_as_a_duplicate_decides_nothing(
        string code,
        string status,
        SettlementStatus expected,
        bool isDuplicate
    )
    {
        foreach (var reason in new[] { $"<Cd>{code}</Cd>", $"<Prtry>{code}</Prtry>" })
        {
            var line = Read(Report(Payment("1", status, $"<Rsn>{reason}</Rsn>"))).Lines.Single();
            Assert.Equal((expected, isDuplicate), (line.Status, line.IsDuplicate));
        }
    }

    [Fact]
    public void A_proprietary_reason_is_kept() =>
        Assert.Equal(
            "B-17",
            Read(Report(Payment("1", "RJCT", "<Rsn><Prtry>B-17</Prtry></Rsn>"))).Lines.Single().ReasonCode
        );

    [Fact]
    public void A_rejected_file_is_one_line()
    {
        var line = Read(Report("", "RJCT")).Lines.Single();

        Assert.Equal(
            (SettlementScope.File, "ACME-1", SettlementStatus.Failed),
            (line.Scope, line.Reference, line.Status)
        );
    }

    [Fact]
    public void A_payment_without_a_status_has_that_of_its_batch_or_file()
    {
        const string payment = "<TxInfAndSts><OrgnlEndToEndId>1</OrgnlEndToEndId></TxInfAndSts>";
        var inBatch =
            "<OrgnlPmtInfAndSts><OrgnlPmtInfId>B</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts>"
            + $"{payment}</OrgnlPmtInfAndSts>";
        var inFile = $"<OrgnlPmtInfAndSts><OrgnlPmtInfId>B</OrgnlPmtInfId>{payment}</OrgnlPmtInfAndSts>";

        Assert.Equal(SettlementStatus.Failed, Read(Report(inBatch)).Lines[^1].Status);
        Assert.Equal(SettlementStatus.Failed, Read(Report(inFile, "RJCT")).Lines[^1].Status);
        AssertProblem(Report(inFile), "TxSts");
    }

    [Fact]
    public void An_unknown_status_and_missing_identifications_are_refused()
    {
        AssertProblem(Report(Payment("1", "OKAY")), "TxSts");
        AssertProblem(Report("", "OKAY"), "GrpSts");
        AssertProblem(Report(Payment("", "RJCT")), "OrgnlEndToEndId");
        AssertProblem(Report(Payments.Replace("ACME-1-1", " ", StringComparison.Ordinal)), "OrgnlPmtInfId");
        AssertProblem(Report(""), "GrpSts");
        AssertProblem(Report(Payments.Replace("1234.5", "1234.505", StringComparison.Ordinal)), "InstdAmt");
        AssertProblem(Report(Payments.Replace("1234.5", "-1", StringComparison.Ordinal)), "InstdAmt");
        AssertProblem(Report(Payments.Replace("1234.5", "1e9", StringComparison.Ordinal)), "InstdAmt");
        AssertProblem(
            Report(Payments).Replace("pain.001.001.09", "pain.008.001.08", StringComparison.Ordinal),
            "OrgnlMsgNmId"
        );
    }

    [Fact]
    public void A_problem_names_its_line()
    {
        var problem = Read(Report(Payments.Replace("ACSC", "OKAY", StringComparison.Ordinal))).Problem!;

        Assert.Equal((21, "TxSts"), (problem.Line, problem.Field));
        Assert.Equal("The status OKAY is unknown.", problem.Message);
    }

    [Theory]
    [InlineData("pain.002.001.02")]
    [InlineData("pain.001.001.09")]
    [InlineData("camt.054.001.08")]
    public void Another_message_is_refused(string version) =>
        AssertProblem(Report(Payments, "PART", version), "Document");

    [Fact]
    public void A_report_without_its_original_message_is_refused() =>
        AssertProblem(
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt/></Document>",
            "OrgnlGrpInfAndSts"
        );

    [Fact]
    public void A_report_of_a_million_levels_is_refused() =>
        AssertProblem(string.Concat(Enumerable.Repeat("<a>", 1_000_000)), "xml");

    [Theory]
    [InlineData("<!DOCTYPE Document [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>")]
    [InlineData("<!DOCTYPE Document [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>")]
    [InlineData("<!DOCTYPE Document SYSTEM \"http://example.com/document.dtd\">")]
    public void A_document_type_definition_is_refused(string definition)
    {
        var reading = Read($"<?xml version=\"1.0\"?>\n{definition}{Report(Payments)}");

        Assert.Empty(reading.Lines);
        Assert.Equal((2, "DOCTYPE"), (reading.Problem!.Line, reading.Problem.Field));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not xml")]
    [InlineData("<Document>")]
    [InlineData("<Document>&x;</Document>")]
    public void Anything_but_XML_is_refused(string content)
    {
        var problem = Read(content).Problem!;

        Assert.Equal(content.Length == 0 ? "file" : "xml", problem.Field);
    }

    [Fact]
    public void A_report_in_UTF_16_is_refused_with_and_without_its_mark()
    {
        var text = Report(Payments);

        Assert.Equal("encoding", PaymentStatusReader.Read(Encoding.Unicode.GetBytes(text)).Problem!.Field);
        byte[] marked = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)];
        Assert.Equal("encoding", PaymentStatusReader.Read(marked).Problem!.Field);
    }

    [Fact]
    public void A_mark_of_UTF_8_is_accepted()
    {
        byte[] marked = [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Report(Payments))];

        Assert.Equal(3, PaymentStatusReader.Read(marked).Lines.Count);
    }

    internal static string Report(string payments, string? groupStatus = null, string version = "pain.002.001.10") =>
        $"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{version}\">\n"
        + "<CstmrPmtStsRpt><GrpHdr><MsgId>R-1</MsgId><CreDtTm>2026-12-04T08:00:00</CreDtTm></GrpHdr>\n"
        + "<OrgnlGrpInfAndSts><OrgnlMsgId>ACME-1</OrgnlMsgId>\n<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>\n"
        + (groupStatus is null ? "" : $"<GrpSts>{groupStatus}</GrpSts>")
        + $"</OrgnlGrpInfAndSts>\n\n{payments}\n</CstmrPmtStsRpt></Document>";

    private static string Payment(string endToEndId, string status, string reason = "") =>
        "<OrgnlPmtInfAndSts><OrgnlPmtInfId>B</OrgnlPmtInfId><TxInfAndSts>"
        + $"<OrgnlEndToEndId>{endToEndId}</OrgnlEndToEndId><TxSts>{status}</TxSts><StsRsnInf>{reason}</StsRsnInf>"
        + "</TxInfAndSts></OrgnlPmtInfAndSts>";

    private static SettlementReading Read(string report) => PaymentStatusReader.Read(Encoding.UTF8.GetBytes(report));

    private static void AssertProblem(string report, string field)
    {
        var reading = Read(report);
        Assert.Empty(reading.Lines);
        Assert.Equal(field, reading.Problem?.Field);
    }
}

using System.Text;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts.Files;
using Affiliate.Domain.Tests.Payouts.Settlement;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Tests.Payouts;

public sealed class BankReportsTests
{
    private static readonly Period Month = Period.Parse("2026-10");

    [Fact]
    public void A_return_fails_an_open_payment_and_returns_a_paid_one()
    {
        var (open, paid) = (Payout("prt_1"), Payout("prt_2") with { Status = PayoutStatus.Paid });
        var report = Returns(
            [open, paid],
            ReturnFiles.Return("R03", 1, 1_000, identification: IdentificationOf(open)),
            ReturnFiles.Return("R02", 2, 1_000, identification: IdentificationOf(paid))
        );

        Assert.Equal(
            [(open.Id, PayoutStatus.Failed, "R03"), (paid.Id, PayoutStatus.Returned, "R02")],
            report.Lines.Select(line => (line.Payout.Id, line.Status, line.Code!))
        );
        Assert.Equal("R03 The bank has no such account, or cannot find it by number and name.", report.Lines[0].Reason);
        Assert.Empty(report.NotApplied);
    }

    [Fact]
    public void The_same_file_again_changes_nothing()
    {
        var (failed, returned) = (
            Payout("prt_1") with
            {
                Status = PayoutStatus.Failed,
            },
            Payout("prt_2") with
            {
                Status = PayoutStatus.Returned,
            }
        );
        var report = Returns(
            [failed, returned],
            ReturnFiles.Return("R03", 1, 1_000, identification: IdentificationOf(failed)),
            ReturnFiles.Return("R02", 2, 1_000, identification: IdentificationOf(returned))
        );

        Assert.All(report.Lines, line => Assert.Equal(line.Payout.Status, line.Status));
        Assert.Equal(2, report.Lines.Count);
    }

    [Fact]
    public void Payments_of_others_are_named_and_the_rest_is_applied()
    {
        var (one, two) = (Payout("prt_1"), Payout("prt_2"));
        var report = Returns(
            [one, two],
            ReturnFiles.Return("R03", 1, 1_000, identification: IdentificationOf(one)),
            ReturnFiles.Return("R03", 2, 999, identification: IdentificationOf(two)),
            ReturnFiles.Return("R03", 77, 1_000),
            ReturnFiles.Return("R02", 1, 1_000, identification: "OTHER")
        );

        Assert.Equal(one.Id, Assert.Single(report.Lines).Payout.Id);
        Assert.Equal(
            [
                "The payment of this reference has another amount.",
                "The cycle has no payment with this reference.",
                "The cycle has no payment with this reference.",
            ],
            report.NotApplied.Select(line => line.Reason)
        );
        Assert.Equal("121042880000077", report.NotApplied[1].Reference);
    }

    [Fact]
    public void A_file_without_a_payment_of_the_cycle_is_refused_by_its_lines()
    {
        var read = Reports([Payout("prt_1")])
            .ReadAchReturns(ReturnFiles.Bytes(ReturnFiles.Lines(ReturnFiles.Return("R03", 77))));

        Assert.Equal("/4", Assert.Single(read.Problem!.Errors.Keys));
        Assert.Contains("121042880000077", read.Problem.Errors["/4"][0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_settles_nothing_and_the_line_is_named()
    {
        var lines = ReturnFiles.Lines(ReturnFiles.Return("R03", 1, 1_000));
        lines[2] = lines[2].Replace("0000001000", "0000001001", StringComparison.Ordinal);
        var read = Reports([Payout("prt_1")]).ReadAchReturns(ReturnFiles.Bytes(lines));

        Assert.Contains("Total debits and credits", Assert.Single(read.Problem!.Errors).Value[0]);
    }

    [Fact]
    public void A_notification_of_change_leaves_the_payment_as_it_is()
    {
        var payout = Payout("prt_1");
        var report = Returns(
            [payout],
            ReturnFiles.Change("C01", 1, "99887766", identification: IdentificationOf(payout))
        );

        Assert.Empty(report.Lines);
        var change = Assert.Single(report.Changes);
        Assert.Equal(
            (payout.Id, "C01", "C01 The account number is incorrect."),
            (change.Payout.Id, change.Code, change.Reason)
        );
    }

    [Fact]
    public void A_payment_keeps_its_own_status_and_the_batch_and_the_file_decide_the_rest()
    {
        var payouts = new[] { Payout("prt_1"), Payout("prt_2"), Payout("prt_3") };
        var report = Reports(payouts)
            .ReadStatusReport(
                Pain002(
                    "PART",
                    """
                    <OrgnlPmtInfAndSts><OrgnlPmtInfId>MSG-1-1</OrgnlPmtInfId><PmtInfSts>ACSC</PmtInfSts>
                      <TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>RJCT</TxSts>
                        <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>
                      <TxInfAndSts><OrgnlEndToEndId>E2</OrgnlEndToEndId><TxSts>PDNG</TxSts></TxInfAndSts>
                      <TxInfAndSts><OrgnlEndToEndId>E9</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>
                    </OrgnlPmtInfAndSts>
                    """
                )
            )
            .Value!;

        Assert.Equal(
            [(payouts[0].Id, PayoutStatus.Failed), (payouts[2].Id, PayoutStatus.Paid)],
            report.Lines.Select(line => (line.Payout.Id, line.Status))
        );
        Assert.Equal("AC04 The account is closed.", report.Lines[0].Reason);
        Assert.Equal(["E2", "E9", "MSG-1"], report.NotApplied.Select(line => line.Reference));
    }

    [Fact]
    public void A_rejected_file_fails_all_its_payments()
    {
        var payouts = new[] { Payout("prt_1"), Payout("prt_2"), Payout("prt_3") };
        var report = Reports(payouts).ReadStatusReport(Pain002("RJCT", string.Empty)).Value!;

        Assert.Equal(3, report.Lines.Count);
        Assert.All(report.Lines, line => Assert.Equal(PayoutStatus.Failed, line.Status));
        var other = Reports(payouts)
            .ReadStatusReport(
                Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Pain002("RJCT", "")).Replace("MSG-1", "X"))
            );
        Assert.Equal(["X: The cycle has no file or batch with this reference."], other.Problem!.Errors.Single().Value);
    }

    [Theory]
    [InlineData("AM05")]
    [InlineData("DU01")]
    [InlineData("DU02")]
    [InlineData("DU03")]
    [InlineData("DU04")]
    [InlineData("DU05")]
    [InlineData("DUPL")]
    [InlineData("RF01")]
    public void A_file_that_is_rejected_as_a_duplicate_decides_nothing(string code)
    {
        var payouts = new[] { Payout("prt_1"), Payout("prt_2") with { Status = PayoutStatus.Paid } };
        var report = Reports(payouts).ReadStatusReport(Pain002("RJCT", string.Empty, ReasonOf(code))).Value!;

        Assert.Empty(report.Lines);
        var line = Assert.Single(report.NotApplied);
        Assert.Equal("MSG-1", line.Reference);
        Assert.StartsWith($"The rejection of a duplicate is no result. {code} ", line.Reason, StringComparison.Ordinal);
        Assert.Contains("Look at the bank whether the first one was paid", line.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Payments_that_are_rejected_with_their_file_or_batch_have_its_reason()
    {
        var payouts = new[] { Payout("prt_1"), Payout("prt_2"), Payout("prt_3") };
        const string payments = """
            <TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId></TxInfAndSts>
            <TxInfAndSts><OrgnlEndToEndId>E2</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>
            <TxInfAndSts><OrgnlEndToEndId>E3</OrgnlEndToEndId><TxSts>RJCT</TxSts>
              <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>
            """;
        var ofFile = Pain002("RJCT", Batch(string.Empty), ReasonOf("AM05"));
        var ofBatch = Pain002("PART", Batch($"<PmtInfSts>RJCT</PmtInfSts>{ReasonOf("DU02")}"));
        foreach (var content in new[] { ofFile, ofBatch })
        {
            var line = Assert.Single(Reports(payouts).ReadStatusReport(content).Value!.Lines);
            Assert.Equal((payouts[2].Id, PayoutStatus.Failed, "AC04"), (line.Payout.Id, line.Status, line.Code));
        }

        static string Batch(string status) =>
            $"<OrgnlPmtInfAndSts><OrgnlPmtInfId>MSG-1-1</OrgnlPmtInfId>{status}{payments}</OrgnlPmtInfAndSts>";
    }

    [Fact]
    public void A_duplicate_among_several_reasons_decides_nothing()
    {
        var payments = Payments("E1", "RJCT", ReasonOf("AC04") + ReasonOf("AM05"));
        Assert.Empty(Reports([Payout("prt_1")]).ReadStatusReport(Pain002("PART", payments)).Value!.Lines);
    }

    [Theory]
    [InlineData("R24")]
    [InlineData("R47")]
    public void An_entry_that_is_returned_as_a_duplicate_decides_nothing(string code)
    {
        var (open, paid) = (Payout("prt_1"), Payout("prt_2") with { Status = PayoutStatus.Paid });
        var report = Returns(
            [open, paid],
            ReturnFiles.Return(code, 1, 1_000, identification: IdentificationOf(open)),
            ReturnFiles.Return(code, 2, 1_000, identification: IdentificationOf(paid))
        );

        Assert.Empty(report.Lines);
        Assert.Equal(2, report.NotApplied.Count);
        Assert.All(
            report.NotApplied,
            line =>
                Assert.StartsWith("The rejection of a duplicate is no result.", line.Reason, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("RJCT", "")]
    [InlineData("CANC", "")]
    [InlineData("PART", "<PmtInfSts>RJCT</PmtInfSts>")]
    public void The_rejection_of_a_whole_file_returns_no_payment_that_was_made(string status, string ofBatch)
    {
        var payouts = new[] { Payout("prt_1") with { Status = PayoutStatus.Paid }, Payout("prt_2") };
        var batch = $"<OrgnlPmtInfAndSts><OrgnlPmtInfId>MSG-1-1</OrgnlPmtInfId>{ofBatch}</OrgnlPmtInfAndSts>";
        var report = Reports(payouts).ReadStatusReport(Pain002(status, batch)).Value!;

        Assert.Equal(
            (payouts[1].Id, PayoutStatus.Failed),
            report.Lines.Select(line => (line.Payout.Id, line.Status)).Single()
        );
        var kept = Assert.Single(report.NotApplied, line => line.Reference == "E1");
        Assert.StartsWith("The payout is already paid.", kept.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_paid_payment_that_is_listed_in_a_rejected_file_is_not_returned_and_one_rejected_alone_is()
    {
        var paid = Payout("prt_1") with { Status = PayoutStatus.Paid };
        var listed = Pain002("RJCT", Payments("E1", "RJCT", ReasonOf("AC04")));
        var alone = Pain002("PART", Payments("E1", "RJCT", ReasonOf("AC04")));

        Assert.Empty(Reports([paid]).ReadStatusReport(listed).Value!.Lines);
        var line = Assert.Single(Reports([paid]).ReadStatusReport(alone).Value!.Lines);
        Assert.Equal(PayoutStatus.Returned, line.Status);
    }

    [Theory]
    [InlineData("partner,status\n", "text/csv", "Csv")]
    [InlineData("partner,status\n", null, "Csv")]
    [InlineData("101 121042882 1123456789", "text/plain", "AchReturns")]
    [InlineData("\uFEFF<Document/>", "application/octet-stream", "PaymentStatusReport")]
    [InlineData("\n <?xml version=\"1.0\"?>", "application/xml", "PaymentStatusReport")]
    [InlineData("101,status\n", "text/csv", "Csv")]
    public void The_first_bytes_decide_the_format(string file, string? contentType, string expected) =>
        Assert.Equal(expected, SettlementFormats.Recognise(Encoding.UTF8.GetBytes(file), contentType).Value.ToString());

    [Theory]
    [InlineData("partner,status\n", "application/xml", "does not begin with '<'")]
    [InlineData("101 121042882 1123456789", "text/csv; charset=utf-8", "the file is an ACH file")]
    [InlineData("<Document/>", "text/csv", "the file is XML")]
    public void A_content_type_that_contradicts_the_file_is_refused(string file, string contentType, string sentence)
    {
        var problem = SettlementFormats.Recognise(Encoding.UTF8.GetBytes(file), contentType).Problem!;
        Assert.Contains(sentence, problem.Errors.Single().Value[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<Document/>")]
    [InlineData("101 121042882")]
    public void A_report_in_UTF_16_is_refused_with_the_way_to_save_it(string file)
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            foreach (var mark in new[] { encoding.GetPreamble(), [] })
            {
                byte[] bytes = [.. mark, .. encoding.GetBytes(file)];
                var problem = SettlementFormats.Recognise(bytes, contentType: null).Problem!;
                Assert.StartsWith("The file is in UTF-16.", problem.Errors.Single().Value[0], StringComparison.Ordinal);
            }
        }
    }

    private static SettlementReport Returns(
        IReadOnlyList<PayoutState> payouts,
        params (string Detail, string Addenda)[] entries
    ) => Reports(payouts).ReadAchReturns(ReturnFiles.Bytes(ReturnFiles.Lines(entries))).Value!;

    // The payments have the trace numbers 1, 2, … of the bank 12104288, or the end-to-end identifications E1, E2, …
    private static BankReports Reports(IReadOnlyList<PayoutState> payouts) =>
        new(
            payouts,
            [
                new FileReferences(
                    null,
                    [.. payouts.Select((payout, i) => new FileReference(payout.Id, $"12104288{i + 1:D7}"))]
                ),
                new FileReferences(
                    "MSG-1",
                    [.. payouts.Select((payout, i) => new FileReference(payout.Id, $"E{i + 1}"))]
                ),
            ]
        );

    private static string IdentificationOf(PayoutState payout) => BankReference.AchIdentificationOf(payout.Id);

    private static string ReasonOf(string code) => $"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>";

    private static string Payments(string reference, string status, string reasons) =>
        "<OrgnlPmtInfAndSts><OrgnlPmtInfId>MSG-1-1</OrgnlPmtInfId><TxInfAndSts>"
        + $"<OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>{status}</TxSts>{reasons}</TxInfAndSts></OrgnlPmtInfAndSts>";

    private static byte[] Pain002(string status, string batches, string reason = "") =>
        Encoding.UTF8.GetBytes(
            $"""
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
              <OrgnlGrpInfAndSts><OrgnlMsgId>MSG-1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
                <GrpSts>{status}</GrpSts>{reason}</OrgnlGrpInfAndSts>
              {batches}
            </CstmrPmtStsRpt></Document>
            """
        );

    private static PayoutState Payout(string partner)
    {
        var id = PartnerId.Parse(partner);
        return new PayoutState(StoredPayout.IdOf(id, Month), id, "ach", 1_000, "USD", PayoutStatus.Reserved);
    }
}

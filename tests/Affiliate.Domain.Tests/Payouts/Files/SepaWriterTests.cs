using System.Text;
using Affiliate.Domain.Payouts.Files;
using static Affiliate.Domain.Tests.Payouts.Files.SepaFiles;

namespace Affiliate.Domain.Tests.Payouts.Files;

public sealed class SepaWriterTests
{
    [Fact]
    public void A_file_has_exactly_these_lines()
    {
        var debtor = Debtor with
        {
            BatchBooking = true,
            Address = Instructions.Address("Amsterdam", "NL", "Keizersgracht", "12 b", "1015 CJ"),
        };

        var (result, sink) = Write(
            debtor,
            Settings,
            Instructions.Sepa(
                "pay_202611_A1",
                "Zoë Müller & Söhne",
                bic: "COBADEFFXXX",
                reference: "Commissions 2026-11",
                address: Instructions.Address("Köln", "DE")
            ),
            Instructions.Sepa("pay_202611_B2", amount: 1)
        );

        const string expected = """
            <?xml version="1.0" encoding="utf-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
              <CstmrCdtTrfInitn>
                <GrpHdr>
                  <MsgId>ACME-202611-SEPA</MsgId>
                  <CreDtTm>2026-12-01T08:30:05Z</CreDtTm>
                  <NbOfTxs>2</NbOfTxs>
                  <CtrlSum>1234.57</CtrlSum>
                  <InitgPty>
                    <Nm>Acme Software GmbH</Nm>
                  </InitgPty>
                </GrpHdr>
                <PmtInf>
                  <PmtInfId>ACME-202611-SEPA-1</PmtInfId>
                  <PmtMtd>TRF</PmtMtd>
                  <BtchBookg>true</BtchBookg>
                  <NbOfTxs>2</NbOfTxs>
                  <CtrlSum>1234.57</CtrlSum>
                  <PmtTpInf>
                    <SvcLvl>
                      <Cd>SEPA</Cd>
                    </SvcLvl>
                  </PmtTpInf>
                  <ReqdExctnDt>
                    <Dt>2026-12-03</Dt>
                  </ReqdExctnDt>
                  <Dbtr>
                    <Nm>Acme Software GmbH</Nm>
                    <PstlAdr>
                      <StrtNm>Keizersgracht</StrtNm>
                      <BldgNb>12 b</BldgNb>
                      <PstCd>1015 CJ</PstCd>
                      <TwnNm>Amsterdam</TwnNm>
                      <Ctry>NL</Ctry>
                    </PstlAdr>
                  </Dbtr>
                  <DbtrAcct>
                    <Id>
                      <IBAN>NL91ABNA0417164300</IBAN>
                    </Id>
                  </DbtrAcct>
                  <DbtrAgt>
                    <FinInstnId>
                      <BICFI>ABNANL2A</BICFI>
                    </FinInstnId>
                  </DbtrAgt>
                  <ChrgBr>SLEV</ChrgBr>
                  <CdtTrfTxInf>
                    <PmtId>
                      <EndToEndId>2611A1</EndToEndId>
                    </PmtId>
                    <Amt>
                      <InstdAmt Ccy="EUR">1234.56</InstdAmt>
                    </Amt>
                    <CdtrAgt>
                      <FinInstnId>
                        <BICFI>COBADEFFXXX</BICFI>
                      </FinInstnId>
                    </CdtrAgt>
                    <Cdtr>
                      <Nm>Zoe Muller + Sohne</Nm>
                      <PstlAdr>
                        <TwnNm>Koln</TwnNm>
                        <Ctry>DE</Ctry>
                      </PstlAdr>
                    </Cdtr>
                    <CdtrAcct>
                      <Id>
                        <IBAN>DE89370400440532013000</IBAN>
                      </Id>
                    </CdtrAcct>
                    <RmtInf>
                      <Ustrd>Commissions 2026-11</Ustrd>
                    </RmtInf>
                  </CdtTrfTxInf>
                  <CdtTrfTxInf>
                    <PmtId>
                      <EndToEndId>2611B2</EndToEndId>
                    </PmtId>
                    <Amt>
                      <InstdAmt Ccy="EUR">0.01</InstdAmt>
                    </Amt>
                    <Cdtr>
                      <Nm>Ada Lovelace</Nm>
                    </Cdtr>
                    <CdtrAcct>
                      <Id>
                        <IBAN>DE89370400440532013000</IBAN>
                      </Id>
                    </CdtrAcct>
                  </CdtTrfTxInf>
                </PmtInf>
              </CstmrCdtTrfInitn>
            </Document>
            """;
        var content = sink.Files.Single().Content;
        Assert.Equal(expected.ReplaceLineEndings("\n"), Encoding.UTF8.GetString(content));
        PainReader.Read(content);
        Assert.Equal([new PaymentFileSummary(".xml", 2, 123_457, "EUR")], result.Files);
        Assert.Equal(
            [
                new PaymentReference("pay_202611_A1", ".xml", "2611A1"),
                new PaymentReference("pay_202611_B2", ".xml", "2611B2"),
            ],
            sink.Payments
        );
    }

    [Fact]
    public void A_debtor_without_BIC_and_address_is_written_as_NOTPROVIDED()
    {
        var batch = Read(Write(Debtor with { Bic = null }, Settings, Instructions.Sepa()).Sink).Batches.Single();

        Assert.Equal("NOTPROVIDED", PainReader.Text(batch, "DbtrAgt/FinInstnId/Othr/Id"));
        Assert.Null(PainReader.Text(batch, "DbtrAgt/FinInstnId/BICFI"));
        Assert.Null(PainReader.Text(batch, "BtchBookg"));
        Assert.Null(PainReader.Text(batch, "Dbtr/PstlAdr/Ctry"));
    }

    [Fact]
    public void Each_execution_date_has_a_batch()
    {
        var later = new DateOnly(2026, 12, 10);
        var (_, sink) = Write(
            Debtor,
            Settings,
            Instructions.Sepa("pay_1", executionDate: later, amount: 100),
            Instructions.Sepa("pay_2", amount: 200),
            Instructions.Sepa("pay_3", executionDate: later, amount: 400)
        );

        var file = Read(sink);
        Assert.Equal(["2026-12-03", "2026-12-10"], file.Batches.Select(b => PainReader.Text(b, "ReqdExctnDt/Dt")));
        Assert.Equal(["2.00", "5.00"], file.Batches.Select(batch => PainReader.Text(batch, "CtrlSum")));
        Assert.Equal(
            ["ACME-202611-SEPA-1", "ACME-202611-SEPA-2"],
            file.Batches.Select(b => PainReader.Text(b, "PmtInfId"))
        );
        Assert.Equal(["pay2", "pay1", "pay3"], file.Transfers.Select(t => PainReader.Text(t, "PmtId/EndToEndId")));
    }

    [Fact]
    public void A_file_that_is_full_is_followed_by_another()
    {
        var instructions = Enumerable
            .Range(1, 5)
            .Select(number =>
                Instructions.Sepa(
                    $"pay_{number}",
                    amount: number,
                    executionDate: number > 3 ? new DateOnly(2026, 12, 10) : null
                )
            )
            .ToArray();

        var (result, sink) = Write(Debtor, Settings with { MaxPaymentsPerFile = 2 }, instructions);

        Assert.Equal(
            [
                new PaymentFileSummary(".xml", 2, 3, "EUR"),
                new PaymentFileSummary("-2.xml", 2, 7, "EUR"),
                new PaymentFileSummary("-3.xml", 1, 5, "EUR"),
            ],
            result.Files
        );
        var files = sink.Files.Select(file => PainReader.Read(file.Content)).ToList();
        Assert.Equal(
            ["ACME-202611-SEPA", "ACME-202611-SEPA-2", "ACME-202611-SEPA-3"],
            files.Select(file => PainReader.Text(file.Root, "CstmrCdtTrfInitn/GrpHdr/MsgId"))
        );
        Assert.Equal([1, 2, 1], files.Select(file => file.Batches.Count));
    }

    [Fact]
    public void Instructions_that_change_while_they_are_written_are_a_fault()
    {
        var pass = 0;
        IEnumerable<PaymentInstruction> Changing()
        {
            pass++;
            yield return Instructions.Sepa("pay_1", amount: pass);
        }

        Assert.Throws<InvalidOperationException>(() =>
            Written.Sepa(Debtor, Settings, Changing(), new BufferedPaymentFiles())
        );
    }

    [Fact]
    public void The_same_instructions_give_the_same_bytes() =>
        Assert.Equal(
            Write(Debtor, Settings, Instructions.Sepa()).Sink.Files.Single().Content,
            Write(Debtor, Settings, Instructions.Sepa()).Sink.Files.Single().Content
        );
}

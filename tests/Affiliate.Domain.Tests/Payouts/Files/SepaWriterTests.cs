using System.Text;
using Affiliate.Domain.Payouts.Files;
using Affiliate.Domain.Payouts.Files.Sepa;

namespace Affiliate.Domain.Tests.Payouts.Files;

public sealed class SepaWriterTests
{
    private static readonly SepaOriginator Debtor = new(
        "Acme Software GmbH",
        Instructions.Account("NL91ABNA0417164300"),
        Instructions.BicOf("ABNANL2A")
    );

    private static readonly SepaFileSettings Settings = new(
        "ACME-202611-SEPA",
        new DateTimeOffset(2026, 12, 1, 9, 30, 5, TimeSpan.FromHours(1)),
        new DateOnly(2026, 12, 3)
    );

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

    [Theory]
    [InlineData("Иван Петров", "Ivan Petrov")]
    [InlineData("Łukasz Żółć", "Lukasz Zolc")]
    [InlineData("Müller & Söhne", "Muller + Sohne")]
    [InlineData("\"Quoted\" [Name]; <tag>", "'Quoted' (Name), .tag.")]
    [InlineData("a_b~c\\d|e", "a-b-c/d/e")]
    [InlineData("100 % €!", "100 . EUR.")]
    [InlineData(" Ada \t\r\n Lovelace ", "Ada Lovelace")]
    [InlineData("]]>&<!--", ")).+...--")]
    public void A_name_is_written_in_the_characters_of_SEPA(string holder, string name)
    {
        if (!name.Any(char.IsLetterOrDigit))
        {
            AssertRefused(Instructions.Sepa(holder: holder), "account.holder");
            return;
        }

        Assert.Equal(name, PainReader.Text(Single(Instructions.Sepa(holder: holder)), "Cdtr/Nm"));
    }

    [Fact]
    public void Long_texts_are_cut_to_their_elements()
    {
        var transfer = Single(
            Instructions.Sepa(
                holder: new string('a', 200),
                reference: new string('r', 200),
                address: Instructions.Address(
                    new string('t', 99),
                    "DE",
                    new string('s', 99),
                    new string('1', 99),
                    new string('2', 99)
                )
            )
        );

        Assert.Equal(70, PainReader.Text(transfer, "Cdtr/Nm")!.Length);
        Assert.Equal(140, PainReader.Text(transfer, "RmtInf/Ustrd")!.Length);
        Assert.Equal(35, PainReader.Text(transfer, "Cdtr/PstlAdr/TwnNm")!.Length);
        Assert.Equal(70, PainReader.Text(transfer, "Cdtr/PstlAdr/StrtNm")!.Length);
        Assert.Equal(16, PainReader.Text(transfer, "Cdtr/PstlAdr/BldgNb")!.Length);
        Assert.Equal(16, PainReader.Text(transfer, "Cdtr/PstlAdr/PstCd")!.Length);
    }

    [Theory]
    [InlineData("=cmd()")]
    [InlineData("+49 Agentur")]
    [InlineData("@agency")]
    [InlineData("- Agency")]
    [InlineData("")]
    [InlineData("?!")]
    public void A_name_that_the_file_cannot_carry_is_refused_by_name(string holder) =>
        AssertRefused(Instructions.Sepa(holder: holder), "account.holder");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100_000_000_000)]
    [InlineData(long.MaxValue)]
    public void An_amount_outside_the_scheme_is_refused(long amount) =>
        AssertRefused(Instructions.Sepa(amount: amount), "amount");

    [Fact]
    public void The_least_and_the_greatest_amount_are_written()
    {
        Assert.Equal("0.01", PainReader.Text(Single(Instructions.Sepa(amount: 1)), "Amt/InstdAmt"));
        Assert.Equal(
            "999999999.99",
            PainReader.Text(Single(Instructions.Sepa(amount: 99_999_999_999)), "Amt/InstdAmt")
        );
    }

    [Fact]
    public void Other_currencies_countries_accounts_and_ids_are_refused()
    {
        AssertRefused(Instructions.Sepa(currency: "USD"), "currency");
        AssertRefused(Instructions.Sepa(iban: "TR330006100519786457841326"), "account.iban");
        AssertRefused(Instructions.Sepa(iban: "DE89370400440532013001"), "account.iban");
        AssertRefused(Instructions.Sepa(address: Instructions.Address("Bonn", "de")), "account.address.country");
        AssertRefused(Instructions.Sepa(address: Instructions.Address(" ", "DE")), "account.address.town");
        AssertRefused(Instructions.Sepa(reference: "@x"), "reference");
        AssertRefused(Instructions.Sepa(payoutId: new string('x', 36)), "payout_id");
        AssertRefused(Instructions.Ach(), "account");
    }

    [Fact]
    public void A_payout_that_is_listed_twice_is_paid_once()
    {
        var (result, sink) = Write(Debtor, Settings, Instructions.Sepa("pay_1"), Instructions.Sepa("pay_1", amount: 7));

        Assert.Equal("1234.56", PainReader.Text(Read(sink).Transfers.Single(), "Amt/InstdAmt"));
        Assert.Equal("payout_id", result.Refused.Single().Field);
    }

    [Fact]
    public void Two_payouts_never_share_a_reference()
    {
        var (result, sink) = Write(Debtor, Settings, Instructions.Sepa("pay_a_b"), Instructions.Sepa("pay_ab"));

        Assert.Equal("pay_a_b", sink.Payments.Single().PayoutId);
        Assert.Equal(("pay_ab", "payout_id"), (result.Refused.Single().PayoutId, result.Refused.Single().Field));
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
            SepaWriter.Write(Debtor, Settings, Changing(), new BufferedPaymentFiles())
        );
    }

    [Fact]
    public void The_same_instructions_give_the_same_bytes() =>
        Assert.Equal(
            Write(Debtor, Settings, Instructions.Sepa()).Sink.Files.Single().Content,
            Write(Debtor, Settings, Instructions.Sepa()).Sink.Files.Single().Content
        );

    [Fact]
    public void A_debtor_that_does_not_fit_is_named_field_by_field()
    {
        var wrong = new SepaOriginator(
            "Müller",
            Instructions.Account("TR330006100519786457841326"),
            default(Affiliate.Domain.Banking.Bic)
        )
        {
            Address = Instructions.Address("", "Germany"),
        };

        Assert.Empty(Debtor.Problems());
        Assert.Equal(
            ["name", "iban", "bic", "address.country", "address.town"],
            wrong.Problems().Select(problem => problem.Field)
        );
        Assert.Throws<ArgumentException>(() => Write(wrong, Settings, Instructions.Sepa()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("has/slash")]
    [InlineData("1234567890123456789012345")]
    public void A_message_identification_that_does_not_fit_is_refused(string messageId) =>
        Assert.Throws<ArgumentException>(() =>
            Write(Debtor, Settings with { MessageId = messageId }, Instructions.Sepa())
        );

    private static (PaymentFileResult Result, BufferedPaymentFiles Sink) Write(
        SepaOriginator debtor,
        SepaFileSettings settings,
        params PaymentInstruction[] instructions
    )
    {
        var sink = new BufferedPaymentFiles();
        return (SepaWriter.Write(debtor, settings, instructions, sink), sink);
    }

    private static PainReader Read(BufferedPaymentFiles sink) => PainReader.Read(sink.Files.Single().Content);

    private static System.Xml.Linq.XElement Single(PaymentInstruction instruction)
    {
        var (result, sink) = Write(Debtor, Settings, instruction);
        Assert.Empty(result.Refused);
        return Read(sink).Transfers.Single();
    }

    private static void AssertRefused(PaymentInstruction instruction, string field)
    {
        var (result, sink) = Write(Debtor, Settings, instruction);
        Assert.Equal(field, result.Refused.Single().Field);
        Assert.Empty(sink.Files);
    }
}

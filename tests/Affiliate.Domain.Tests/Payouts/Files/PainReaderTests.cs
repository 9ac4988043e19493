using System.Text;
using System.Text.RegularExpressions;
using static Affiliate.Domain.Tests.Payouts.Files.SepaFiles;

namespace Affiliate.Domain.Tests.Payouts.Files;

/// <summary>Each rule of the reader of SEPA messages refuses a message that breaks it alone.</summary>
public sealed class PainReaderTests
{
    private const string Name = "Ada Lovelace";

    // What is broken, the first place of the message that fits, and what stands there instead.
    public static TheoryData<string, string, string> Broken { get; } =
        new()
        {
            { "message", @"pain\.001\.001\.09", "pain.001.001.03" },
            { "encoding", "utf-8", "iso-8859-1" },
            { "line end", "\n", "\r\n" },
            { "order in the header", @"(<MsgId>.*?</MsgId>)\s*(<CreDtTm>.*?</CreDtTm>)", "$2$1" },
            { "order in a transfer", @"(<CdtrAgt>.*?</CdtrAgt>)\s*(<Cdtr>.*?</Cdtr>)", "$2$1" },
            { "no message identification", "<MsgId>.*?</MsgId>", "" },
            { "no number of transactions", "<NbOfTxs>.*?</NbOfTxs>", "" },
            { "no control sum of the message", "<CtrlSum>.*?</CtrlSum>", "" },
            { "no control sum of the batch", "(<PmtInf>.*?)<CtrlSum>.*?</CtrlSum>", "$1" },
            { "no initiating party", "<InitgPty>.*?</InitgPty>", "" },
            { "no batch", "<PmtInf>.*</PmtInf>", "" },
            { "no transfer in a batch", "<CdtTrfTxInf>.*</CdtTrfTxInf>", "" },
            { "no execution date", "<ReqdExctnDt>.*?</ReqdExctnDt>", "" },
            { "no charge bearer", "<ChrgBr>.*?</ChrgBr>", "" },
            { "no creditor", "<Cdtr>.*?</Cdtr>", "" },
            { "no creditor account", "<CdtrAcct>.*?</CdtrAcct>", "" },
            { "no town in an address", "<TwnNm>.*?</TwnNm>", "" },
            { "an element twice", "(<Cdtr>.*?</Cdtr>)", "$1$1" },
            { "two remittance texts", "(<Ustrd>.*?</Ustrd>)", "$1$1" },
            { "an unknown element", "<Cdtr>", "<UltmtCdtr /><Cdtr>" },
            { "an element of another namespace", "<Cdtr>", "<Cdtr xmlns=\"urn:other\">" },
            { "an attribute", "<ChrgBr>", "<ChrgBr Cd=\"1\">" },
            { "message identification of 36 characters", "<MsgId>.*?<", $"<MsgId>{new string('A', 36)}<" },
            { "empty message identification", "<MsgId>.*?<", "<MsgId><" },
            { "identification that begins with a slash", "<EndToEndId>", "<EndToEndId>/" },
            { "identification with two slashes", "<EndToEndId>", "<EndToEndId>A//" },
            {
                "two transfers of one identification",
                "<EndToEndId>(.*?)<(.*)<EndToEndId>.*?<",
                "<EndToEndId>$1<$2<EndToEndId>$1<"
            },
            { "batch identification of 36 characters", "<PmtInfId>.*?<", $"<PmtInfId>{new string('A', 36)}<" },
            { "local time", "05Z<", "05<" },
            { "hour 25", "T08:", "T25:" },
            { "30 February", "<Dt>.*?<", "<Dt>2026-02-30<" },
            { "a time as execution date", "<Dt>(.*?)</Dt>", "<DtTm>$1T00:00:00Z</DtTm>" },
            { "number of transactions of the message", "<NbOfTxs>2<", "<NbOfTxs>3<" },
            { "number of transactions of the batch", "(<PmtInf>.*?)<NbOfTxs>2<", "$1<NbOfTxs>1<" },
            { "control sum of the message", "<CtrlSum>1234.57<", "<CtrlSum>1234.58<" },
            { "control sum of the batch", "(<PmtInf>.*?)<CtrlSum>1234.57<", "$1<CtrlSum>1234.56<" },
            { "amount that is not in the sums", ">0.01<", ">0.02<" },
            { "three fraction digits", ">1234.56<", ">1234.560<" },
            { "no fraction digits", "<CtrlSum>1234.57<", "<CtrlSum>1234<" },
            { "decimal comma", ">1234.56<", ">1234,56<" },
            { "negative amount", ">0.01<", ">-0.01<" },
            { "another currency", "\"EUR\"", "\"USD\"" },
            { "no currency", " Ccy=\"EUR\"", "" },
            { "shared charges", "SLEV", "SHAR" },
            { "another service level", "<Cd>SEPA<", "<Cd>URGP<" },
            { "a cheque", "TRF", "CHK" },
            { "batch booking as a number", "<BtchBookg>true<", "<BtchBookg>1<" },
            { "IBAN in small letters", "<IBAN>DE", "<IBAN>de" },
            { "check digits of an IBAN", "<IBAN>DE89", "<IBAN>DE98" },
            { "IBAN with spaces", "<IBAN>DE89", "<IBAN>DE89 " },
            { "BIC of nine characters", "<BICFI>COBADEFFXXX<", "<BICFI>COBADEFFX<" },
            { "letter outside of the character set", $"<Nm>{Name}<", "<Nm>Zoë<" },
            { "ampersand", $"<Nm>{Name}<", "<Nm>Ada &amp; Co<" },
            { "empty name", $"<Nm>{Name}<", "<Nm><" },
            { "name of 71 characters", $"<Nm>{Name}<", $"<Nm>{new string('A', 71)}<" },
            { "name that ends with a space", $"<Nm>{Name}<", $"<Nm>{Name} <" },
            { "remittance text of 141 characters", "<Ustrd>.*?<", $"<Ustrd>{new string('A', 141)}<" },
            { "country of three letters", "<Ctry>DE<", "<Ctry>DEU<" },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_message_that_breaks_one_rule_is_refused(string rule, string place, string replacement)
    {
        var text = Encoding.UTF8.GetString(Message());
        var broken = new Regex(place, RegexOptions.Singleline).Replace(text, replacement, 1);
        Assert.True(broken != text, $"The message has no place for '{rule}'.");
        PainReader.Read(Message());
        Assert.ThrowsAny<Exception>(() => PainReader.Read(Encoding.UTF8.GetBytes(broken)));
    }

    [Fact]
    public void A_byte_order_mark_is_refused() =>
        Assert.ThrowsAny<Exception>(() => PainReader.Read([.. Encoding.UTF8.Preamble, .. Message()]));

    private static byte[] Message()
    {
        var (_, sink) = Write(
            Debtor with
            {
                BatchBooking = true,
            },
            Settings,
            Instructions.Sepa(
                "pay_202611_A1",
                Name,
                bic: "COBADEFFXXX",
                reference: "Commissions 2026-11",
                address: Instructions.Address("Berlin", "DE")
            ),
            Instructions.Sepa("pay_202611_B2", amount: 1)
        );
        return sink.Files.Single().Content;
    }
}

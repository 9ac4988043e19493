using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Affiliate.Domain.Tests.Payouts.Files;

/// <summary>
/// Reads a message pain.001.001.09 and checks it against rules that are written down here from the guide (EPC132-08):
/// the order and number of elements, the form of texts, and the totals, which are added up from the text.
/// </summary>
internal sealed class PainReader
{
    private const string Sct = "[a-zA-Z0-9/?:().,'+ -]";
    private const string Identification = @"(?!/)(?!.*//)(?!.*/$)[a-zA-Z0-9/?:().,'+ -]{1,35}";
    private const string Iban = "[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}";
    private const string Bic = "[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?";
    private const string Amount = @"[0-9]{1,16}\.[0-9]{2}";

    private static readonly XNamespace Pain = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

    // Parent: its children in order, each with "?" for at most one, "*" for one or more, otherwise exactly one.
    private static readonly Dictionary<string, string> Children = new()
    {
        ["Document"] = "CstmrCdtTrfInitn",
        ["CstmrCdtTrfInitn"] = "GrpHdr PmtInf*",
        ["GrpHdr"] = "MsgId CreDtTm NbOfTxs CtrlSum InitgPty",
        ["InitgPty"] = "Nm",
        ["PmtInf"] =
            "PmtInfId PmtMtd BtchBookg? NbOfTxs CtrlSum PmtTpInf ReqdExctnDt Dbtr DbtrAcct DbtrAgt ChrgBr CdtTrfTxInf*",
        ["PmtTpInf"] = "SvcLvl",
        ["SvcLvl"] = "Cd",
        ["ReqdExctnDt"] = "Dt",
        ["Dbtr"] = "Nm PstlAdr?",
        ["Cdtr"] = "Nm PstlAdr?",
        ["PstlAdr"] = "StrtNm? BldgNb? PstCd? TwnNm Ctry",
        ["DbtrAcct"] = "Id",
        ["CdtrAcct"] = "Id",
        ["DbtrAgt"] = "FinInstnId",
        ["CdtrAgt"] = "FinInstnId",
        ["CdtTrfTxInf"] = "PmtId Amt CdtrAgt? Cdtr CdtrAcct RmtInf?",
        ["PmtId"] = "EndToEndId",
        ["Amt"] = "InstdAmt",
        ["RmtInf"] = "Ustrd",
        ["DbtrAcct/Id"] = "IBAN",
        ["CdtrAcct/Id"] = "IBAN",
        ["DbtrAgt/FinInstnId"] = "BICFI? Othr?",
        ["CdtrAgt/FinInstnId"] = "BICFI",
        ["Othr"] = "Id",
    };

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["MsgId"] = Identification,
        ["PmtInfId"] = Identification,
        ["EndToEndId"] = Identification,
        ["CreDtTm"] = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
        ["NbOfTxs"] = "[0-9]{1,15}",
        ["CtrlSum"] = Amount,
        ["InstdAmt"] = Amount,
        ["Nm"] = Sct + "{1,70}",
        ["PmtMtd"] = "TRF",
        ["BtchBookg"] = "true|false",
        ["Cd"] = "SEPA",
        ["Dt"] = "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        ["StrtNm"] = Sct + "{1,70}",
        ["BldgNb"] = Sct + "{1,16}",
        ["PstCd"] = Sct + "{1,16}",
        ["TwnNm"] = Sct + "{1,35}",
        ["Ctry"] = "[A-Z]{2}",
        ["IBAN"] = Iban,
        ["BICFI"] = Bic,
        ["Othr/Id"] = "NOTPROVIDED",
        ["ChrgBr"] = "SLEV",
        ["Ustrd"] = Sct + "{1,140}",
    };

    private PainReader(XElement root) => Root = root;

    public XElement Root { get; }

    public IReadOnlyList<XElement> Batches => [.. Root.Descendants(Pain + "PmtInf")];

    public IReadOnlyList<XElement> Transfers => [.. Root.Descendants(Pain + "CdtTrfTxInf")];

    /// <summary>Reads a message and asserts that each rule of the guide holds.</summary>
    public static PainReader Read(byte[] content)
    {
        Assert.Equal((byte)'<', content[0]); // no byte order mark
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Document ", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        var reader = new PainReader(XDocument.Parse(text).Root!);
        CheckElement(reader.Root);
        reader.CheckTotals();
        reader.CheckIdentifications();
        return reader;
    }

    /// <summary>The text of the only descendant with a path of local names, or null.</summary>
    public static string? Text(XElement element, string path) =>
        path.Split('/').Aggregate((XElement?)element, (at, name) => at?.Element(Pain + name))?.Value;

    private static void CheckElement(XElement element)
    {
        Assert.Equal(Pain, element.Name.Namespace);
        var name = element.Name.LocalName;
        var path = $"{element.Parent?.Name.LocalName}/{name}";
        if ((Children.GetValueOrDefault(path) ?? Children.GetValueOrDefault(name)) is { } children)
        {
            CheckChildren(element, children);
            return;
        }

        Assert.Empty(element.Elements());
        var form = Texts.GetValueOrDefault(path) ?? Texts[name];
        Assert.True(Regex.IsMatch(element.Value, $"^({form})$"), $"{path} has the text '{element.Value}'.");
        Assert.Equal(element.Value.Trim(), element.Value);
        CheckMeaning(name, element.Value);
        Assert.Equal(
            name == "InstdAmt" ? ["Ccy=EUR"] : [],
            element
                .Attributes()
                .Where(attribute => !attribute.IsNamespaceDeclaration)
                .Select(a => $"{a.Name}={a.Value}")
        );
    }

    // ISODate, ISODateTime and IBAN2007Identifier: days of the calendar, and check digits by ISO 13616 (mod 97).
    private static void CheckMeaning(string name, string text)
    {
        switch (name)
        {
            case "Dt":
                DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
                break;
            case "CreDtTm":
                DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                break;
            case "IBAN":
                var digits = string.Concat(
                    (text[4..] + text[..4]).Select(letter =>
                        char.IsAsciiDigit(letter) ? letter - '0' : letter - 'A' + 10
                    )
                );
                Assert.Equal(1, (int)(BigInteger.Parse(digits, CultureInfo.InvariantCulture) % 97));
                break;
        }
    }

    private static void CheckChildren(XElement element, string children)
    {
        var names = string.Concat(element.Elements().Select(child => $"{child.Name.LocalName} "));
        var order = string.Concat(
            children
                .Split(' ')
                .Select(child =>
                    child[^1] switch
                    {
                        '?' => $"({child[..^1]} )?",
                        '*' => $"({child[..^1]} )+",
                        _ => $"{child} ",
                    }
                )
        );
        Assert.Matches($"^{order}$", names);
        Assert.NotEmpty(names);
        foreach (var child in element.Elements())
        {
            CheckElement(child);
        }
    }

    private void CheckTotals()
    {
        CheckTotal(Root.Element(Pain + "CstmrCdtTrfInitn")!.Element(Pain + "GrpHdr")!, Transfers);
        foreach (var batch in Batches)
        {
            CheckTotal(batch, [.. batch.Elements(Pain + "CdtTrfTxInf")]);
        }

        foreach (var transfer in Transfers)
        {
            Assert.InRange(AmountOf(transfer), 0.01m, 999_999_999.99m);
        }
    }

    private static void CheckTotal(XElement header, IReadOnlyList<XElement> transfers)
    {
        Assert.Equal(transfers.Count.ToString(CultureInfo.InvariantCulture), Text(header, "NbOfTxs"));
        Assert.Equal(
            transfers.Sum(AmountOf),
            decimal.Parse(Text(header, "CtrlSum")!, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
        );
    }

    private void CheckIdentifications()
    {
        var references = Transfers.Select(transfer => Text(transfer, "PmtId/EndToEndId")).ToList();
        Assert.Equal(references.Count, references.Distinct().Count());
        var batches = Batches.Select(batch => Text(batch, "PmtInfId")).ToList();
        Assert.Equal(batches.Count, batches.Distinct().Count());
        var dates = Batches.Select(batch => Text(batch, "ReqdExctnDt/Dt")).ToList();
        Assert.Equal(dates.Distinct().Order(StringComparer.Ordinal), dates);
    }

    private static decimal AmountOf(XElement transfer) =>
        decimal.Parse(Text(transfer, "Amt/InstdAmt")!, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
}

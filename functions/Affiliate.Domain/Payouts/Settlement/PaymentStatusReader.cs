using System.Xml;
using System.Xml.Linq;

namespace Affiliate.Domain.Payouts.Settlement;

/// <summary>
/// Reads a payment status report on credit transfers: <c>pain.002.001.03</c> or <c>pain.002.001.10</c> of ISO 20022,
/// whose elements that are read here are the same. A document type definition is refused, and no entity is expanded.
/// </summary>
public static class PaymentStatusReader
{
    private const string NamespacePrefix = "urn:iso:std:iso:20022:tech:xsd:";

    // The messages of ISO 20022 that are read here have at most a dozen levels.
    private const int MaxDepth = 32;

    private static readonly string[] Versions = ["pain.002.001.03", "pain.002.001.10"];

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>Reads a report.</summary>
    /// <param name="content">The report in UTF-8, or in another encoding of ASCII's superset that it declares.</param>
    public static SettlementReading Read(ReadOnlyMemory<byte> content)
    {
        content = ReportEncoding.WithoutMark(content);
        if (ReportEncoding.Problem(content.Span) is { } encoding)
        {
            return SettlementReading.Refused(encoding);
        }

        try
        {
            if (IsNestedTooDeeply(content) is { } line)
            {
                return SettlementReading.Refused(new SettlementProblem(line, "xml", "The file is nested too deeply."));
            }

            using var reader = ReaderOf(content);
            return Read(XDocument.Load(reader, LoadOptions.SetLineInfo).Root!);
        }
        catch (XmlException exception)
        {
            return SettlementReading.Refused(ProblemOf(exception, content.Span));
        }
    }

    private static XmlReader ReaderOf(ReadOnlyMemory<byte> content) =>
        XmlReader.Create(new MemoryStream(content.ToArray(), writable: false), Settings);

    // The text of an element is collected recursively: a file of a million levels would end the process.
    private static int? IsNestedTooDeeply(ReadOnlyMemory<byte> content)
    {
        using var reader = ReaderOf(content);
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth)
            {
                return ((IXmlLineInfo)reader).LineNumber;
            }
        }

        return null;
    }

    // The exception on a document type definition has no line.
    private static SettlementProblem ProblemOf(XmlException exception, ReadOnlySpan<byte> content)
    {
        var definition = content.IndexOf("<!DOCTYPE"u8);
        return exception.LineNumber == 0 && definition >= 0
            ? new SettlementProblem(
                content[..definition].Count((byte)'\n') + 1,
                "DOCTYPE",
                "The file has a document type definition, which is not accepted."
            )
            : new SettlementProblem(
                Math.Max(exception.LineNumber, 1),
                "xml",
                $"The file cannot be read as XML. {exception.Message}"
            );
    }

    private static SettlementReading Read(XElement root)
    {
        var xml = root.Name.Namespace;
        var isKnown = Versions.Any(version => xml == NamespacePrefix + version);
        if (root.Name.LocalName != "Document" || !isKnown)
        {
            return SettlementReading.Refused(
                new SettlementProblem(
                    LineOf(root),
                    "Document",
                    $"Give a payment status report in the version {string.Join(" or ", Versions)}."
                )
            );
        }

        var report = root.Element(xml + "CstmrPmtStsRpt");
        if (report?.Element(xml + "OrgnlGrpInfAndSts") is not { } group)
        {
            return SettlementReading.Refused(
                new SettlementProblem(LineOf(root), "OrgnlGrpInfAndSts", "The report names no original message.")
            );
        }

        return new PaymentStatusReport(report, group).Read();
    }

    internal static int LineOf(XElement element) => ((IXmlLineInfo)element).LineNumber;
}

using System.Globalization;
using System.Text;
using System.Xml;

namespace Affiliate.Domain.Payouts.Files.Sepa;

/// <summary>
/// Writes the elements of one message <c>pain.001.001.09</c>, in the order of its schema (ISO 20022,
/// <c>CustomerCreditTransferInitiationV09</c>) and within the subset of EPC132-08 (2023 version 1.0, "SEPA Credit
/// Transfer, Customer-to-PSP"): both control sums, service level SEPA, charges SLEV, IBAN only, currency EUR.
/// </summary>
internal sealed class SepaDocument : IDisposable
{
    /// <summary>The namespace of the message.</summary>
    public const string Namespace = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

    // No byte order mark, and one form of line ends on every platform.
    private static readonly XmlWriterSettings Format = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
        CloseOutput = true,
    };

    private readonly SepaOriginator originator;
    private readonly XmlWriter xml;

    public SepaDocument(SepaOriginator originator, Stream stream)
    {
        this.originator = originator;
        xml = XmlWriter.Create(stream, Format);
        xml.WriteStartDocument();
        xml.WriteStartElement("Document", Namespace);
        xml.WriteStartElement("CstmrCdtTrfInitn", Namespace);
    }

    /// <summary>Writes the group header.</summary>
    public void WriteGroupHeader(string messageId, DateTimeOffset createdAt, int count, Int128 total)
    {
        Start("GrpHdr");
        Element("MsgId", messageId);
        Element("CreDtTm", createdAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        WriteTotals(count, total);
        Start("InitgPty");
        Element("Nm", originator.Name);
        End();
        End();
    }

    /// <summary>Writes the header of a batch. Transfers follow, then <see cref="EndBatch"/>.</summary>
    public void StartBatch(string paymentInformationId, SepaBatch batch)
    {
        Start("PmtInf");
        Element("PmtInfId", paymentInformationId);
        Element("PmtMtd", "TRF");
        OptionalElement("BtchBookg", originator.BatchBooking is { } booking ? XmlConvert.ToString(booking) : null);
        WriteTotals(batch.Count, batch.Total);
        Nested("SEPA", "PmtTpInf", "SvcLvl", "Cd");
        Nested(batch.ExecutionDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "ReqdExctnDt", "Dt");
        WriteParty("Dbtr", originator.Name, SepaAddress.From(originator.Address, (_, _) => { }));
        Nested(originator.Iban.Value, "DbtrAcct", "Id", "IBAN");
        if (originator.Bic is { } bic)
        {
            Nested(bic.Value, "DbtrAgt", "FinInstnId", "BICFI");
        }
        else
        {
            Nested("NOTPROVIDED", "DbtrAgt", "FinInstnId", "Othr", "Id");
        }

        Element("ChrgBr", "SLEV");
    }

    /// <summary>Writes a transfer of the open batch.</summary>
    public void Write(SepaTransfer transfer)
    {
        Start("CdtTrfTxInf");
        Nested(transfer.EndToEndId, "PmtId", "EndToEndId");
        Start("Amt");
        Start("InstdAmt");
        xml.WriteAttributeString("Ccy", "EUR");
        xml.WriteString(DecimalAmount.Of(transfer.Amount, 2));
        End();
        End();
        if (transfer.Bic is { } bic)
        {
            Nested(bic, "CdtrAgt", "FinInstnId", "BICFI");
        }

        WriteParty("Cdtr", transfer.Name, transfer.Address);
        Nested(transfer.Iban, "CdtrAcct", "Id", "IBAN");
        if (transfer.Remittance is { } remittance)
        {
            Nested(remittance, "RmtInf", "Ustrd");
        }

        End();
    }

    /// <summary>Ends the open batch.</summary>
    public void EndBatch() => End();

    /// <summary>Ends the message.</summary>
    public void Complete()
    {
        xml.WriteEndDocument();
        xml.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => xml.Dispose();

    private void WriteTotals(int count, Int128 total)
    {
        Element("NbOfTxs", count.ToString(CultureInfo.InvariantCulture));
        Element("CtrlSum", DecimalAmount.Of(total, 2));
    }

    private void WriteParty(string element, string name, SepaAddress? address)
    {
        Start(element);
        Element("Nm", name);
        if (address is not null)
        {
            Start("PstlAdr");
            OptionalElement("StrtNm", address.Street);
            OptionalElement("BldgNb", address.BuildingNumber);
            OptionalElement("PstCd", address.PostCode);
            Element("TwnNm", address.Town);
            Element("Ctry", address.Country);
            End();
        }

        End();
    }

    private void Start(string name) => xml.WriteStartElement(name, Namespace);

    private void End() => xml.WriteEndElement();

    private void Element(string name, string value) => xml.WriteElementString(name, Namespace, value);

    private void OptionalElement(string name, string? value)
    {
        if (value is not null)
        {
            Element(name, value);
        }
    }

    private void Nested(string value, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            Start(name);
        }

        xml.WriteString(value);
        for (var i = 0; i < names.Length; i++)
        {
            End();
        }
    }
}

using System.Globalization;
using System.Text;

namespace Affiliate.Domain.Payouts.Files.Nacha;

/// <summary>Writes the records of one ACH file. Batches and entries are written as they arrive.</summary>
internal sealed class NachaFile : IOpenPaymentFile
{
    private const string CreditsOnly = "220";
    private const string LineEnd = "\r\n";

    private readonly NachaOriginator originator;
    private readonly NachaFileSettings settings;
    private readonly StreamWriter writer;
    private string? openClass;
    private NachaControl batch = new();
    private int batches;
    private int records;

    public NachaFile(
        NachaOriginator originator,
        NachaFileSettings settings,
        string suffix,
        char modifier,
        Stream stream
    )
    {
        (this.originator, this.settings, Suffix) = (originator, settings, suffix);
        writer = new StreamWriter(stream, Encoding.ASCII, bufferSize: 16 * 1024) { NewLine = LineEnd };
        Write(FileHeader(modifier));
    }

    /// <summary>The suffix of the file's name.</summary>
    public string Suffix { get; }

    /// <summary>The totals of the file.</summary>
    public NachaControl Totals { get; } = new();

    private string OdfiId => originator.OdfiRoutingNumber.Value[..8];

    /// <summary>Writes an entry, in a new batch if its class differs from that of the entry before it.</summary>
    /// <returns>The trace number of the entry.</returns>
    public string Write(NachaEntry entry, int traceSequence)
    {
        if (openClass != entry.StandardEntryClass)
        {
            CloseBatch();
            openClass = entry.StandardEntryClass;
            batch = new NachaControl();
            batches++;
            Write(BatchHeader(entry.StandardEntryClass));
        }

        batch.Add(entry);
        Totals.Add(entry);
        var trace = string.Create(CultureInfo.InvariantCulture, $"{OdfiId}{traceSequence:D7}");
        Write(EntryDetail(entry, trace));
        if (entry.Addenda is not null)
        {
            Write(Addenda(entry.Addenda, traceSequence));
        }

        return trace;
    }

    /// <summary>Writes the control records, fills the last block, and returns the totals.</summary>
    public PaymentFileSummary Complete()
    {
        CloseBatch();
        var blocks = (records + 1 + NachaRecord.BlockingFactor - 1) / NachaRecord.BlockingFactor;
        Write(FileControl(blocks));
        while (records % NachaRecord.BlockingFactor != 0)
        {
            Write(new NachaRecord().Code(new string('9', NachaRecord.Length)));
        }

        writer.Flush();
        return new PaymentFileSummary(Suffix, Totals.Entries, Totals.Credits, "USD");
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();

    private void CloseBatch()
    {
        if (openClass is not null)
        {
            Write(BatchControl());
            openClass = null;
        }
    }

    private void Write(NachaRecord record)
    {
        writer.WriteLine(record.ToString());
        records++;
    }

    // Field positions: Nacha Operating Rules, Appendix Three, "ACH Record Format Specifications", file header record.
    private NachaRecord FileHeader(char modifier) =>
        new NachaRecord()
            .Code("1") // 1: record type
            .Code("01") // 2-3: priority
            .RightText(originator.ImmediateDestination, 10) // 4-13
            .RightText(originator.ImmediateOrigin, 10) // 14-23
            .Date(DateOnly.FromDateTime(settings.CreatedAt)) // 24-29
            .Code(settings.CreatedAt.ToString("HHmm", CultureInfo.InvariantCulture)) // 30-33
            .Code(modifier.ToString()) // 34
            .Number(NachaRecord.Length, 3) // 35-37: record size
            .Number(NachaRecord.BlockingFactor, 2) // 38-39
            .Code("1") // 40: format
            .Text(originator.OdfiName, 23) // 41-63: immediate destination name
            .Text(originator.CompanyName, 23) // 64-86: immediate origin name
            .Blank(8); // 87-94: reference

    private NachaRecord BatchHeader(string standardEntryClass) =>
        new NachaRecord()
            .Code("5") // 1: record type
            .Code(CreditsOnly) // 2-4: service class
            .Text(originator.CompanyName, 16) // 5-20
            .Text(originator.DiscretionaryData, 20) // 21-40
            .Text(originator.CompanyId, 10) // 41-50
            .Code(standardEntryClass) // 51-53
            .Text(originator.EntryDescription, 10) // 54-63
            .Text(settings.DescriptiveDate, 6) // 64-69
            .Date(settings.EffectiveEntryDate) // 70-75
            .Blank(3) // 76-78: settlement date, written by the ACH operator
            .Code("1") // 79: originator status
            .Code(OdfiId) // 80-87
            .Number(batches, 7); // 88-94

    private static NachaRecord EntryDetail(NachaEntry entry, string trace) =>
        new NachaRecord()
            .Code("6") // 1: record type
            .Code(entry.TransactionCode) // 2-3
            .Code(entry.RoutingNumber) // 4-12: receiving DFI and check digit
            .Text(entry.AccountNumber, 17) // 13-29
            .Number(entry.Amount, 10) // 30-39
            .Text(entry.Identification, 15) // 40-54
            .Text(entry.Name, 22) // 55-76
            .Blank(2) // 77-78: discretionary data
            .Number(entry.Records - 1, 1) // 79: addenda indicator
            .Code(trace); // 80-94

    private static NachaRecord Addenda(string text, int traceSequence) =>
        new NachaRecord()
            .Code("7") // 1: record type
            .Code("05") // 2-3: addenda type
            .Text(text, 80) // 4-83: payment related information
            .Number(1, 4) // 84-87: addenda sequence
            .Number(traceSequence, 7); // 88-94: entry detail sequence

    private NachaRecord BatchControl() =>
        new NachaRecord()
            .Code("8") // 1: record type
            .Code(CreditsOnly) // 2-4: service class
            .Number(batch.Records, 6) // 5-10
            .Number(batch.Hash, 10) // 11-20
            .Number(0, 12) // 21-32: debits
            .Number(batch.Credits, 12) // 33-44
            .Text(originator.CompanyId, 10) // 45-54
            .Blank(19) // 55-73: message authentication code
            .Blank(6) // 74-79: reserved
            .Code(OdfiId) // 80-87
            .Number(batches, 7); // 88-94

    private NachaRecord FileControl(int blocks) =>
        new NachaRecord()
            .Code("9") // 1: record type
            .Number(batches, 6) // 2-7
            .Number(blocks, 6) // 8-13
            .Number(Totals.Records, 8) // 14-21
            .Number(Totals.Hash, 10) // 22-31
            .Number(0, 12) // 32-43: debits
            .Number(Totals.Credits, 12) // 44-55
            .Blank(39); // 56-94: reserved
}

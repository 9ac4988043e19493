using System.Text;

namespace Affiliate.Domain.Payouts.Settlement;

/// <summary>
/// Reads a file of returned ACH entries and notifications of change: entry detail records (6) with an addenda record of
/// type 99 or 98 (Nacha Operating Rules, Appendix Four, "Return Entries", and Appendix Five, "Notification of Change").
/// The totals of each batch and of the file are checked, so that a damaged or shortened file settles nothing.
/// </summary>
public static class NachaReturnReader
{
    private const int RecordLength = 94;

    /// <summary>Reads a file.</summary>
    /// <param name="content">The file in ASCII, with or without line ends between its records.</param>
    public static SettlementReading Read(ReadOnlyMemory<byte> content)
    {
        content = ReportEncoding.WithoutMark(content);
        if (ReportEncoding.Problem(content.Span) is { } encoding)
        {
            return SettlementReading.Refused(encoding);
        }

        var records = Split(content.Span);
        for (var i = 0; i < records.Count; i++)
        {
            if (FormProblem(records[i], i + 1) is { } form)
            {
                return SettlementReading.Refused(form);
            }
        }

        var file = new NachaReturnFile();
        for (var i = 0; i < records.Count; i++)
        {
            if (file.Read(new ReturnRecord(records[i], i + 1)) is { } problem)
            {
                return SettlementReading.Refused(problem);
            }
        }

        return file.Finish() is { } unfinished
            ? SettlementReading.Refused(unfinished)
            : SettlementReading.Of(file.Lines);
    }

    private static List<string> Split(ReadOnlySpan<byte> content)
    {
        // Latin-1 keeps each octet as one character, so that the check of the form can name the wrong column.
        var text = Encoding.Latin1.GetString(content);
        if (!text.Contains('\n', StringComparison.Ordinal) && text.Length % RecordLength == 0)
        {
            return [.. text.Chunk(RecordLength).Select(record => new string(record))];
        }

        var records = text.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        while (records is [.., ""])
        {
            records.RemoveAt(records.Count - 1);
        }

        return records;
    }

    private static SettlementProblem? FormProblem(string record, int line)
    {
        if (record.Length != RecordLength)
        {
            return new SettlementProblem(
                line,
                "record",
                $"A record has {RecordLength} characters, not {record.Length}."
            );
        }

        var column = record.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        return column < 0
            ? null
            : new SettlementProblem(line, "record", $"Column {column + 1} is no printable ASCII character.");
    }
}

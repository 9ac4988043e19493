namespace AffiliateFunctions.Audit;

/// <summary>
/// A line of the export of the audit log: the exact text of a record with the hashes that chain it, or, as the last
/// line, the end of the chain.
/// </summary>
/// <param name="Sequence">The number of the record; in the last line, the number of all records.</param>
/// <param name="Text">The record as JSON, exactly as it is hashed; null in the last line.</param>
/// <param name="Previous">The hash of the record before; null in the last line.</param>
/// <param name="Hash">The SHA-256 over the previous hash, a line feed and the text, in hexadecimal.</param>
public sealed record AuditExportLine(long Sequence, string? Text, string? Previous, string Hash);

/// <summary>The result of verifying an export.</summary>
/// <param name="Ok">Whether the export is complete and unaltered.</param>
/// <param name="Records">The number of records in the export.</param>
/// <param name="Breaks">What is wrong, at most 100 places, in the order of the lines.</param>
public sealed record ExportVerification(bool Ok, long Records, IReadOnlyList<ExportBreak> Breaks);

/// <summary>A place of an export at which something is wrong.</summary>
/// <param name="Line">The number of the line, from 1.</param>
/// <param name="Sequence">The number of the record that is altered, missing or misplaced.</param>
/// <param name="Kind"><c>altered</c>, <c>removed</c>, <c>reordered</c> or <c>malformed</c>.</param>
/// <param name="Reason">What is wrong, in words.</param>
public sealed record ExportBreak(int Line, long Sequence, string Kind, string Reason);

/// <summary>
/// Verifies an export line by line and locates every alteration. The class performs no I/O and needs nothing but the
/// export.
/// </summary>
public static class AuditExport
{
    private const int MaxBreaks = 100;

    /// <summary>Verifies the lines of an export.</summary>
    /// <param name="lines">The lines; null for a line that is no line of an export.</param>
    public static ExportVerification Verify(IReadOnlyList<AuditExportLine?> lines)
    {
        var records = lines.Where(line => line?.Text is not null).Select(line => line!.Sequence).ToHashSet();
        var breaks = Breaks(lines, records).Take(MaxBreaks).ToList();
        return new ExportVerification(breaks.Count == 0, records.Count, breaks);
    }

    private static IEnumerable<ExportBreak> Breaks(IReadOnlyList<AuditExportLine?> lines, HashSet<long> records)
    {
        var (last, end, hash) = (0L, (AuditExportLine?)null, ChainedText.Genesis);
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i] is not { } line)
            {
                yield return new ExportBreak(i + 1, last + 1, "malformed", "The line is no line of an export.");
                continue;
            }

            if (line.Text is null)
            {
                end = line;
                continue;
            }

            foreach (var found in Breaks(line, i + 1, last, hash, records))
            {
                yield return found;
            }

            (last, hash) = (line.Sequence, line.Hash);
        }

        foreach (var found in AtEnd(lines.Count, last, hash, end))
        {
            yield return found;
        }
    }

    private static IEnumerable<ExportBreak> Breaks(
        AuditExportLine line,
        int number,
        long last,
        string hash,
        HashSet<long> records
    )
    {
        var isIntact = IsIntact(line);
        if (!isIntact)
        {
            yield return new ExportBreak(
                number,
                line.Sequence,
                "altered",
                $"The record {line.Sequence} does not match its hash or its number."
            );
        }

        if (line.Sequence <= last)
        {
            yield return new ExportBreak(
                number,
                line.Sequence,
                "reordered",
                $"The record {line.Sequence} follows the record {last}."
            );
            yield break;
        }

        for (var missing = last + 1; missing < line.Sequence; missing++)
        {
            if (!records.Contains(missing))
            {
                yield return new ExportBreak(number, missing, "removed", $"The record {missing} is missing.");
            }
        }

        if (isIntact && line.Sequence == last + 1 && line.Previous != hash)
        {
            yield return new ExportBreak(
                number,
                line.Sequence,
                "altered",
                $"The record {line.Sequence} does not follow the record before it: one of them was replaced."
            );
        }
    }

    private static IEnumerable<ExportBreak> AtEnd(int line, long last, string hash, AuditExportLine? end)
    {
        if (end is null)
        {
            yield return new ExportBreak(
                line,
                last + 1,
                "removed",
                "The last line with the end of the chain is missing."
            );
            yield break;
        }

        for (var missing = last + 1; missing <= end.Sequence; missing++)
        {
            yield return new ExportBreak(line, missing, "removed", $"The record {missing} is missing.");
        }

        if (last == end.Sequence && hash != end.Hash)
        {
            yield return new ExportBreak(
                line,
                last,
                "altered",
                "The chain does not end with the hash of its last line."
            );
        }
    }

    private static bool IsIntact(AuditExportLine line)
    {
        var chained = new ChainedText(line.Text!, line.Previous ?? string.Empty, line.Hash);
        return chained.IsIntact && chained.TryRecord() is { } record && record.Sequence == line.Sequence;
    }
}

namespace Affiliate.Domain.Payouts.Settlement;

/// <summary>Reads the records of a file of returns in order.</summary>
internal sealed class NachaReturnFile
{
    private const string ReturnAddenda = "99";
    private const string ChangeAddenda = "98";

    private readonly List<ReportedSettlement> lines = [];
    private readonly ReturnTotals fileTotals = new();
    private ReturnTotals? batchTotals;
    private ReturnRecord? openEntry;
    private ReportedSettlement? openLine;
    private bool hasHeader;
    private bool isComplete;
    private int batches;
    private int records;

    /// <summary>The lines that have been read.</summary>
    public IReadOnlyList<ReportedSettlement> Lines => lines;

    /// <summary>Reads a record, or returns the problem that it has.</summary>
    public SettlementProblem? Read(ReturnRecord record)
    {
        if (isComplete)
        {
            return record.IsFiller ? null : record.Problem("record type", "The file goes on after its control record.");
        }

        records++;
        if (!hasHeader)
        {
            hasHeader = record.Type == '1';
            return hasHeader
                ? null
                : record.Problem("record type", "An ACH file begins with a file header record (1).");
        }

        return record.Type switch
        {
            '5' when batchTotals is null => StartBatch(record),
            '6' when batchTotals is not null => CloseEntry() ?? StartEntry(record),
            '7' when openEntry is not null => ReadAddenda(record),
            '8' when batchTotals is not null => CloseEntry() ?? EndBatch(record),
            '9' when batchTotals is null => EndFile(record),
            _ => record.Problem("record type", $"A record of the type {record.Type} cannot stand here."),
        };
    }

    /// <summary>Returns the problem of a file that ends too early, or null.</summary>
    public SettlementProblem? Finish() =>
        isComplete ? null : new SettlementProblem(null, "file control", "The file ends before its control record (9).");

    private SettlementProblem? StartBatch(ReturnRecord record)
    {
        batchTotals = new ReturnTotals();
        batches++;
        var standardEntryClass = record.Columns(51, 53);
        return standardEntryClass is "IAT" or "ADV"
            ? record.Problem("standard entry class", $"Batches of the class {standardEntryClass} are not read.")
            : null;
    }

    private SettlementProblem? StartEntry(ReturnRecord record)
    {
        (openEntry, openLine) = (record, null);
        return batchTotals!.AddEntry(record) ?? fileTotals.AddEntry(record);
    }

    private SettlementProblem? ReadAddenda(ReturnRecord record)
    {
        batchTotals!.AddAddenda();
        fileTotals.AddAddenda();
        var type = record.Columns(2, 3);
        if (type is not (ReturnAddenda or ChangeAddenda))
        {
            return null; // The addenda of the original entry may be repeated.
        }

        if (openLine is not null)
        {
            return record.Problem("addenda type", "The entry has a second addenda record of the type 98 or 99.");
        }

        var trace = record.Columns(7, 21);
        if (trace.Length != 15 || !trace.All(char.IsAsciiDigit))
        {
            return record.Problem("original entry trace number", "The field (columns 7 to 21) has 15 digits.");
        }

        return type == ReturnAddenda ? ReadReturn(record, trace) : ReadChange(record, trace);
    }

    private SettlementProblem? ReadReturn(ReturnRecord record, string trace)
    {
        var code = record.Columns(4, 6);
        if (!NachaReturnCodes.IsCode(code))
        {
            return record.Problem("return reason code", $"'{code}' (columns 4 to 6) is no code such as R03.");
        }

        openLine = Line(record, trace, NachaReturnCodes.StatusOf(code)) with
        {
            ReasonCode = code,
            Reason = NachaReturnCodes.WordsOf(code),
            IsDuplicate = NachaReturnCodes.IsDuplicate(code),
            BankText = record.Columns(36, 79) is { Length: > 0 } text ? text : null,
        };
        return null;
    }

    private SettlementProblem? ReadChange(ReturnRecord record, string trace)
    {
        var code = record.Columns(4, 6);
        if (NachaChangeCodes.WordsOf(code) is not { } words)
        {
            return record.Problem("change code", $"'{code}' (columns 4 to 6) is no code from C01 to C14.");
        }

        if (!NachaChangeCodes.TryCorrect(code, record.RawColumns(36, 64), out var correction))
        {
            return record.Problem(
                "corrected data",
                $"The field (columns 36 to 64) lacks what the code {code} corrects."
            );
        }

        openLine = Line(record, trace, SettlementStatus.Change) with
        {
            ReasonCode = code,
            Reason = words,
            Correction = correction,
        };
        return null;
    }

    private ReportedSettlement Line(ReturnRecord record, string trace, SettlementStatus status)
    {
        var entry = openEntry!.Value;
        entry.TryNumber(30, 39, out var amount);
        return new ReportedSettlement(record.Line, SettlementScope.Payment, trace, status)
        {
            Identification = entry.Columns(40, 54) is { Length: > 0 } identification ? identification : null,
            Amount = amount,
        };
    }

    private SettlementProblem? CloseEntry()
    {
        if (openEntry is { } entry && openLine is null)
        {
            return entry.Problem("addenda", "The entry has no addenda record of a return (99) or of a change (98).");
        }

        if (openLine is not null)
        {
            lines.Add(openLine);
        }

        (openEntry, openLine) = (null, null);
        return null;
    }

    private SettlementProblem? EndBatch(ReturnRecord record)
    {
        var problem = batchTotals!.CompareBatch(record);
        batchTotals = null;
        return problem;
    }

    private SettlementProblem? EndFile(ReturnRecord record)
    {
        isComplete = true;
        return fileTotals.CompareFile(record, batches, records);
    }
}

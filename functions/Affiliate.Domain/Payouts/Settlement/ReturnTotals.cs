namespace Affiliate.Domain.Payouts.Settlement;

/// <summary>The totals of a batch or a file of returned entries, to be compared with its control record.</summary>
internal sealed class ReturnTotals
{
    private const long HashModulus = 10_000_000_000;

    private long records;
    private long hash;
    private long amounts;

    /// <summary>Adds an entry detail record, or returns the problem of a field.</summary>
    public SettlementProblem? AddEntry(ReturnRecord entry)
    {
        if (!entry.TryNumber(4, 11, out var bank))
        {
            return entry.Problem("receiving DFI identification", "The field (columns 4 to 11) has 8 digits.");
        }

        if (!entry.TryNumber(30, 39, out var amount))
        {
            return entry.Problem("amount", "The field (columns 30 to 39) has 10 digits.");
        }

        records++;
        hash = (hash + bank) % HashModulus;
        amounts += amount;
        return null;
    }

    /// <summary>Adds an addenda record.</summary>
    public void AddAddenda() => records++;

    /// <summary>Compares a batch control record.</summary>
    public SettlementProblem? CompareBatch(ReturnRecord control) =>
        Compare(control, "entry/addenda count", 5, 10, records)
        ?? Compare(control, "entry hash", 11, 20, hash)
        ?? CompareAmounts(control, 21);

    /// <summary>Compares a file control record.</summary>
    public SettlementProblem? CompareFile(ReturnRecord control, int batches, int recordsOfFile) =>
        Compare(control, "batch count", 2, 7, batches)
        ?? Compare(control, "block count", 8, 13, (recordsOfFile + 9) / 10)
        ?? Compare(control, "entry/addenda count", 14, 21, records)
        ?? Compare(control, "entry hash", 22, 31, hash)
        ?? CompareAmounts(control, 32);

    private static SettlementProblem? Compare(ReturnRecord control, string field, int first, int last, long expected) =>
        control.TryNumber(first, last, out var number) && number == expected
            ? null
            : control.Problem(
                field,
                $"The control record has {control.RawColumns(first, last)}, but the entries before it give {expected}."
            );

    // Published samples differ in whether a return counts among the debits or the credits, so the sum of both is
    // compared: two fields of 12 digits, one after the other.
    private SettlementProblem? CompareAmounts(ReturnRecord control, int first) =>
        control.TryNumber(first, first + 11, out var debits)
        && control.TryNumber(first + 12, first + 23, out var credits)
        && debits + credits == amounts
            ? null
            : control.Problem(
                "total debits and credits",
                $"The control record has {control.RawColumns(first, first + 11)} and "
                    + $"{control.RawColumns(first + 12, first + 23)}, but the entries before it give {amounts}."
            );
}

namespace Affiliate.Domain.Payouts.Settlement;

/// <summary>The totals of a batch or a file of returned entries, to be compared with its control record.</summary>
internal sealed class ReturnTotals
{
    private const long HashModulus = 10_000_000_000;

    private long records;
    private long hash;
    private long debits;
    private long credits;

    /// <summary>Adds an entry detail record, or returns the problem of a field.</summary>
    public SettlementProblem? AddEntry(ReturnRecord entry)
    {
        if (!entry.TryNumber(4, 11, out var bank))
        {
            return entry.Problem("receiving DFI identification", "The field (columns 4 to 11) has 8 digits.");
        }

        if (!entry.TryNumber(2, 3, out var transactionCode))
        {
            return entry.Problem("transaction code", "The field (columns 2 and 3) has 2 digits.");
        }

        if (!entry.TryNumber(30, 39, out var amount))
        {
            return entry.Problem("amount", "The field (columns 30 to 39) has 10 digits.");
        }

        records++;
        hash = (hash + bank) % HashModulus;

        // The second digit of a transaction code is 0 to 4 for credits and 5 to 9 for debits.
        credits += transactionCode % 10 < 5 ? amount : 0;
        debits += transactionCode % 10 < 5 ? 0 : amount;
        return null;
    }

    /// <summary>Adds an addenda record.</summary>
    public void AddAddenda() => records++;

    /// <summary>Compares a batch control record.</summary>
    public SettlementProblem? CompareBatch(ReturnRecord control) =>
        Compare(control, "entry/addenda count", 5, 10, records)
        ?? Compare(control, "entry hash", 11, 20, hash)
        ?? Compare(control, "total debits", 21, 32, debits)
        ?? Compare(control, "total credits", 33, 44, credits);

    /// <summary>Compares a file control record.</summary>
    public SettlementProblem? CompareFile(ReturnRecord control, int batches, int recordsOfFile) =>
        Compare(control, "batch count", 2, 7, batches)
        ?? Compare(control, "block count", 8, 13, (recordsOfFile + 9) / 10)
        ?? Compare(control, "entry/addenda count", 14, 21, records)
        ?? Compare(control, "entry hash", 22, 31, hash)
        ?? Compare(control, "total debits", 32, 43, debits)
        ?? Compare(control, "total credits", 44, 55, credits);

    private static SettlementProblem? Compare(ReturnRecord control, string field, int first, int last, long expected) =>
        control.TryNumber(first, last, out var number) && number == expected
            ? null
            : control.Problem(
                field,
                $"The control record has {control.RawColumns(first, last)}, but the entries before it give {expected}."
            );
}

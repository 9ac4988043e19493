namespace Affiliate.Domain.Ledger.Accounts;

/// <summary>
/// A balanced journal of a period for accounting: for each kind of movement and each account, the sums of debits and
/// credits. A positive posting increases what is owed or paid, and is a credit; a negative one is a debit. The postings
/// of a transaction sum to zero, so the debits of each kind are equal to its credits.
/// </summary>
public sealed class AccountingJournal
{
    private readonly SortedDictionary<(MovementKind Kind, Account Account), (long Debit, long Credit)> sums = [];

    /// <summary>The lines, by kind and account.</summary>
    public IEnumerable<AccountingLine> Lines =>
        sums.Select(sum => new AccountingLine(sum.Key.Kind, sum.Key.Account, sum.Value.Debit, sum.Value.Credit));

    /// <summary>Adds a transaction.</summary>
    public void Add(LedgerTransaction transaction)
    {
        var commissions = transaction
            .Postings.GroupBy(posting => posting.Commission)
            .Select(own => own.ToList())
            .ToList();

        // Money that moves from one commission to another is an adjustment as a whole.
        var isSeparable = commissions.TrueForAll(own => own.Sum(posting => posting.Amount) == 0);
        foreach (var own in commissions)
        {
            var kind = isSeparable ? MovementKinds.Of(transaction.Cause, own) : MovementKind.Adjustment;
            own.ForEach(posting => Add(kind, posting));
        }
    }

    private void Add(MovementKind kind, Posting posting)
    {
        var (debit, credit) = sums.GetValueOrDefault((kind, posting.Account));
        sums[(kind, posting.Account)] =
            posting.Amount < 0 ? (checked(debit - posting.Amount), credit) : (debit, checked(credit + posting.Amount));
    }
}

/// <summary>One line of an accounting journal.</summary>
/// <param name="Entry">The kind of movement.</param>
/// <param name="Account">The account.</param>
/// <param name="Debit">The sum of the debits, in minor units.</param>
/// <param name="Credit">The sum of the credits, in minor units.</param>
public sealed record AccountingLine(MovementKind Entry, Account Account, long Debit, long Credit);

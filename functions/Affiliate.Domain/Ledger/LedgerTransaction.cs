using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Ledger;

/// <summary>
/// One movement of money: postings that balance to zero, identified by their cause. A transaction never changes;
/// corrections are new transactions.
/// </summary>
public sealed record LedgerTransaction
{
    /// <summary>Creates a transaction and checks that it balances.</summary>
    /// <param name="cause">The unique name of the cause, such as <c>event:evt_1</c> or <c>com_…:matured</c>.</param>
    /// <param name="at">The time of posting.</param>
    /// <param name="postings">Two or more postings that sum to zero. None of them is zero.</param>
    /// <exception cref="ArgumentException">The cause is missing, there are too few postings, a posting is zero, or the
    /// postings do not balance.</exception>
    [JsonConstructor]
    public LedgerTransaction(string cause, DateTimeOffset at, IReadOnlyList<Posting> postings)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(cause);
        ArgumentNullException.ThrowIfNull(postings);
        var sum = postings.Aggregate(Int128.Zero, (total, posting) => total + posting.Amount);
        if (postings.Count < 2 || postings.Any(posting => posting.Amount == 0) || sum != 0)
        {
            throw new ArgumentException(
                $"The transaction '{cause}' has {postings.Count} postings that sum to {sum}; it needs two or "
                    + "more, none of zero, that sum to 0.",
                nameof(postings)
            );
        }

        Cause = cause;
        At = at;
        Postings = postings;
    }

    /// <summary>The unique name of the cause.</summary>
    public string Cause { get; }

    /// <summary>The time of posting.</summary>
    public DateTimeOffset At { get; }

    /// <summary>The balanced postings.</summary>
    public IReadOnlyList<Posting> Postings { get; }

    /// <summary>
    /// Moves an amount of one commission from one account to another; a negative amount moves the other way.
    /// </summary>
    public static LedgerTransaction Move(
        string cause,
        DateTimeOffset at,
        CommissionId commission,
        Account from,
        Account to,
        long amount
    ) => new(cause, at, [new Posting(from, commission, checked(-amount)), new Posting(to, commission, amount)]);
}

using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Ledger;

/// <summary>
/// One movement of money: postings that balance to zero, named by what caused it. Never changed; corrections are new
/// ones.
/// </summary>
public sealed record LedgerTransaction
{
    /// <summary>A transaction, if it balances.</summary>
    /// <param name="cause">The unique name of what caused it, such as <c>event:evt_1</c> or
    /// <c>com_…:matured</c>.</param>
    /// <param name="at">When it was posted.</param>
    /// <param name="postings">Two or more, none of them zero, that sum to zero.</param>
    /// <exception cref="ArgumentException">It has no cause, too few postings or an empty one, or does not
    /// balance.</exception>
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

    /// <summary>The unique name of what caused it.</summary>
    public string Cause { get; }

    /// <summary>When it was posted.</summary>
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

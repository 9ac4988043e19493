using System.Security.Cryptography;
using System.Text;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>
/// Counts and sums payouts and computes their fingerprint while they are read, so that no step needs all of them at
/// once. The payouts are added in the order of the partners' ids.
/// </summary>
public sealed class PayoutTotals : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>How many payouts were added.</summary>
    public int Count { get; private set; }

    /// <summary>The sum of their amounts, in minor units.</summary>
    public long Sum { get; private set; }

    /// <summary>
    /// The SHA-256 over the ids, amounts, currencies, methods, accounts and lines of the payouts, in hexadecimal. The
    /// id names the payee. An approval applies to this value.
    /// </summary>
    public string Fingerprint => Convert.ToHexStringLower(hash.GetCurrentHash());

    /// <summary>The totals of payouts that are in memory already.</summary>
    public static PayoutTotals Of(IEnumerable<StoredPayout> payouts)
    {
        var totals = new PayoutTotals();
        foreach (var payout in payouts)
        {
            totals.Add(payout);
        }

        return totals;
    }

    /// <summary>Adds the next payout.</summary>
    public void Add(StoredPayout payout)
    {
        if (Count > 0)
        {
            hash.AppendData("\n"u8);
        }

        hash.AppendData(Encoding.UTF8.GetBytes(Words(payout)));
        Count++;
        Sum = checked(Sum + payout.Amount);
    }

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();

    private static string Words(StoredPayout payout) =>
        $"{payout.Id} {payout.Amount} {payout.Currency} {payout.Method} "
        + (payout.Account is null ? string.Empty : $"{payout.Account} ")
        + $"{string.Join(' ', payout.Lines.Select(line => $"{line.Commission}:{line.Amount}"))}";
}

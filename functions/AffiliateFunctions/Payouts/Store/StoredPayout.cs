using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>What one partner is paid in one cycle.</summary>
internal sealed record StoredPayout
{
    public required string Id { get; init; }

    public required PartnerId Partner { get; init; }

    public required string Name { get; init; }

    public required string Method { get; init; }

    /// <summary>Minor units; the sum of the lines.</summary>
    public required long Amount { get; init; }

    public required string Currency { get; init; }

    public required IReadOnlyList<PayoutLine> Lines { get; init; }

    public PayoutStatus Status { get; init; }

    /// <summary>The bank's or provider's name of the payment.</summary>
    public string? Reference { get; init; }

    /// <summary>Why it failed or was put back.</summary>
    public string? Reason { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The SHA-256 of who gets how much for what, in hexadecimal: what an approval is for.</summary>
    public static string Fingerprint(IEnumerable<StoredPayout> payouts)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', payouts.Select(Words)))));

    /// <summary>The id of a partner's payout in a period.</summary>
    public static string IdOf(PartnerId partner, Period period) => $"pay_{period.Value.Replace("-", string.Empty, StringComparison.Ordinal)}_{partner.Value[4..]}";

    private static string Words(StoredPayout payout)
        => $"{payout.Id} {payout.Amount} {payout.Currency} {payout.Method} {string.Join(' ', payout.Lines.Select(line => $"{line.Commission}:{line.Amount}"))}";
}

/// <summary>Where a payout stands.</summary>
internal enum PayoutStatus
{
    /// <summary>Reserved in the ledger.</summary>
    Reserved,

    /// <summary>Paid.</summary>
    Paid,

    /// <summary>The payment failed; its lines are payable again.</summary>
    Failed,

    /// <summary>The cycle was rejected; its lines are payable again.</summary>
    PutBack,
}

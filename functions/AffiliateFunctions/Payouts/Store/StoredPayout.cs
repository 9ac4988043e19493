using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>The payout of one partner in one cycle.</summary>
public sealed record StoredPayout
{
    // Such as pay_202611_.
    private const int IdPrefixLength = 11;

    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>The partner.</summary>
    public required PartnerId Partner { get; init; }

    /// <summary>The partner's name.</summary>
    public required string Name { get; init; }

    /// <summary>The payout method: <c>ach</c>, <c>sepa</c>, <c>paypal</c> or <c>wise</c>.</summary>
    public required string Method { get; init; }

    /// <summary>
    /// The keyed hash of the account that is paid. Null for a payout that was stored before the hash existed.
    /// </summary>
    public string? Account { get; init; }

    /// <summary>A hint about the account, such as <c>IBAN ending 3000</c>.</summary>
    public string? AccountSummary { get; init; }

    /// <summary>Whether the payee is a company and not a person.</summary>
    public bool IsCompany { get; init; }

    /// <summary>The amount in minor units: the sum of the lines.</summary>
    public required long Amount { get; init; }

    /// <summary>The program's currency.</summary>
    public required string Currency { get; init; }

    /// <summary>The lines of the payout.</summary>
    public required IReadOnlyList<PayoutLine> Lines { get; init; }

    /// <summary>The attempt of the cycle by which the payout was reserved, from 0.</summary>
    public int Attempt { get; init; }

    /// <summary>The status.</summary>
    public PayoutStatus Status { get; init; }

    /// <summary>Whether the payout is taken out of its cycle, and the ledger may not show it yet.</summary>
    public bool IsReleasing { get; init; }

    /// <summary>The rail that makes the payment through an API; null for a payment in a file.</summary>
    public string? Rail { get; init; }

    /// <summary>The provider's id of the batch that contains the payment, or null.</summary>
    public string? BatchId { get; init; }

    /// <summary>The reference of the payment at the bank or provider.</summary>
    public string? Reference { get; init; }

    /// <summary>Why the payment failed or the payout was put back.</summary>
    public string? Reason { get; init; }

    /// <summary>What exactly must be corrected before the next payment, as a sentence, or null.</summary>
    public string? ReasonDetail { get; init; }

    /// <summary>
    /// What the bank has reported about the account although the payment was made (a notification of change), or null.
    /// </summary>
    public string? BankNotice { get; init; }

    /// <summary>When the payout was paid or failed, or null.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The fingerprint of payouts; see <see cref="PayoutTotals.Fingerprint"/>.</summary>
    public static string Fingerprint(IEnumerable<StoredPayout> payouts)
    {
        using var totals = PayoutTotals.Of(payouts);
        return totals.Fingerprint;
    }

    /// <summary>The payout without some of its lines.</summary>
    public StoredPayout Without(IReadOnlyCollection<CommissionId> commissions)
    {
        List<PayoutLine> rest = [.. Lines.Where(line => !commissions.Contains(line.Commission))];
        return this with { Lines = rest, Amount = rest.Sum(line => line.Amount) };
    }

    /// <summary>The partner of a payout's id; see <see cref="IdOf"/>.</summary>
    public static PartnerId PartnerOf(string id) => PartnerId.Parse($"prt_{id[IdPrefixLength..]}");

    /// <summary>The id of a partner's payout in a period.</summary>
    public static string IdOf(PartnerId partner, Period period) =>
        $"pay_{period.Value.Replace("-", string.Empty, StringComparison.Ordinal)}_{partner.Value[4..]}";
}

/// <summary>The status of a payout.</summary>
public enum PayoutStatus
{
    /// <summary>The amount is reserved in the ledger.</summary>
    Reserved,

    /// <summary>Paid.</summary>
    Paid,

    /// <summary>The payment failed; its lines are payable again.</summary>
    Failed,

    /// <summary>
    /// The payout was rejected with its cycle, exceeded a limit or was taken out of the cycle; its lines are payable
    /// again.
    /// </summary>
    PutBack,

    /// <summary>The bank has sent a paid payment back; its lines are payable again.</summary>
    Returned,
}

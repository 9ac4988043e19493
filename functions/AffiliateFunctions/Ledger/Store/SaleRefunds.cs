using System.Text.Json.Serialization;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>
/// The latest refunded total of a sale that a ledger knows. It is stored with the sale's outcome, because a change of the
/// sale may be posted after a later refund and may create commissions that the refund has not seen.
/// </summary>
/// <param name="Sequence">The number of the change that the total belongs to.</param>
/// <param name="SaleAmount">The amount that refunds of the sale count against.</param>
/// <param name="TotalRefunded">The refunded total.</param>
public sealed record SaleRefunds(int Sequence, long SaleAmount, long TotalRefunded)
{
    /// <summary>The refunded totals of the sale's lines; null for a sale without lines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RefundedLine>? Lines { get; init; }

    /// <summary>Returns the total that an effect contains.</summary>
    public static SaleRefunds Of(RefundEffect effect) =>
        new(effect.TotalSequence, effect.SaleAmount, effect.TotalRefunded) { Lines = effect.Lines };

    /// <summary>Returns the effect with the known total, if that is later than its own.</summary>
    public static T Latest<T>(T effect, SaleRefunds? known)
        where T : RefundEffect =>
        known is null || known.Sequence <= effect.TotalSequence
            ? effect
            : (T)(
                (RefundEffect)effect with
                {
                    SaleAmount = known.SaleAmount,
                    TotalRefunded = known.TotalRefunded,
                    TotalSequence = known.Sequence,
                    Lines = known.Lines,
                }
            );
}

using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Tracking;

/// <summary>The figures of an event for the review: amounts, and how many of its optional fields are filled.</summary>
internal static class TrackedFigures
{
    /// <summary>The event with its figures.</summary>
    /// <param name="stored">The event.</param>
    /// <param name="refunded">What a refund takes back, or null.</param>
    public static TrackedEvent Of(StoredEvent stored, RefundedGoods? refunded)
    {
        var tracked = stored.Event;
        var (filled, all) = FieldsOf(tracked);
        return new TrackedEvent(
            tracked.Id,
            StoredJson.NameOf(tracked.Type),
            StoredJson.NameOf(stored.Status),
            stored.Reason,
            stored.Customer,
            stored.Partner,
            tracked.Body.Amount,
            refunded is null ? tracked.Body.Currency : refunded.Currency,
            tracked.At,
            tracked.ReceivedAt,
            stored.AppliedAt
        )
        {
            Stage = tracked.Body.Stage,
            IsReportedByPartner = tracked.IsFromPartner,
            SaleType = SaleTypeOf(tracked),
            IsRenewal = stored.IsRenewal,
            Outside = tracked.Body.Outside ?? 0,
            Fee = tracked.Body.Fee ?? 0,
            FxRate = refunded is null ? tracked.Body.FxRate : refunded.FxRate,
            FilledFields = filled,
            Fields = all,
            Refunded = refunded?.Amount,
        };
    }

    /// <summary>The fields that are optional to send but needed to judge a lead or a sale.</summary>
    /// <returns>How many are filled, and how many there are.</returns>
    public static (int Filled, int All) FieldsOf(TrackingEvent tracked)
    {
        var body = tracked.Body;
        bool[] fields = tracked.Type switch
        {
            EventType.Lead =>
            [
                IsFilled(body.Customer?.Email),
                IsFilled(body.Customer?.Company),
                IsFilled(body.Customer?.Country),
                IsFilled(body.Customer?.Source),
            ],
            EventType.Sale =>
            [
                IsFilled(body.Customer?.Country),
                IsFilled(body.ProductId) || IsFilled(body.Plan) || body.Lines is { Count: > 0 },
                body.Tax is not null,
                IsFilled(SaleTypeOf(tracked)),
            ],
            _ => [],
        };
        return (fields.Count(isFilled => isFilled), fields.Length);
    }

    /// <summary>The type of a sale: <c>new</c>, <c>renewal</c> or <c>upgrade</c>; null if it is not reported.</summary>
    public static string? SaleTypeOf(TrackingEvent tracked) =>
        tracked.Type == EventType.Sale ? tracked.Body.SaleType : null;

    private static bool IsFilled(string? text) => !string.IsNullOrWhiteSpace(text);
}

/// <summary>What a refund takes back of its sale.</summary>
/// <param name="Amount">
/// The amount by which the refund changes what is refunded, without tax, shipping, tip and duty, in minor units.
/// </param>
/// <param name="Currency">The currency of the sale; null if the sale was stored without one.</param>
/// <param name="FxRate">The rate that was sent with the sale, or null.</param>
internal sealed record RefundedGoods(long Amount, string? Currency, string? FxRate);

using Affiliate.Domain.Monetary;
using Affiliate.Domain.Review;
using AffiliateFunctions.Tracking;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Makes the events of the measures from the tracked ones, in the program's currency.</summary>
internal static class ReviewedEvents
{
    /// <summary>The event with its amounts in the currency.</summary>
    public static ReviewedEvent Of(TrackedEvent tracked, Currency currency) =>
        new()
        {
            Type = tracked.Type,
            Status = tracked.Status,
            IsOfBot = tracked.IsOfBot,
            Customer = tracked.Customer,
            Partner = tracked.Partner,
            Stage = tracked.Stage,
            IsReportedByPartner = tracked.IsReportedByPartner,
            IsOfExistingCustomer = tracked.SaleType is "renewal" or "upgrade",
            IsRenewal = tracked.IsRenewal,
            Net = NetOf(tracked) is { } net ? In(currency, tracked, net) : null,
            Fee = In(currency, tracked, tracked.Fee) ?? 0,
            FilledFields = tracked.FilledFields,
            Fields = tracked.Fields,
            OccurredAt = tracked.OccurredAt,
            ReceivedAt = tracked.ReceivedAt,
            AppliedAt = tracked.AppliedAt,
        };

    private static long? NetOf(TrackedEvent tracked) =>
        tracked.Type switch
        {
            "refund" => tracked.Refunded,
            "sale" => tracked.Amount - tracked.Outside,
            _ => null,
        };

    // A refund has the currency of its sale.
    private static long? In(Currency currency, TrackedEvent tracked, long amount)
    {
        if (tracked.Currency is null || tracked.Currency == currency.Value)
        {
            return amount;
        }

        return
            Amounts.ReadRate(tracked.FxRate) is { } rate
            && Currency.TryParse(tracked.Currency, out var own)
            && (ExactAmount.Of(amount) * ExactAmount.Of(rate))
                .Shift(currency.Digits - own.Digits)
                .TryRound(out var converted)
            ? converted
            : null;
    }
}

using System.Text.Json;
using Affiliate.Domain.Rules.Parsing;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Tracking.Events;

/// <summary>What a sale comes to: its money and what was sold, without who bought it and how it came about.</summary>
internal static class SaleFigures
{
    /// <summary>The sale without all else.</summary>
    public static EventBody Of(EventBody sale) => sale with
    {
        EventId = null,
        OccurredAt = null,
        InvoiceId = null,
        Customer = null,
        CustomerExternalId = null,
        ClickId = null,
        Code = null,
        Coupon = null,
        Deal = null,
        SaleType = null,
        Reason = null,
        Metadata = null,
    };

    /// <summary>A digest, which is the same for the same figures.</summary>
    public static string DigestOf(EventBody sale) => CanonicalJson.HashOf(JsonSerializer.SerializeToElement(Of(sale), StoredJson.Options))[..32];

    /// <summary>
    /// A sale as a later event says that it is now: the money is that of the change, and what the change leaves out about the goods is as it
    /// was.
    /// </summary>
    /// <param name="sale">The sale as it is stored.</param>
    /// <param name="change">The change.</param>
    /// <param name="revision">The view of the invoice that the change was judged by.</param>
    public static TrackingEvent Changed(TrackingEvent sale, TrackingEvent change, int revision)
    {
        var (before, now) = (sale.Body, change.Body);
        return sale with
        {
            Revision = revision,
            Body = Of(now) with
            {
                EventId = before.EventId,
                OccurredAt = before.OccurredAt,
                InvoiceId = before.InvoiceId,
                Customer = before.Customer,
                CustomerExternalId = before.CustomerExternalId,
                ClickId = before.ClickId,
                Code = before.Code,
                Coupon = before.Coupon,
                Deal = before.Deal,
                Currency = now.Currency ?? before.Currency,
                ProductId = now.ProductId ?? before.ProductId,
                Plan = now.Plan ?? before.Plan,
                Quantity = now.Quantity ?? before.Quantity,
                SaleType = now.SaleType ?? before.SaleType,
                FxRate = now.FxRate ?? before.FxRate,
                Metadata = now.Metadata ?? before.Metadata,
            },
        };
    }
}

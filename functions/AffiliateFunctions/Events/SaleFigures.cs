using System.Text.Json;
using Affiliate.Domain.Rules.Parsing;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Events;

/// <summary>The figures of a sale: its amounts and goods, without the customer and the touches.</summary>
internal static class SaleFigures
{
    /// <summary>Returns the sale with its figures only.</summary>
    public static EventBody Of(EventBody sale) =>
        sale with
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

    /// <summary>Returns a digest of the figures.</summary>
    public static string DigestOf(EventBody sale) =>
        CanonicalJson.HashOf(JsonSerializer.SerializeToElement(Of(sale), StoredJson.Options))[..32];

    /// <summary>
    /// Returns a sale with the figures of a later event. The amounts and the lines are those of the change; a product, a
    /// plan or a quantity that the change omits stays unchanged.
    /// </summary>
    /// <param name="sale">The sale as it is stored.</param>
    /// <param name="change">The change.</param>
    /// <param name="revision">The number of changes of the invoice when the change was applied.</param>
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

using System.Globalization;
using System.Text.Json;
using AffiliateFunctions.Tracking.Events;

namespace AffiliateFunctions.Tracking.Webhooks;

/// <summary>
/// Stripe's events as ours. What names the partner stands in the metadata of the invoice or of its subscription: <c>click_id</c>,
/// <c>code</c> or <c>coupon</c>. Read as JSON, since its shape differs by the API version of the account
/// (https://docs.stripe.com/api/invoices/object, https://docs.stripe.com/api/charges/object).
/// </summary>
internal static class StripeEvents
{
    /// <summary>Our event, or null for one that says nothing to us.</summary>
    public static (EventType Type, EventBody Body)? Read(JsonElement sent)
    {
        var (type, about) = (Text(sent, "type"), Member(sent, "data", "object"));
        if (about is null)
        {
            return null;
        }

        return type switch
        {
            "invoice.paid" => Sale(sent, about.Value),
            "charge.refunded" => Refund(sent, about.Value),
            _ => null,
        };
    }

    // An invoice of nothing, such as a trial's, is no sale.
    private static (EventType Type, EventBody Body)? Sale(JsonElement sent, JsonElement invoice)
    {
        if (Number(invoice, "amount_paid") is not > 0 || Text(invoice, "id") is not { } id || Customer(invoice) is not { } customer)
        {
            return null;
        }

        var metadata = Metadata(invoice);
        var line = Member(invoice, "lines", "data") is { ValueKind: JsonValueKind.Array } lines && lines.GetArrayLength() > 0 ? lines[0] : (JsonElement?)null;
        return (EventType.Sale, new EventBody
        {
            EventId = $"stripe:invoice.paid:{id}",
            OccurredAt = Time(invoice, "status_transitions", "paid_at") ?? Time(sent, "created"),
            InvoiceId = id,
            Customer = customer,
            Amount = Number(invoice, "amount_paid"),
            Tax = Math.Min(Tax(invoice), Number(invoice, "amount_paid") ?? 0),
            Currency = Text(invoice, "currency")?.ToUpperInvariant(),
            ProductId = line is null ? null : Text(line.Value, "pricing", "price_details", "product") ?? Text(line.Value, "price", "product"),
            Plan = line is null ? null : Text(line.Value, "pricing", "price_details", "price") ?? Text(line.Value, "price", "id"),
            Quantity = line is null ? null : Number(line.Value, "quantity") is > 0 and { } quantity ? quantity : null,
            SaleType = Text(invoice, "billing_reason") switch
            {
                "subscription_create" => "new",
                "subscription_cycle" => "renewal",
                "subscription_update" => "upgrade",
                _ => null,
            },
            ClickId = metadata.GetValueOrDefault("click_id"),
            Code = metadata.GetValueOrDefault("code") ?? metadata.GetValueOrDefault("via"),
            Coupon = metadata.GetValueOrDefault("coupon"),
            Metadata = metadata.Count == 0 ? null : metadata.ToDictionary(entry => entry.Key, entry => JsonSerializer.SerializeToElement(entry.Value)),
        });
    }

    // The amount is what was refunded of the charge so far, so an event that comes late or twice does no harm.
    private static (EventType Type, EventBody Body)? Refund(JsonElement sent, JsonElement charge)
        => Text(charge, "id") is { } id && Text(charge, "invoice") is { } invoice && Number(charge, "amount_refunded") is { } refunded
            ? (EventType.Refund, new EventBody
            {
                EventId = string.Create(CultureInfo.InvariantCulture, $"stripe:charge.refunded:{id}:{refunded}"),
                OccurredAt = Time(sent, "created"),
                InvoiceId = invoice,
                TotalRefunded = refunded,
                Reason = "refund",
            })
            : null;

    private static CustomerBody? Customer(JsonElement invoice)
    {
        var id = Text(invoice, "customer") ?? Text(invoice, "customer", "id") ?? Text(invoice, "customer_email");
        return id is null ? null : new CustomerBody
        {
            ExternalId = id,
            Email = Text(invoice, "customer_email"),
            Name = Text(invoice, "customer_name"),
            Country = Text(invoice, "customer_address", "country"),
        };
    }

    private static long Tax(JsonElement invoice)
        => Member(invoice, "total_taxes") is { ValueKind: JsonValueKind.Array } taxes ? taxes.EnumerateArray().Sum(tax => Number(tax, "amount") ?? 0) : Number(invoice, "tax") ?? 0;

    private static Dictionary<string, string> Metadata(JsonElement invoice)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var place in new[] { Member(invoice, "parent", "subscription_details", "metadata"), Member(invoice, "subscription_details", "metadata"), Member(invoice, "metadata") })
        {
            if (place is { ValueKind: JsonValueKind.Object } entries)
            {
                foreach (var entry in entries.EnumerateObject().Where(entry => entry.Value.ValueKind == JsonValueKind.String))
                {
                    metadata[entry.Name] = entry.Value.GetString()!;
                }
            }
        }

        return metadata;
    }

    private static string? Text(JsonElement element, params ReadOnlySpan<string> path) => Member(element, path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static long? Number(JsonElement element, params ReadOnlySpan<string> path)
        => Member(element, path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    private static DateTimeOffset? Time(JsonElement element, params ReadOnlySpan<string> path)
        => Number(element, path) is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static JsonElement? Member(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }
}

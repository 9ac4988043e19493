using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Stripe;

namespace Affiliate.Demo.Outside;

/// <summary>
/// Creates Stripe's event <c>invoice.paid</c> from Stripe's own objects and signs it as Stripe does
/// (https://docs.stripe.com/webhooks#verify-manually).
/// </summary>
internal sealed class StripeSender(string secret)
{
    public const string Header = "Stripe-Signature";

    /// <summary>Returns the event of a paid invoice.</summary>
    public static string Paid(
        string id,
        string customer,
        long amount,
        long tax,
        DateTimeOffset at,
        bool isFirst,
        string? code
    )
    {
        var invoice = new Invoice
        {
            Id = id,
            Object = "invoice",
            CustomerId = customer,
            CustomerEmail = $"billing@{customer.Replace('_', '-')}.example.net",
            Status = "paid",
            BillingReason = isFirst ? "subscription_create" : "subscription_cycle",
            Currency = "usd",
            Created = at.UtcDateTime,
            AmountDue = amount,
            AmountPaid = amount,
            Total = amount,
            TotalTaxes = [new InvoiceTotalTax { Amount = tax }],
            StatusTransitions = new InvoiceStatusTransitions { PaidAt = at.UtcDateTime },
            Lines = new StripeList<InvoiceLineItem>
            {
                Data =
                [
                    new InvoiceLineItem
                    {
                        Id = $"il_{id}",
                        Amount = amount,
                        Currency = "usd",
                        Quantity = 1,
                    },
                ],
            },
            Metadata = code is null ? [] : new Dictionary<string, string> { ["code"] = code },
        };
        return new Event
        {
            Id = $"evt_{id}",
            Object = "event",
            Type = "invoice.paid",
            Livemode = true,
            ApiVersion = StripeConfiguration.ApiVersion,
            Created = at.UtcDateTime,
            Data = new EventData { Object = invoice },
        }.ToJson();
    }

    /// <summary>Returns the signature header for a body that is sent now.</summary>
    public string Sign(string body, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"));
        return $"t={time},v1={Convert.ToHexStringLower(signature)}";
    }
}

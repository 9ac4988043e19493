using System.Text.Json;

namespace Affiliate.Domain.Payouts.Files.PayPal;

/// <summary>
/// Writes the requests of PayPal's Payouts API, <c>POST /v1/payments/payouts</c>, as JSON. Sources: PayPal, "Payouts
/// v1" (https://developer.paypal.com/api/payments.payouts-batch/v1/payouts-post) and "Payouts API integration"
/// (https://developer.paypal.com/limited-release/payouts/integrate/api-integration): at most 15,000 items in a request.
/// PayPal does not process a batch whose <c>sender_batch_id</c> it has seen in the last 30 days. The items of a batch
/// have one currency.
/// </summary>
public static class PayPalBatchWriter
{
    /// <summary>The greatest number of items of a batch.</summary>
    public const int MaxItems = 15_000;

    private const string Email = "EMAIL";

    /// <summary>Writes the batches of the instructions: <c>-usd.json</c>, <c>-usd-2.json</c> and so on.</summary>
    /// <param name="settings">What the batches contain beside the payments.</param>
    /// <param name="instructions">The instructions. They are enumerated several times and must keep their
    /// order.</param>
    /// <param name="sink">Receives the batches, and the <c>sender_item_id</c> of each payment.</param>
    public static PaymentFileResult Write(
        PayPalBatchSettings settings,
        IEnumerable<PaymentInstruction> instructions,
        IPaymentFileSink sink
    )
    {
        var payments = new AcceptedPayments<PayPalPayment>(instructions, PayPalPayment.Of);
        var files = new List<PaymentFileSummary>();
        var currencies = payments.Lines().GroupBy(payment => payment.Currency, StringComparer.Ordinal);
        foreach (var currency in currencies.OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            foreach (var (number, items) in currency.Chunk(MaxItems).Index())
            {
                var suffix = $"-{currency.Key.ToLowerInvariant()}{FileSuffix.Of(number, ".json")}";
                WriteBatch(settings, settings.BatchId(files.Count), items, sink.Open(suffix));
                files.Add(
                    new PaymentFileSummary(suffix, items.Length, items.Sum(payment => payment.Amount), currency.Key)
                );
                foreach (var payment in items)
                {
                    sink.OnWritten(new PaymentReference(payment.PayoutId, suffix, payment.Reference));
                }
            }
        }

        return new PaymentFileResult(files, payments.Refused);
    }

    private static void WriteBatch(
        PayPalBatchSettings settings,
        string batchId,
        IEnumerable<PayPalPayment> items,
        Stream stream
    )
    {
        using (stream)
        {
            using var json = new Utf8JsonWriter(stream);
            json.WriteStartObject();
            json.WriteStartObject("sender_batch_header");
            json.WriteString("sender_batch_id", batchId);
            json.WriteString("recipient_type", Email);
            json.WriteString("email_subject", settings.EmailSubject);
            json.WriteEndObject();
            json.WriteStartArray("items");
            foreach (var payment in items)
            {
                WriteItem(json, payment);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static void WriteItem(Utf8JsonWriter json, PayPalPayment payment)
    {
        json.WriteStartObject();
        json.WriteString("recipient_type", Email);
        json.WriteStartObject("amount");
        json.WriteString("value", payment.Value);
        json.WriteString("currency", payment.Currency);
        json.WriteEndObject();
        if (payment.Note is { } note)
        {
            json.WriteString("note", note);
        }

        json.WriteString("sender_item_id", payment.Reference);
        json.WriteString("receiver", payment.Email);
        json.WriteEndObject();
    }
}

/// <summary>What the batches of a cycle contain beside the payments.</summary>
/// <param name="SenderId">The beginning of the <c>sender_batch_id</c> of each batch of the cycle.</param>
/// <param name="EmailSubject">The subject of the e-mail that PayPal sends to the recipients, at most 255 bytes.</param>
public sealed record PayPalBatchSettings(string SenderId, string EmailSubject)
{
    /// <summary>The <c>sender_batch_id</c> of a batch, at most 256 characters.</summary>
    /// <param name="batchesBefore">The number of batches of the cycle before it.</param>
    public string BatchId(int batchesBefore) => $"{SenderId}-{batchesBefore + 1}";
}

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

    // The writer of JSON keeps what is not flushed.
    private const int MaxPending = 16 * 1024;

    /// <summary>Writes the batches of the instructions: <c>-usd.json</c>, <c>-usd-2.json</c> and so on.</summary>
    /// <param name="settings">What the batches contain beside the payments.</param>
    /// <param name="instructions">The instructions. They are enumerated several times and must keep their
    /// order.</param>
    /// <param name="sink">Receives the batches, and the <c>sender_item_id</c> of each payment.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<PaymentFileResult> WriteAsync(
        PayPalBatchSettings settings,
        IAsyncEnumerable<PaymentInstruction> instructions,
        IPaymentFileSink sink,
        CancellationToken cancellationToken
    )
    {
        var payments = new AcceptedPayments<PayPalPayment>(instructions, PayPalPayment.Of);
        var counts = await payments
            .LinesAsync(cancellationToken)
            .CountBy(payment => payment.Currency, StringComparer.Ordinal)
            .ToListAsync(cancellationToken);
        var files = new List<PaymentFileSummary>();
        foreach (var (currency, count) in counts.OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            await using var items = payments
                .LinesAsync(cancellationToken)
                .Where(payment => payment.Currency == currency)
                .GetAsyncEnumerator(cancellationToken);
            for (var number = 0; number * MaxItems < count; number++)
            {
                var suffix = $"-{currency.ToLowerInvariant()}{FileSuffix.Of(number, ".json")}";
                var batch = new PaymentFileSummary(
                    suffix,
                    Math.Min(MaxItems, count - (number * MaxItems)),
                    0,
                    currency
                );
                files.Add(
                    await WriteBatchAsync(
                        settings.BatchId(files.Count),
                        settings,
                        batch,
                        items,
                        sink,
                        cancellationToken
                    )
                );
            }
        }

        return new PaymentFileResult(files, payments.Refused);
    }

    private static async Task<PaymentFileSummary> WriteBatchAsync(
        string batchId,
        PayPalBatchSettings settings,
        PaymentFileSummary batch,
        IAsyncEnumerator<PayPalPayment> items,
        IPaymentFileSink sink,
        CancellationToken cancellationToken
    )
    {
        var total = 0L;
        await using (var stream = sink.Open(batch.Suffix))
        {
            using var json = new Utf8JsonWriter(stream);
            json.WriteStartObject();
            json.WriteStartObject("sender_batch_header");
            json.WriteString("sender_batch_id", batchId);
            json.WriteString("recipient_type", Email);
            json.WriteString("email_subject", settings.EmailSubject);
            json.WriteEndObject();
            json.WriteStartArray("items");
            for (var written = 0; written < batch.Count; written++)
            {
                var payment = await items.MoveNextAsync() ? items.Current : throw Changed();
                WriteItem(json, payment);
                total += payment.Amount;
                if (json.BytesPending > MaxPending)
                {
                    json.Flush();
                }

                await sink.OnWrittenAsync(
                    new PaymentReference(payment.PayoutId, batch.Suffix, payment.Reference),
                    cancellationToken
                );
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        var summary = batch with { Total = total };
        await sink.OnCompletedAsync(summary, cancellationToken);
        return summary;
    }

    private static InvalidOperationException Changed() =>
        new("The instructions changed while they were written. The batch is incomplete and must not be sent.");

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

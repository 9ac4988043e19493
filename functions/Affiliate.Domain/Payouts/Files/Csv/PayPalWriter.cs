using Affiliate.Domain.Payouts.Files.PayPal;

namespace Affiliate.Domain.Payouts.Files.Csv;

/// <summary>
/// Writes the payments file of PayPal Payouts: one line for each payment with recipient, amount, currency, customer id
/// and note, no header, one currency in a file, at most 5,000 lines. Source: PayPal, "Send payouts from Payouts Web"
/// (https://developer.paypal.com/docs/payouts/standard/payouts-web/): the customer id has up to 30 characters and no
/// space, the note up to 400 characters. Amounts have a decimal point, as PayPal expects of senders in the United
/// States. A text that begins with <c>=</c>, <c>+</c>, <c>-</c> or <c>@</c> is refused and never prefixed.
/// </summary>
public static class PayPalWriter
{
    private const int MaxLines = 5_000;

    /// <summary>Writes the files of the instructions: <c>-usd.csv</c>, <c>-usd-2.csv</c> and so on.</summary>
    /// <param name="instructions">
    /// The instructions. They are enumerated once, and once more for each currency, and must keep their order.
    /// </param>
    /// <param name="sink">Receives the files and the customer ids.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<PaymentFileResult> WriteAsync(
        IAsyncEnumerable<PaymentInstruction> instructions,
        IPaymentFileSink sink,
        CancellationToken cancellationToken
    )
    {
        var payments = new AcceptedPayments<CsvLine>(instructions, ToLine);
        var currencies = await payments
            .LinesAsync(cancellationToken)
            .Select(line => line.Currency)
            .Distinct()
            .ToListAsync(cancellationToken);
        var files = new List<PaymentFileSummary>();
        foreach (var currency in currencies.Order(StringComparer.Ordinal))
        {
            var form = new CsvForm($"-{currency.ToLowerInvariant()}", MaxLines, Header: []);
            var lines = payments.LinesAsync(cancellationToken).Where(line => line.Currency == currency);
            files.AddRange(await form.WriteAsync(lines, currency, sink, cancellationToken));
        }

        return new PaymentFileResult(files, payments.Refused);
    }

    private static CsvLine? ToLine(PaymentInstruction instruction, FieldChecks checks)
    {
        if (PayPalPayment.Of(instruction, checks) is not { } payment)
        {
            return null;
        }

        string[] fields = [payment.Email, payment.Value, payment.Currency, payment.Reference];
        return new CsvLine(
            payment.PayoutId,
            payment.Reference,
            payment.Amount,
            payment.Currency,
            payment.Note is null ? fields : [.. fields, payment.Note]
        );
    }
}

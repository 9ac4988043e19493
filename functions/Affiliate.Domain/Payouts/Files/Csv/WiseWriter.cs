using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Payouts.Files.Csv;

/// <summary>
/// Writes the batch file of Wise for payments by e-mail: a header and at most 1,000 lines. Source: Wise, "How do I fill
/// in my batch template?" (https://wise.com/help/articles/2663302) and "Everything you need to know about the batch
/// payments tool" (up to 1,000 transfers). The payee receives exactly the amount, and the originator pays the fees
/// (<c>amountCurrency</c> <c>target</c>). A text that begins with <c>=</c>, <c>+</c>, <c>-</c> or <c>@</c> is refused
/// and never prefixed.
/// </summary>
public static class WiseWriter
{
    private const int MaxLines = 1_000;
    private const int MaxNameLength = 140;
    private const int MaxReferenceLength = 35;

    private static readonly CsvForm Form = new(
        string.Empty,
        MaxLines,
        [
            "name",
            "recipientEmail",
            "paymentReference",
            "receiverType",
            "amountCurrency",
            "amount",
            "sourceCurrency",
            "targetCurrency",
        ]
    );

    /// <summary>Writes the files of the instructions: <c>.csv</c>, <c>-2.csv</c> and so on.</summary>
    /// <param name="sourceCurrency">The currency of the originator's balance.</param>
    /// <param name="instructions">The instructions. They are enumerated once.</param>
    /// <param name="sink">Receives the files.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<PaymentFileResult> WriteAsync(
        Currency sourceCurrency,
        IAsyncEnumerable<PaymentInstruction> instructions,
        IPaymentFileSink sink,
        CancellationToken cancellationToken
    )
    {
        var payments = new AcceptedPayments<CsvLine>(
            instructions,
            (instruction, checks) => ToLine(sourceCurrency, instruction, checks)
        );
        var lines = payments.LinesAsync(cancellationToken);
        var files = await Form.WriteAsync(lines, currency: null, sink, cancellationToken);
        return new PaymentFileResult(files, payments.Refused);
    }

    private static CsvLine? ToLine(Currency sourceCurrency, PaymentInstruction instruction, FieldChecks checks)
    {
        if (instruction.Account is not WiseAccount account)
        {
            checks.Refuse("account", "The payee is no recipient of Wise.");
            return null;
        }

        checks.RequireAmount(long.MaxValue);
        return new CsvLine(
            instruction.PayoutId,
            instruction.PayoutId,
            instruction.Amount,
            instruction.Currency.Value,
            [
                checks.Text("partner_name", instruction.PartnerName, CharacterSet.Unicode, MaxNameLength),
                EmailField.Of(account.Email, checks),
                Reference(instruction, checks),
                instruction.IsCompany ? "INSTITUTION" : "PERSON",
                "target",
                DecimalAmount.Of(Math.Max(instruction.Amount, 0), instruction.Currency.Digits),
                sourceCurrency.Value,
                instruction.Currency.Value,
            ]
        );
    }

    private static string Reference(PaymentInstruction instruction, FieldChecks checks) =>
        checks.OptionalText("reference", instruction.Reference, CharacterSet.Unicode, MaxReferenceLength)
        ?? string.Empty;
}

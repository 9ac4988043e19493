using System.Collections.Frozen;

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
    private const int MaxNoteLength = 400;

    // PayPal, "Currency codes" (https://developer.paypal.com/reports/reference/supported-currencies).
    private static readonly FrozenSet<string> WholeUnits = FrozenSet.Create(
        StringComparer.Ordinal,
        "HUF",
        "JPY",
        "TWD"
    );

    /// <summary>Writes the files of the instructions: <c>-usd.csv</c>, <c>-usd-2.csv</c> and so on.</summary>
    /// <param name="instructions">
    /// The instructions. They are enumerated once, and once more for each currency, and must keep their order.
    /// </param>
    /// <param name="sink">Receives the files and the customer ids.</param>
    public static PaymentFileResult Write(IEnumerable<PaymentInstruction> instructions, IPaymentFileSink sink)
    {
        var payments = new AcceptedPayments<CsvLine>(instructions, ToLine);
        var currencies = payments
            .Lines()
            .Select(line => line.Currency)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        var files = currencies.SelectMany(currency =>
            new CsvForm($"-{currency.ToLowerInvariant()}", MaxLines, Header: []).Write(
                payments.Lines().Where(line => line.Currency == currency),
                currency,
                sink
            )
        );
        return new PaymentFileResult([.. files], payments.Refused);
    }

    private static CsvLine? ToLine(PaymentInstruction instruction, FieldChecks checks)
    {
        if (instruction.Account is not PayPalAccount account)
        {
            checks.Refuse("account", "The payee has no PayPal account.");
            return null;
        }

        var currency = instruction.Currency.Value;
        checks.Require(PayoutMethods.Carries("paypal", currency), "currency", $"PayPal does not pay in {currency}.");
        checks.RequireAmount(long.MaxValue);
        var reference = BankReference.Of(instruction.PayoutId);
        checks.Require(
            reference.Length is > 0 and <= BankReference.MaxLength,
            "payout_id",
            "A customer id has 1 to 30 characters."
        );
        var email = EmailField.Of(account.Email, checks);
        var note = checks.OptionalText("reference", instruction.Reference, CharacterSet.Unicode, MaxNoteLength);
        string[] fields = [email, Amount(instruction, checks), currency, reference];
        return new CsvLine(
            instruction.PayoutId,
            reference,
            instruction.Amount,
            currency,
            note is null ? fields : [.. fields, note]
        );
    }

    private static string Amount(PaymentInstruction instruction, FieldChecks checks)
    {
        var (amount, digits) = (instruction.Amount, instruction.Currency.Digits);
        if (!WholeUnits.Contains(instruction.Currency.Value) || digits == 0 || amount <= 0)
        {
            return DecimalAmount.Of(Math.Max(amount, 0), digits);
        }

        var minorUnits =
            digits == 2 ? 100 : throw new InvalidOperationException($"{instruction.Currency} has {digits} digits.");
        checks.Require(
            amount % minorUnits == 0,
            "amount",
            $"PayPal pays whole {instruction.Currency} only, not {DecimalAmount.Of(amount, digits)}."
        );
        return DecimalAmount.Of(amount / minorUnits, 0);
    }
}

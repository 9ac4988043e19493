using CsvHelper;

namespace Affiliate.Domain.Payouts.Files.Csv;

/// <summary>
/// Writes the payments of one method as a list for people: CSV with a header, in the order of the instructions. It is
/// no format of a bank. Texts that a spreadsheet would interpret as formulas are therefore escaped, not refused.
/// </summary>
public static class PaymentListWriter
{
    private const string OptionalColumn = "bic";

    private static readonly string[] First = ["payout_id", "partner_id", "name"];
    private static readonly string[] Last = ["amount", "currency", "reference"];

    /// <summary>Writes the list, in a file with the suffix <c>.csv</c>.</summary>
    /// <typeparam name="TAccount">The kind of account, which decides the columns.</typeparam>
    /// <param name="instructions">The instructions. They are enumerated once.</param>
    /// <param name="sink">Receives the file.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<PaymentFileResult> WriteAsync<TAccount>(
        IAsyncEnumerable<PaymentInstruction> instructions,
        IPaymentFileSink sink,
        CancellationToken cancellationToken
    )
        where TAccount : PayoutAccount
    {
        var form = new CsvForm(
            string.Empty,
            int.MaxValue,
            [.. First, .. ColumnsOf(typeof(TAccount)), .. Last],
            CsvInjection.Escape
        );
        var payments = new AcceptedPayments<CsvLine>(instructions, ToLine<TAccount>);
        var lines = payments.LinesAsync(cancellationToken);
        var files = await form.WriteAsync(lines, currency: null, sink, cancellationToken);
        return new PaymentFileResult(files, payments.Refused);
    }

    private static CsvLine? ToLine<TAccount>(PaymentInstruction instruction, FieldChecks checks)
        where TAccount : PayoutAccount
    {
        if (instruction.Account is not TAccount)
        {
            checks.Refuse("account", "The payee has another kind of account.");
            return null;
        }

        checks.RequireAmount(long.MaxValue);
        var fields = FieldsOf(instruction.Account);
        foreach (var (column, field) in ColumnsOf(typeof(TAccount)).Zip(fields))
        {
            checks.Require(
                field.Length > 0 || column == OptionalColumn,
                $"account.{column}",
                "The detail is missing or invalid."
            );
        }

        return new CsvLine(
            instruction.PayoutId,
            instruction.PayoutId,
            instruction.Amount,
            instruction.Currency.Value,
            [
                instruction.PayoutId,
                instruction.PartnerId,
                instruction.PartnerName,
                .. fields,
                DecimalAmount.Of(Math.Max(instruction.Amount, 0), instruction.Currency.Digits),
                instruction.Currency.Value,
                instruction.Reference ?? string.Empty,
            ]
        );
    }

    private static string[] ColumnsOf(Type account) =>
        account == typeof(AchAccount) ? ["account_holder", "routing_number", "account_number", "account_type"]
        : account == typeof(SepaAccount) ? ["account_holder", "iban", OptionalColumn]
        : ["email"];

    private static string[] FieldsOf(PayoutAccount account) =>
        account switch
        {
            AchAccount ach =>
            [
                ach.Holder,
                ach.RoutingNumber.Value,
                ach.AccountNumber,
                ach.Type == AchAccountType.Savings ? "savings" : "checking",
            ],
            SepaAccount sepa => [sepa.Holder, sepa.Iban.Value, sepa.Bic?.Value ?? string.Empty],
            PayPalAccount paypal => [paypal.Email],
            WiseAccount wise => [wise.Email],
            _ => throw new ArgumentOutOfRangeException(nameof(account), account, "No columns are known."),
        };
}

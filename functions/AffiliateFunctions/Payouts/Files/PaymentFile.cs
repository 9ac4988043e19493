using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Store;
using CsvHelper;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>
/// The payments of one method as CSV (RFC 4180), in the order of the partners. The same payouts give the same bytes.
/// Texts that a spreadsheet would interpret as formulas are escaped.
/// </summary>
internal static class PaymentFile
{
    /// <summary>The CSV format of payment files and statements.</summary>
    public static readonly CsvWriterOptions Format = new() { NewLine = "\r\n", Injection = CsvInjection.Escape };

    private static readonly Dictionary<string, string[]> Columns = new(StringComparer.Ordinal)
    {
        ["ach"] = ["account_holder", "routing_number", "account_number", "account_type"],
        ["sepa"] = ["account_holder", "iban", "bic"],
        ["paypal"] = ["email"],
        ["wise"] = ["email"],
    };

    /// <summary>The name of a file.</summary>
    public static string NameOf(Period period, string method) => $"payments-{period}-{method}.csv";

    /// <summary>The content of a file.</summary>
    public static string Write(
        string method,
        Period period,
        IEnumerable<(StoredPayout Payout, PayoutDetails Details)> payments
    )
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, Format, leaveOpen: true))
        {
            var columns = Columns[method];
            csv.WriteRecord(["payout_id", "partner_id", "name", .. columns, "amount", "currency", "reference"]);
            foreach (
                var (payout, details) in payments.OrderBy(
                    payment => payment.Payout.Partner.Value,
                    StringComparer.Ordinal
                )
            )
            {
                csv.WriteRecord([
                    payout.Id,
                    payout.Partner.Value,
                    payout.Name,
                    .. columns.Select(column => details.Fields.GetValueOrDefault(column) ?? string.Empty),
                    Decimal(payout.Amount, payout.Currency),
                    payout.Currency,
                    $"Commissions {period}",
                ]);
            }
        }

        return text.ToString();
    }

    /// <summary>An amount in the notation of banks, such as <c>1234.50</c>.</summary>
    public static string Decimal(long amount, string currency)
    {
        var digits = Currency.Parse(currency).Digits;
        return decimal.Parse(ExactAmount.Of(amount).Shift(-digits).ToString(), CultureInfo.InvariantCulture)
            .ToString($"F{digits}", CultureInfo.InvariantCulture);
    }
}

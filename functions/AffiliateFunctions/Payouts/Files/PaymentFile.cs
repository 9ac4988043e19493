using System.Globalization;
using Affiliate.Domain.Monetary;
using CsvHelper;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>
/// The notation of CSV files for people. Texts that a spreadsheet would interpret as formulas are escaped.
/// </summary>
internal static class PaymentFile
{
    /// <summary>The CSV format of statements (RFC 4180).</summary>
    public static readonly CsvWriterOptions Format = new() { NewLine = "\r\n", Injection = CsvInjection.Escape };

    /// <summary>An amount in the notation of banks, such as <c>1234.50</c>.</summary>
    public static string Decimal(long amount, string currency)
    {
        var digits = Currency.Parse(currency).Digits;
        return decimal.Parse(ExactAmount.Of(amount).Shift(-digits).ToString(), CultureInfo.InvariantCulture)
            .ToString($"F{digits}", CultureInfo.InvariantCulture);
    }
}

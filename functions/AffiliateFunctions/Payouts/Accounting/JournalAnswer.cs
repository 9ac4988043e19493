using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Storage;
using CsvHelper;

namespace AffiliateFunctions.Payouts.Accounting;

/// <summary>The accounting journal of a program and a month.</summary>
/// <param name="Period">The month.</param>
/// <param name="Currency">The program's currency.</param>
/// <param name="From">The beginning of the month in the program's time zone.</param>
/// <param name="Until">The end of the month in the program's time zone.</param>
/// <param name="IsComplete">Whether the month has ended.</param>
/// <param name="Lines">The lines, by entry and account.</param>
/// <param name="Debit">The sum of all debits, in minor units.</param>
/// <param name="Credit">The sum of all credits: equal to the debits.</param>
[ResponseExample(
    """
        {
          "period": "2026-11",
          "currency": "USD",
          "from": "2026-11-01T00:00:00+00:00",
          "until": "2026-12-01T00:00:00+00:00",
          "is_complete": true,
          "lines": [
            { "entry": "commission", "account": "commission_expense", "debit": 2000, "credit": 0 },
            { "entry": "commission", "account": "pending", "debit": 0, "credit": 2000 },
            { "entry": "payout", "account": "in_payout", "debit": 1500, "credit": 0 },
            { "entry": "payout", "account": "paid", "debit": 0, "credit": 1500 }
          ],
          "debit": 3500,
          "credit": 3500
        }
        """
)]
internal sealed record JournalAnswer(
    Period Period,
    string Currency,
    DateTimeOffset From,
    DateTimeOffset Until,
    bool IsComplete,
    IReadOnlyList<AccountingLine> Lines,
    long Debit,
    long Credit
)
{
    /// <summary>The lines as CSV (RFC 4180), with decimal amounts.</summary>
    public string ToCsv()
    {
        var digits = Affiliate.Domain.Monetary.Currency.Parse(Currency).Digits;
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, ExportAnswer.Format, leaveOpen: true))
        {
            csv.WriteRecord(["period", "entry", "account", "debit", "credit", "currency"]);
            foreach (var line in Lines)
            {
                csv.WriteField(Period.Value);
                csv.WriteField(StoredJson.NameOf(line.Entry));
                csv.WriteField(StoredJson.NameOf(line.Account));
                csv.WriteField((object)DisplayFormat.DecimalOf(line.Debit, digits));
                csv.WriteField((object)DisplayFormat.DecimalOf(line.Credit, digits));
                csv.WriteField(Currency);
                csv.EndRecord();
            }
        }

        return text.ToString();
    }
}

using System.Globalization;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Domain.Monetary;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using CsvHelper;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>Writes a statement for people: as a page, as facts of an e-mail, and as CSV.</summary>
/// <param name="statement">The statement.</param>
internal sealed class StatementText(StoredStatement statement)
{
    /// <summary>The statement as the model of a page.</summary>
    /// <param name="brand">The program's brand.</param>
    public Statement ToPage(Brand brand) =>
        new()
        {
            Brand = brand,
            Partner = statement.Name,
            Company = statement.Company,
            Period = DisplayFormat.Month(statement.Period),
            Currency = statement.Currency,
            IsPreliminary = statement.FrozenAt is null,
            Facts = [.. ReferenceFacts(), .. PayoutFacts(statement.Payout)],
            Opening = NumberOf(statement.Span.Opening.Owed()),
            Rows = [.. Rows()],
            Closing = NumberOf(statement.Span.Closing.Owed()),
            ClosingParts = [.. ClosingParts()],
        };

    /// <summary>The balances, the totals and the payout as labelled values.</summary>
    /// <param name="payout">The payout, as it is when the e-mail is sent.</param>
    public IEnumerable<Fact> ToFacts(StatementPayout payout)
    {
        var totals = StatementTotals.Of(statement);
        return
        [
            .. PayoutFacts(payout),
            new Fact("Opening balance", AmountOf(statement.Span.Opening.Owed())),
            .. new (string Label, long Amount)[]
            {
                ("Earned", totals.Earned),
                ("Reversed", totals.Reversed),
                ("Adjusted", totals.Adjusted),
                ("Released from holds", totals.Held),
                ("Paid in the month", totals.Paid),
            }
                .Where(total => total.Amount != 0)
                .Select(total => new Fact(total.Label, AmountOf(total.Amount))),
            new Fact("Closing balance", AmountOf(statement.Span.Closing.Owed())),
            .. ClosingParts(),
        ];
    }

    /// <summary>The movements as labelled values.</summary>
    /// <param name="max">The highest number of movements.</param>
    public IEnumerable<Fact> ToLines(int max)
    {
        foreach (var line in statement.Lines.Take(max))
        {
            yield return new Fact(line.Text, AmountOf(line.Amount));
        }

        if (statement.Lines.Count > max)
        {
            yield return new Fact($"{statement.Lines.Count - max} more movements", "on the page of the statement");
        }
    }

    /// <summary>The statement as CSV (RFC 4180), one movement on each line, with the balance after it.</summary>
    public string ToCsv()
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, ExportAnswer.Format, leaveOpen: true))
        {
            csv.WriteRecord(["date", "kind", "commission_id", "text", "amount", "balance", "currency"]);
            var balance = statement.Span.Opening.Owed();
            Write(csv, statement.From, "opening_balance", null, "Opening balance", amount: null, balance);
            foreach (var line in statement.Lines)
            {
                balance = checked(balance + line.Amount);
                var kind = StoredJson.NameOf(line.Kind);
                Write(csv, line.At, kind, line.Commission?.Value, line.Text, line.Amount, balance);
            }

            Write(csv, statement.Until.AddTicks(-1), "closing_balance", null, "Closing balance", amount: null, balance);
        }

        return text.ToString();
    }

    private IEnumerable<Fact> ReferenceFacts()
    {
        yield return new Fact(
            "Period",
            $"{DayOf(statement.From)} to {DayOf(statement.Until.AddTicks(-1))} ({statement.Timezone})"
        );
        if (statement.InvoiceNumber is { } number)
        {
            var label = statement.InvoiceAmount < 0 ? "Self-billing credit note" : "Self-billing invoice";
            yield return new Fact(label, $"{number}, {AmountOf(statement.InvoiceAmount)}");
        }

        // A text that article 226, point 10a of Council Directive 2006/112/EC requires.
        if (statement.Parties is { } parties)
        {
            yield return new Fact("Self-billing", "The customer issues this invoice for the supplier.");
            yield return new Fact("Supplier", parties.Supplier.ToText());
            yield return new Fact("Customer", parties.Customer.ToText());
        }
    }

    private IEnumerable<Fact> PayoutFacts(StatementPayout payout)
    {
        var status =
            payout.Status == "paid" && payout.SettledAt is { } at ? $"paid on {DayOf(at)}"
            : payout.Status != "reserved" ? payout.Status
            : statement.FrozenAt is null ? "planned"
            : "on its way";
        yield return new Fact(
            $"Payout of {DisplayFormat.Month(statement.Period)}",
            payout.Amount > 0 ? $"{AmountOf(payout.Amount)}, {status}"
                : statement.FrozenAt is null && payout is { Status: "none", Reason: null } ? "not decided yet"
                : "nothing this time"
        );
        if (payout.ReasonText is { } reason)
        {
            yield return new Fact("Why", reason);
        }
    }

    private IEnumerable<Fact> ClosingParts()
    {
        var closing = statement.Span.Closing;
        yield return new Fact("Of this due", AmountOf(closing.Payable + closing.InPayout + closing.Negative));
        yield return new Fact("Not yet due", AmountOf(closing.Pending));
        if (closing.Held != 0)
        {
            yield return new Fact("Beside it, held for a decision", AmountOf(closing.Held));
        }
    }

    private IEnumerable<StatementRow> Rows()
    {
        var balance = statement.Span.Opening.Owed();
        foreach (var line in statement.Lines)
        {
            balance = checked(balance + line.Amount);
            yield return new StatementRow(
                InZone(line.At).ToString("d MMM", CultureInfo.InvariantCulture),
                line.Text,
                NumberOf(line.Amount),
                NumberOf(balance)
            );
        }
    }

    private void Write(
        CsvWriter csv,
        DateTimeOffset at,
        string kind,
        string? commission,
        string text,
        long? amount,
        long balance
    )
    {
        csv.WriteField(InZone(at).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        csv.WriteField(kind);
        csv.WriteField(commission ?? string.Empty);
        csv.WriteField(text);

        // A number is not escaped as a formula, even with a minus sign.
        csv.WriteField(amount is { } changed ? (object)DecimalOf(changed) : string.Empty);
        csv.WriteField((object)DecimalOf(balance));
        csv.WriteField(statement.Currency);
        csv.EndRecord();
    }

    // Days are those of the program's time zone, in which the month begins and ends.
    private DateTimeOffset InZone(DateTimeOffset time) =>
        TimeZoneInfo.ConvertTime(time, TimeZoneInfo.FindSystemTimeZoneById(statement.Timezone));

    private string DayOf(DateTimeOffset time) => DisplayFormat.Day(DateOnly.FromDateTime(InZone(time).DateTime));

    private decimal DecimalOf(long amount) => DisplayFormat.DecimalOf(amount, Digits);

    private string AmountOf(long amount) => DisplayFormat.Amount(amount, statement.Currency);

    private string NumberOf(long amount) => DisplayFormat.Number(amount, Digits);

    private int Digits => Currency.Parse(statement.Currency).Digits;
}

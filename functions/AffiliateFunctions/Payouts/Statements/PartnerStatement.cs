using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Store;
using CsvHelper;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>A partner's statement of one cycle: what it is paid, for what, and what is still due.</summary>
/// <param name="Period">The month.</param>
/// <param name="PartnerId">The partner.</param>
/// <param name="Amount">What is paid, in minor units.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Status">Where the payout stands, or <c>none</c>.</param>
/// <param name="Reason">Why nothing is paid.</param>
/// <param name="Lines">For what.</param>
/// <param name="Balance">What the ledger says now.</param>
internal sealed record PartnerStatement(
    Period Period,
    PartnerId PartnerId,
    long Amount,
    string Currency,
    string Status,
    string? Reason,
    IReadOnlyList<PayoutLine> Lines,
    PartnerBalance Balance
)
{
    /// <summary>The statement of a partner that is paid, or is not.</summary>
    public static PartnerStatement Of(
        StoredCycle cycle,
        PartnerId partner,
        StoredPayout? payout,
        PartnerBalance balance
    ) =>
        new(
            cycle.Period,
            partner,
            payout?.Status is PayoutStatus.Reserved or PayoutStatus.Paid ? payout.Amount : 0,
            cycle.Currency,
            payout is null ? "none" : StoredJson.NameOf(payout.Status),
            payout?.Reason ?? cycle.Skipped.FirstOrDefault(skipped => skipped.Partner == partner)?.Reason,
            payout?.Lines ?? [],
            balance
        );

    /// <summary>The statement for a page.</summary>
    public Statement ToPage(string program, Partner partner) =>
        new()
        {
            ProgramName = program,
            Partner = partner.Name,
            Period = Period.Value,
            Facts = ToFacts(),
            Lines = [.. Lines.Select(line => new Fact(line.Text, AmountOf(line.Amount)))],
        };

    /// <summary>The statement in a few labelled values.</summary>
    public List<Fact> ToFacts()
    {
        List<Fact> facts = [new("Paid", Amount > 0 ? $"{AmountOf(Amount)}, {Status}" : "nothing this time")];
        if (Reason is not null)
        {
            facts.Add(new Fact("Why", Reason.Replace('_', ' ')));
        }

        facts.Add(new Fact("Still payable", AmountOf(Balance.Payable + Balance.Negative)));
        facts.Add(new Fact("Not yet due", AmountOf(Balance.Pending)));
        return facts;
    }

    /// <summary>The lines as CSV.</summary>
    public string ToCsv()
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, PaymentFile.Format, leaveOpen: true))
        {
            csv.WriteRecord(["commission_id", "text", "amount", "currency"]);
            foreach (var line in Lines)
            {
                csv.WriteField(line.Commission.Value);
                csv.WriteField(line.Text);
                // A number is none of a spreadsheet's formulas, its minus sign included.
                csv.WriteField(
                    (object)decimal.Parse(PaymentFile.Decimal(line.Amount, Currency), CultureInfo.InvariantCulture)
                );
                csv.WriteField(Currency);
                csv.EndRecord();
            }
        }

        return text.ToString();
    }

    private string AmountOf(long amount) =>
        DisplayFormat.Amount(amount, Currency, Affiliate.Domain.Monetary.Currency.Parse(Currency).Digits);
}

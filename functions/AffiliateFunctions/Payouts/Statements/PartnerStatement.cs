using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Store;
using CsvHelper;

namespace AffiliateFunctions.Payouts.Statements;

/// <summary>A partner's statement of one cycle: the payout, its lines, and the current balance.</summary>
/// <param name="Period">The month.</param>
/// <param name="PartnerId">The partner.</param>
/// <param name="Amount">The amount of the payout, in minor units.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Status">The status of the payout, or <c>none</c>.</param>
/// <param name="Reason">Why nothing is paid, or null.</param>
/// <param name="Lines">The lines of the payout.</param>
/// <param name="Balance">The current balance in the ledger.</param>
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
    /// <summary>The statement of a partner, whether or not the partner is paid.</summary>
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

    /// <summary>The statement as the model of a page.</summary>
    public Statement ToPage(string program, Partner partner) =>
        new()
        {
            ProgramName = program,
            Partner = partner.Name,
            Period = Period.Value,
            Facts = ToFacts(),
            Lines = [.. Lines.Select(line => new Fact(line.Text, AmountOf(line.Amount)))],
        };

    /// <summary>The summary of the statement as labelled values.</summary>
    public List<Fact> ToFacts()
    {
        List<Fact> facts = [new("Paid", Amount > 0 ? $"{AmountOf(Amount)}, {Status}" : "nothing this time")];
        if (Reason is not null)
        {
            facts.Add(new Fact("Why", SkipReasons.TextOf(Reason)));
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
                // A number is not escaped as a formula, even with a minus sign.
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

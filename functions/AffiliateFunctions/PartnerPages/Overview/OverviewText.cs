using System.Globalization;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerPages.Earnings;
using AffiliateFunctions.PartnerPages.Sessions;
using AffiliateFunctions.Payouts;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.PartnerPages.Overview;

/// <summary>Writes the overview of a partner.</summary>
public sealed class OverviewText(IOptions<SiteOptions> site)
{
    /// <summary>The content of the page.</summary>
    internal PartnerOverview Of(PartnerAccount account, PartnerFigures figures, NextPayout next, MonthRange range)
    {
        var path = PartnerPaths.Overview(account.Program.Slug);
        List<MonthFigures> months =
        [
            .. range.Months.Select(month =>
                figures.Months.FirstOrDefault(counted => counted.Month == month) ?? new MonthFigures(month, 0, 0, 0, 0)
            ),
        ];
        return new PartnerOverview
        {
            Frame = PartnerFrames.Of(account, path),
            FirstStep = FirstStepOf(account, figures),
            Copies = [.. CopiesOf(account.Partner)],
            Range = range.ToForm(path),
            Figures = FiguresOf(account, months),
            Earnings = EarningsOf(account, figures.Balance),
            NextPayout = NextText(account, figures.Balance, next),
            Missing = MissingSteps.Of(account, figures.Balance, next),
            Charts =
            [
                new BarChart(
                    "Clicks by month",
                    "Clicks",
                    [.. months.Select(month => BarOf(month, month.Clicks, Number(month.Clicks)))]
                ),
                new BarChart(
                    "Commissions by month",
                    account.Program.Currency,
                    [.. months.Select(month => BarOf(month, month.Commissions, account.Amount(month.Commissions)))]
                ),
            ],
        };
    }

    private IEnumerable<CopyField> CopiesOf(Partner partner)
    {
        yield return new CopyField("link", "Your link", site.Value.Address($"/r/{partner.Code}"));
        yield return new CopyField("code", "Your code", partner.Code);
        foreach (var (number, coupon) in partner.Coupons.Index())
        {
            yield return new CopyField(
                string.Create(CultureInfo.InvariantCulture, $"coupon{number}"),
                partner.Coupons.Count == 1
                    ? "Your coupon"
                    : string.Create(CultureInfo.InvariantCulture, $"Coupon {number + 1}"),
                coupon
            );
        }
    }

    private static string? FirstStepOf(PartnerAccount account, PartnerFigures figures) =>
        account.Partner.Status != PartnerStatus.Active ? null
        : figures.Months.Count == 0
            ? "Nobody has followed your link yet. Put it where your readers see it; clicks of a day are counted in the "
                + "night after it."
        : figures.Months.Sum(month => month.Sales + month.Leads) == 0
            ? "Visitors follow your link, and none has bought yet. A recommendation in your own words helps more than a "
                + "banner."
        : null;

    private static IReadOnlyList<Fact> FiguresOf(PartnerAccount account, IReadOnlyCollection<MonthFigures> months)
    {
        var (clicks, sales) = (months.Sum(month => month.Clicks), months.Sum(month => month.Sales));
        var commissions = months.Sum(month => month.Commissions);
        return
        [
            new Fact("Clicks", Number(clicks)),
            new Fact("Leads", Number(months.Sum(month => month.Leads))),
            new Fact("Sales", Number(sales)),
            new Fact(
                "Conversion, as sales per click",
                clicks == 0 ? "no clicks yet" : DisplayFormat.Percentage(sales, clicks)
            ),
            new Fact("Commissions granted, before refunds", account.Amount(commissions)),
            new Fact(
                "Earned per 100 clicks (EPC), before refunds",
                clicks == 0 ? "no clicks yet" : account.Amount(PerHundred(commissions, clicks))
            ),
            new Fact("Months", "begin and end in UTC; clicks are counted at night"),
        ];
    }

    /// <summary>The amount for each hundred, rounded half to even as all amounts are.</summary>
    internal static long PerHundred(long amount, long count) =>
        (long)Math.Round(100m * amount / count, MidpointRounding.ToEven);

    // The rows add up to the total exactly: each is an account of the ledger.
    private static DataTable EarningsOf(PartnerAccount account, PartnerBalance balance)
    {
        (string Name, string Meaning, long Amount)[] states =
        [
            ("Held", "waits for a decision of the program", balance.Held),
            ("Pending", "not yet due, because the customer can still cancel", balance.Pending),
            ("Payable", "due with the next payout", balance.Payable),
            ("In payout", "reserved for a payout", balance.InPayout),
            ("Paid", "so far", balance.Paid),
            ("Taken back", "refunded after it was paid; later commissions offset it", balance.Negative),
        ];
        return new DataTable(
            "What you have earned, after refunds",
            [new TableColumn("State", IsNumber: false), new TableColumn("Amount", IsNumber: true)],
            [
                .. states
                    .Where(state => state.Name != "Taken back" || state.Amount != 0)
                    .Select(state => RowOf(state.Name, state.Meaning, state.Amount)),
                RowOf("Total", null, states.Sum(state => state.Amount)),
            ]
        );

        TableRow RowOf(string name, string? meaning, long amount) =>
            new([new TableCell(name, meaning), new TableCell(account.Amount(amount), null)]);
    }

    private static string NextText(PartnerAccount account, PartnerBalance balance, NextPayout next)
    {
        var paying =
            balance.InPayout > 0 ? $" {account.Amount(balance.InPayout)} is reserved for a payout now." : string.Empty;
        return $"We close {DisplayFormat.Month(next.Month)} on {DisplayFormat.Day(next.Day)} and then pay what is due: "
            + $"{account.Amount(Math.Max(0, balance.Payable + balance.Negative))} at present.{paying}";
    }

    private static Bar BarOf(MonthFigures month, long value, string text) =>
        new(DisplayFormat.Month(month.Month), DisplayFormat.ShortMonth(month.Month), value, text);

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

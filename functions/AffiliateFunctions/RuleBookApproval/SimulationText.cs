using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Pages;
using AffiliateFunctions.Simulation;

namespace AffiliateFunctions.RuleBookApproval;

/// <summary>Describes a simulation in words.</summary>
internal static class SimulationText
{
    private const int MaxPartners = 10;

    /// <summary>The lines that the approver of the version reads.</summary>
    /// <param name="report">The simulation.</param>
    /// <param name="companyOf">Returns the company of a partner.</param>
    public static IReadOnlyList<string> Of(SimulationReport report, Func<PartnerId, string> companyOf)
    {
        if (report.Events == 0)
        {
            return ["There were no events in this period."];
        }

        var currency = Currency.Parse(report.Currency);
        List<string> lines =
        [
            $"{Number(report.Events)} events: {Amount(report.ActualTotal)} was granted; this version would "
                + $"have granted {Amount(report.SimulatedTotal)}, {Compared(report.Difference)}{Share(report)}.",
            report.ChangedCount == 0
                ? "No conversion would have a different result."
                : $"{Number(report.ChangedCount)} conversions would have a different result.",
        ];
        var changed = report.ByPartner.Where(own => own.Difference != 0).ToList();
        lines.AddRange(
            changed
                .Take(MaxPartners)
                .Select(own =>
                    $"{companyOf(own.Partner)}: {Amount(own.Simulated)} instead of {Amount(own.Actual)}, "
                    + $"{Compared(own.Difference)}."
                )
        );
        if (changed.Count > MaxPartners)
        {
            lines.Add($"And {Number(changed.Count - MaxPartners)} more partners with smaller differences.");
        }

        return lines;

        string Amount(long amount) => DisplayFormat.Amount(amount, currency);

        string Compared(long difference) =>
            difference == 0 ? "the same" : $"{Amount(Math.Abs(difference))} {(difference > 0 ? "more" : "less")}";
    }

    private static string Share(SimulationReport report) =>
        report is { ActualTotal: > 0, Difference: not 0 }
            ? string.Create(
                CultureInfo.InvariantCulture,
                $" ({(decimal)Math.Abs(report.Difference) / report.ActualTotal * 100:0.0} %)"
            )
            : string.Empty;

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

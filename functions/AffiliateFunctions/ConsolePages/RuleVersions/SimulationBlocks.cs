using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.ConsolePages.Commissions;
using AffiliateFunctions.ConsolePages.Partners;
using AffiliateFunctions.ConsolePages.Programs;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Simulation;

namespace AffiliateFunctions.ConsolePages.RuleVersions;

/// <summary>Shows the result of a simulation.</summary>
internal static class SimulationBlocks
{
    private const int MaxPartners = 200;

    /// <summary>The totals, the partners and the conversions with another result.</summary>
    /// <param name="shown">The program.</param>
    /// <param name="report">The simulation.</param>
    /// <param name="names">The partners by id.</param>
    public static IReadOnlyList<ConsoleBlock> Of(
        ConsoleProgram shown,
        SimulationReport report,
        IReadOnlyDictionary<PartnerId, Partner> names
    ) =>
        report.Events == 0
            ? [new EmptyBlock("There were no events in this period.", "Choose another period below.")]
            :
            [
                FiguresOf(report),
                report.ByPartner.Count == 0
                    ? new EmptyBlock("No partner has a commission in this period, before or after.")
                    {
                        Title = "By partner",
                    }
                    : PartnersOf(shown, report, names),
                report.Changed.Count == 0
                    ? new EmptyBlock("No conversion would have another result.") { Title = "Changed commissions" }
                    : ChangesOf(shown, report, names),
            ];

    private static FiguresBlock FiguresOf(SimulationReport report) =>
        new([
            new ConsoleFigure("Events", ProgramText.Number(report.Events)),
            new ConsoleFigure("Granted", Amount(report, report.ActualTotal)),
            new ConsoleFigure("Under this version", Amount(report, report.SimulatedTotal)),
            new ConsoleFigure("Difference", Difference(report, report.Difference)),
            new ConsoleFigure("Changed conversions", ProgramText.Number(report.ChangedCount)),
        ]);

    private static TableBlock PartnersOf(
        ConsoleProgram shown,
        SimulationReport report,
        IReadOnlyDictionary<PartnerId, Partner> names
    ) =>
        new(
            new DataTable(
                report.ByPartner.Count > MaxPartners
                    ? $"The {MaxPartners} partners with the greatest differences, of "
                        + $"{ProgramText.Number(report.ByPartner.Count)}"
                    : "The greatest differences first",
                [new TableColumn("Partner", IsNumber: false), .. AmountColumns],
                [
                    .. report
                        .ByPartner.Take(MaxPartners)
                        .Select(own => new TableRow([
                            CommissionCells.PartnerCell(shown, own.Partner, names),
                            new TableCell(Amount(report, own.Actual), null),
                            new TableCell(Amount(report, own.Simulated), null),
                            new TableCell(Difference(report, own.Difference), null),
                        ])),
                    new TableRow([
                        new TableCell("All partners", null),
                        new TableCell(Amount(report, report.ActualTotal), null),
                        new TableCell(Amount(report, report.SimulatedTotal), null),
                        new TableCell(Difference(report, report.Difference), null),
                    ]),
                ]
            )
        )
        {
            Title = "By partner",
        };

    private static TableBlock ChangesOf(
        ConsoleProgram shown,
        SimulationReport report,
        IReadOnlyDictionary<PartnerId, Partner> names
    ) =>
        new(
            new DataTable(
                report.ChangedCount > report.Changed.Count
                    ? $"The {report.Changed.Count} conversions with the greatest differences, of "
                        + $"{ProgramText.Number(report.ChangedCount)}, before refunds"
                    : "The greatest differences first, before refunds",
                [new TableColumn("Conversion", IsNumber: false), .. AmountColumns],
                [.. report.Changed.Select(change => RowOf(shown, report, change, names))]
            )
        )
        {
            Title = "Changed commissions",
        };

    private static TableColumn[] AmountColumns { get; } =
    [
        new TableColumn("Granted", IsNumber: true),
        new TableColumn("Under this version", IsNumber: true),
        new TableColumn("Difference", IsNumber: true),
    ];

    private static TableRow RowOf(
        ConsoleProgram shown,
        SimulationReport report,
        SimulatedChange change,
        IReadOnlyDictionary<PartnerId, Partner> names
    )
    {
        var (before, after) = (change.Actual.Sum(own => own.Amount), change.Simulated.Sum(own => own.Amount));
        return new TableRow([
            new TableCell(change.EventId.Value, $"{PartnerWords.Words(change.Type)}, {shown.Day(change.OccurredAt)}")
            {
                Address = shown.PathOf(change.EventId),
            },
            new TableCell(Amount(report, before), null),
            new TableCell(Amount(report, after), null),
            new TableCell(Difference(report, after - before), null),
        ])
        {
            Notes =
            [
                $"Granted: {Listed(change.Actual)}.",
                $"Under this version: {Listed(change.Simulated)}{Outcome(change)}.",
            ],
        };

        string Listed(IReadOnlyList<SimulatedGrant> grants) =>
            grants.Count == 0
                ? "nothing"
                : string.Join(
                    ", ",
                    grants.Select(grant =>
                        $"{Amount(report, grant.Amount)} to {CommissionCells.NameOf(grant.Partner, names)} "
                        + $"by {grant.Rule}"
                    )
                );
    }

    private static string Outcome(SimulatedChange change)
    {
        var reason = change.Reason is { } code ? $" ({code.Replace('_', ' ')})" : string.Empty;
        return change.Decision switch
        {
            "hold" => $", held{reason}",
            "reject" => $", rejected{reason}",
            _ => reason,
        };
    }

    private static string Amount(SimulationReport report, long amount) =>
        ConsoleProgram.Amount(amount, report.Currency);

    private static string Difference(SimulationReport report, long amount) =>
        amount > 0 ? $"+{Amount(report, amount)}" : Amount(report, amount);
}

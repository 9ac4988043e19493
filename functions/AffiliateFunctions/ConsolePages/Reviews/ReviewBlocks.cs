using Affiliate.Domain.Review;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.ConsolePages.Programs;
using AffiliateFunctions.PerformanceReview;

namespace AffiliateFunctions.ConsolePages.Reviews;

/// <summary>Makes the page of a review from the data of its packet.</summary>
internal static class ReviewBlocks
{
    private const int MaxRows = 200;

    /// <summary>The blocks of the page.</summary>
    public static IEnumerable<ConsoleBlock> Of(ConsoleProgram shown, ReviewView view)
    {
        var packet = view.Packet;
        return DecisionOf(shown, view)
            .Append(SignalsOf(packet))
            .Concat(ListOf("Governance breaches", packet.Breaches))
            .Concat(ListOf("Where work waited", packet.Steps))
            .Append(ActionsOf(packet))
            .Append(ScorecardsOf(shown, view))
            .Concat(FactsOf("From clicks to sales", packet.Funnel.Select(step => new Fact(step.Name, TextOf(step)))))
            .Concat(FactsOf("Partners with the most net revenue", packet.Concentration))
            .Concat(
                FactsOf(
                    "Partners by month of approval, the fewest active first",
                    packet.WorstCohorts.Concat(packet.OtherCohorts).Select(line => new Fact(line.Month, line.Figures))
                )
            )
            .Concat(ListOf("Notes", packet.Notes))
            .Concat(packet.Layers.SelectMany(layer => FactsOf($"All signals: {layer.Title}", layer.Facts)));
    }

    private static IEnumerable<ConsoleBlock> DecisionOf(ConsoleProgram shown, ReviewView view)
    {
        if (view.Review.Decision is null)
        {
            yield return new EmptyBlock(
                "The review is open. The owner, and later the backup owner, decide by the link in their e-mail or on the "
                    + "page of approvals."
            )
            {
                Title = "Decision",
                Next = new ConsoleLink("Go to the approvals", shown.Path(ConsoleSections.Approvals)),
            };
        }
        else
        {
            yield return new FactsBlock([.. view.Packet.Decision.Select(FactOf)]) { Title = "Decision" };
        }

        foreach (var block in FactsOf("Declined recommendations", view.Packet.Declined))
        {
            yield return block;
        }
    }

    private static ConsoleBlock SignalsOf(ReviewPacket packet) =>
        packet.Signals.Count == 0
            ? new EmptyBlock(
                "The charter set no target. Set targets as quality_signals by PUT /api/programs/{slug}/charter: they "
                    + "apply from the next review on."
            )
            {
                Title = "Signals against their targets",
            }
            : new SignalsBlock(packet.Signals) { Title = "Signals against their targets" };

    private static ConsoleBlock ActionsOf(ReviewPacket packet) =>
        packet.Actions.Count == 0
            ? new EmptyBlock("No action was decided. The person who decides a review adds tasks on its page.")
            {
                Title = "What reviews decided to do",
            }
            : new ReviewActionsBlock(packet.Actions) { Title = "What reviews decided to do" };

    private static ConsoleBlock ScorecardsOf(ConsoleProgram shown, ReviewView view)
    {
        var cards = view.Review.Scorecards.ToDictionary(card => card.Partner.Value, StringComparer.Ordinal);
        var rows = view.Packet.Attention.Concat(view.Packet.Others).ToList();
        if (rows.Count == 0)
        {
            return new EmptyBlock("No partner had a click, a lead or a sale in these months.")
            {
                Title = "Scorecards",
                Next = new ConsoleLink("Go to the partners", shown.Path(ConsoleSections.Partners)),
            };
        }

        return new TableBlock(
            new DataTable(
                rows.Count > MaxRows
                    ? $"The first {MaxRows} of {ProgramText.Number(rows.Count)} partners, the most urgent first"
                    : "The most urgent first",
                [
                    new TableColumn("Partner", IsNumber: false),
                    new TableColumn("Recommended", IsNumber: false),
                    new TableColumn("Clicks", IsNumber: true),
                    new TableColumn("Leads", IsNumber: true),
                    new TableColumn("Sales", IsNumber: true),
                    new TableColumn("Net revenue", IsNumber: true),
                    new TableColumn("Refunds", IsNumber: true),
                    new TableColumn("Commission", IsNumber: true),
                ],
                [.. rows.Take(MaxRows).Select(row => RowOf(shown, row, cards[row.Id], view.Review.Currency))]
            )
        )
        {
            Title = "Scorecards",
        };
    }

    private static TableRow RowOf(ConsoleProgram shown, PartnerCard row, Scorecard card, string currency) =>
        new([
            new TableCell(row.Company, null) { Address = shown.Path($"{ConsoleSections.Partners}/{row.Id}") },
            row.Advice is { } advice
                ? new TableCell(advice, row.Why is { } why ? $"because {why}" : null)
                {
                    Tone = row.Recommended is null ? CellTone.Plain : CellTone.Warn,
                }
                : new TableCell("–", null),
            new TableCell(ProgramText.Number(card.Clicks), null),
            new TableCell(ProgramText.Number(card.Leads), null),
            new TableCell(ProgramText.Number(card.Sales), null),
            new TableCell(ConsoleProgram.Amount(card.Revenue, currency), null),
            new TableCell(
                ProgramText.Number(card.Refunds),
                card.Sales > 0 ? $"{DisplayFormat.Percentage(card.Refunds, card.Sales)} of sales" : null
            ),
            new TableCell(ConsoleProgram.Amount(card.Commission, currency), null),
        ]);

    private static string TextOf(FunnelStep step) =>
        step.Share is { } share ? $"{ProgramText.Number(step.Count)} {share}" : ProgramText.Number(step.Count);

    private static IEnumerable<ConsoleBlock> ListOf(string title, IReadOnlyList<string> lines) =>
        lines.Count == 0 ? [] : [new ListBlock(lines) { Title = title }];

    private static IEnumerable<ConsoleBlock> FactsOf(string title, IEnumerable<Fact> facts)
    {
        var shown = facts.Select(FactOf).ToList();
        return shown.Count == 0 ? [] : [new FactsBlock(shown) { Title = title }];
    }

    private static ConsoleFact FactOf(Fact fact) => new(fact.Label, fact.Value);
}

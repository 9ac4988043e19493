using System.Globalization;
using Spectre.Console;

namespace AffiliateFunctions.Load;

/// <summary>What a load run has shown.</summary>
internal sealed record LoadReport(
    IReadOnlyList<Arrivals> Arrivals,
    IReadOnlyList<Seen> Seen,
    TimeSpan Drained,
    int Kills,
    int Repeated,
    Traffic Traffic,
    Kept Kept
)
{
    private const long Commission = Traffic.Amount / 5;
    private const double Megabyte = 1024 * 1024;

    private IReadOnlyList<string> Accepted => [.. Traffic.Sales, .. Traffic.Leads];

    private int Lost => Accepted.Count(id => !Kept.Applied.ContainsKey(id));

    private int Doubled => Kept.Applied.Values.Count(times => times > 1);

    /// <summary>Whether every accepted event has its effect once, every request was answered, and the ledger agrees.</summary>
    public bool IsComplete =>
        Lost == 0
        && Doubled == 0
        && Kept.Others.Count == 0
        && Kept.IsLedgerVerified
        && Kept.Commissions == Traffic.Sales.Count
        && Kept.Granted == Traffic.Sales.Count * Commission
        && Arrivals.All(kind => kind.Faults.Count == 0)
        && Seen.All(moment => moment.Poison == 0);

    public void Print()
    {
        var table = new Table().AddColumns("kind", "a second", "answered", "p50", "p99", "faults");
        foreach (var kind in Arrivals)
        {
            table.AddRow(
                kind.Name,
                Number($"{kind.PerSecond:0.#}"),
                Number($"{kind.Answered:N0}"),
                Number($"{kind.Percentile(0.5):F0} ms"),
                Number($"{kind.Percentile(0.99):F0} ms"),
                Number($"{kind.Faults.Count}")
            );
        }

        AnsiConsole.Write(table);
        foreach (var fault in Arrivals.SelectMany(kind => kind.Faults).Distinct().Take(5))
        {
            AnsiConsole.WriteLine(fault);
        }

        var thirds = Seen.Chunk(Math.Max(1, (Seen.Count + 2) / 3)).ToList();
        Line("instances killed, requests sent again", Number($"{Kills}, {Repeated:N0}"));
        Line("oldest message, deepest queue", Number($"{Most(s => s.OldestSeconds)} s, {Most(s => s.Depth):N0}"));
        Line("queues empty after the last request", Number($"{Drained.TotalSeconds:F0} s"));
        Line(
            "memory of the larger instance, highest in each third",
            string.Join(", ", thirds.Select(third => Number($"{third.Max(s => s.Memory) / Megabyte:F0} MB")))
        );
        Line(
            "events accepted, lost, doubled, not applied",
            Number($"{Accepted.Count:N0}, {Lost}, {Doubled}, {Kept.Others.Count}")
        );
        Line("clicks redirected, counted", Number($"{Traffic.Clicks:N0}, {Kept.Clicks:N0}"));
        Line("commissions, sum", Number($"{Kept.Commissions:N0}, {Kept.Granted / 100m:N2} USD"));
        Line("ledger verified by replay", Kept.IsLedgerVerified ? "yes" : "no");
        AnsiConsole.MarkupLine(
            IsComplete ? "[green]Nothing is lost.[/]" : "[red]Not everything is as it should be.[/]"
        );
    }

    private long Most(Func<Seen, long> of) => Seen.Select(of).DefaultIfEmpty(0).Max();

    private static void Line(string what, string value) => AnsiConsole.WriteLine($"{what}: {value}");

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using Spectre.Console;

namespace Affiliate.Demo;

/// <summary>The results of the demo. Amounts are in cents.</summary>
internal sealed record DemoReport
{
    public required int Partners { get; init; }

    /// <summary>The e-mail address of a partner that can sign in to its page.</summary>
    public required string Partner { get; init; }

    public required int Events { get; init; }

    public required int Commissions { get; init; }

    /// <summary>The number of commissions whose amount can be recomputed from their trace alone.</summary>
    public required int Recomputed { get; init; }

    /// <summary>The partners' earnings, by the ledger.</summary>
    public required long Earned { get; init; }

    /// <summary>The partners' earnings, by the demo's own computation.</summary>
    public required long Expected { get; init; }

    /// <summary>The paid amount, by the ledger.</summary>
    public required long Paid { get; init; }

    /// <summary>The paid amount, by the settled payouts.</summary>
    public required long Settled { get; init; }

    public required bool AreReviewed { get; init; }

    /// <summary>The figures of reviews that differ from the demo's own computation, in words.</summary>
    public IReadOnlyList<string> DifferentFigures { get; init; } = [];

    public required bool IsLedgerVerified { get; init; }

    public required bool IsAuditVerified { get; init; }

    /// <summary>Whether all results are as expected.</summary>
    public bool IsRight =>
        Recomputed == Commissions
        && Earned == Expected
        && Paid == Settled
        && Paid > 0
        && AreReviewed
        && DifferentFigures.Count == 0
        && IsLedgerVerified
        && IsAuditVerified;

    /// <summary>Prints the summary and the addresses to open.</summary>
    public void Show(Uri address, string key)
    {
        var table = new Table().AddColumn("Demo partner program").AddColumn(new TableColumn("").RightAligned());
        Row("Partners", $"{Partners}");
        Row("Events", string.Create(CultureInfo.InvariantCulture, $"{Events:N0}"));
        var agreement =
            Recomputed == Commissions
                ? ", each recomputed from its trace"
                : $", but only {Recomputed:N0} agree with their trace";
        Row("Commissions", string.Create(CultureInfo.InvariantCulture, $"{Commissions:N0}{agreement}"));
        Row(
            "Earned",
            $"{Dollars(Earned)}{(Earned == Expected ? ", as computed" : $", but computed {Dollars(Expected)}")}"
        );
        Row("Paid", $"{Dollars(Paid)}{(Paid == Settled ? ", as settled" : $", but settled {Dollars(Settled)}")}");
        Row("Months reviewed", Words(AreReviewed));
        Row(
            "Signals and scorecards",
            DifferentFigures.Count == 0
                ? "as computed"
                : $"{DifferentFigures.Count} differ, such as {DifferentFigures[0]}"
        );
        Row("Ledger verified", Words(IsLedgerVerified));
        Row("Audit verified", Words(IsAuditVerified));
        AnsiConsole.Write(table);
        Console.WriteLine($"E-mails: {new Uri(address, "/local/outbox")}");
        Console.WriteLine($"Sign up: {new Uri(address, "/apply/demo")}");
        Console.WriteLine(
            $"Partner: {new Uri(address, "/partner")} – sign in as {Partner}; the link arrives among the e-mails above."
        );
        Console.WriteLine($"Console: {new Uri(address, "/console")} – enter the function key {key}.");
        Console.WriteLine($"Health:  {new Uri(address, "/api/health")}");

        void Row(string name, string value) => table.AddRow(Markup.Escape(name), Markup.Escape(value));
    }

    private static string Words(bool isRight) => isRight ? "yes" : "NO";

    private static string Dollars(long cents) => string.Create(CultureInfo.InvariantCulture, $"{cents / 100m:N2} USD");
}

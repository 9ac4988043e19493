using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Benchmarks.Tracking;
using Spectre.Console;
using Testing;
using Testing.Answers;
using Testing.Tables;

namespace AffiliateFunctions.Benchmarks.Payouts;

/// <summary>
/// A cycle by the number of partners, from its start to its statements: each partner has one commission and is paid by
/// PayPal. Partners and sales are written straight to storage. The app's tables are in memory, so that the time is that
/// of the app and of its orchestrations, whose storage is Azurite; the requests of the app to its tables are counted
/// for each paid partner. Several sizes in one run show the growth. The last table has payment files of up to 50,000
/// payments. Further words are the numbers of partners, 1,000 and 10,000 by default.
/// </summary>
internal static class CycleBenchmark
{
    private const string Slug = "cycle";
    private static readonly int[] PaymentsInFiles = [10_000, 50_000];

    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 0,
        "payout": {"minimum": 0, "methods": ["paypal"], "require": ["payout_details"]}
        """;

    public static async Task RunAsync(string[] args)
    {
        int[] sizes =
            args.Length == 0
                ? [1_000, 10_000]
                : [.. args.Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
        AnsiConsole.Profile.Width = 140;
        var table = new Table { Title = new TableTitle("A cycle (aim: at most 3 requests for each paid partner)") };
        table.AddColumns(CycleSteps.Columns);
        var by = new Table { Title = new TableTitle("Requests of a partner by table and operation") };
        by.AddColumns("step", "operation", "requests/partner");
        await RunAsync(100, new Table().AddColumns(CycleSteps.Columns), new Table().AddColumns("", "", ""));
        foreach (var partners in sizes)
        {
            await RunAsync(partners, table, by);
        }

        AnsiConsole.Write(table);
        AnsiConsole.Write(by);
        AnsiConsole.Write(await PaymentFiles.MeasureAsync(PaymentsInFiles));
    }

    private static async Task RunAsync(int count, Table table, Table by)
    {
        await using var app = await MeasuredApp.StartAsync(new MemoryTables());
        await app.Pilot.BeginAsync(Slug, Rules);
        var now = await app.App.NowAsync();
        var partners = await new CyclePartners(app.App.Services, ProgramSlug.Parse(Slug)).WriteAsync(count, now);
        var period = now.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        await app.App.SkipToAsync(new DateTimeOffset(now.Year, now.Month, 1, 2, 0, 0, TimeSpan.Zero).AddMonths(1));
        var steps = new CycleSteps(app, table, by, count);
        await steps.MeasureAsync("compute", () => StartAsync(app, period));
        await steps.MeasureAsync(
            "approve, files",
            () => app.Pilot.DecideAsync(Pilot.Finance, $"Approve the payouts of {period}", "approve")
        );
        await steps.MeasureAsync("settle, statements", () => SettleAsync(app, period, partners));
        steps.AddTotal();
        var cycle = await new ProgramReader(app.App, Slug).CycleAsync(period);
        MeasuredApp.Check(
            cycle.Partners == count && cycle.Total == CyclePartners.Commission * count,
            $"{cycle.Partners} of {count} partners were paid {cycle.Total} cents."
        );
        await app.CheckLedgerAsync(Slug);
    }

    private static Task StartAsync(MeasuredApp app, string period) =>
        SendAsync(app, "cycles", $$"""{"period": "{{period}}"}""", "application/json");

    private static Task SettleAsync(MeasuredApp app, string period, IReadOnlyList<PartnerId> partners) =>
        SendAsync(
            app,
            $"cycles/{period}/settlement",
            "partner,status\n" + string.Concat(partners.Select(partner => $"{partner},paid\n")),
            "text/csv"
        );

    private static async Task SendAsync(MeasuredApp app, string path, string body, string type)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
        using var answer = await app.App.Http.PostAsync(
            new Uri($"/api/programs/{Slug}/{path}", UriKind.Relative),
            content
        );
        MeasuredApp.Check(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await app.App.WhenIdleAsync();
    }
}

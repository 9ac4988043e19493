using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using AffiliateFunctions.Benchmarks.Tracking;
using Spectre.Console;
using Testing;
using Testing.Answers;
using Testing.Tables;

namespace AffiliateFunctions.Benchmarks.Payouts;

/// <summary>
/// A cycle by the number of partners, from its start to its statements: each partner has one commission and is paid by
/// PayPal. The app's tables are in memory, so that the time is that of the app and of its orchestrations, whose storage
/// is Azurite; the requests of the app to its tables are counted for each paid partner. Two sizes in one run show the
/// growth. Further words are the numbers of partners, 1,000 and 5,000 by default.
/// </summary>
internal static class CycleBenchmark
{
    private const string Slug = "cycle";
    private const int PartnersInFile = 1_000;
    private const int RequestsAtOnce = 16;

    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 0,
        "payout": {"minimum": 0, "methods": ["paypal"], "require": ["payout_details"]}
        """;

    public static async Task RunAsync(string[] args)
    {
        int[] sizes =
            args.Length == 0 ? [1_000, 5_000] : [.. args.Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
        var table = new Table { Title = new TableTitle("A cycle (aim: at most 3 requests for each paid partner)") };
        table.AddColumns("partners", "step", "seconds", "ms/partner", "requests/partner");
        var by = new Table { Title = new TableTitle("Requests of a partner by table and operation") };
        by.AddColumns("step", "operation", "requests/partner");
        await RunAsync(100, new Table().AddColumns("", "", "", "", ""), new Table().AddColumns("", "", ""));
        foreach (var partners in sizes)
        {
            await RunAsync(partners, table, by);
        }

        AnsiConsole.Write(table);
        AnsiConsole.Write(by);
    }

    private static async Task RunAsync(int count, Table table, Table by)
    {
        await using var app = await MeasuredApp.StartAsync(new MemoryTables());
        var partners = await PrepareAsync(app, count);
        var now = await app.App.NowAsync();
        var period = now.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        await app.App.SkipToAsync(new DateTimeOffset(now.Year, now.Month, 1, 2, 0, 0, TimeSpan.Zero).AddMonths(1));
        var steps = new Steps(app, table, by, count);
        await steps.MeasureAsync("compute and request the approval", () => StartAsync(app, period));
        await steps.MeasureAsync(
            "approve and write the file",
            () => app.Pilot.DecideAsync(Pilot.Finance, $"Approve the payouts of {period}", "approve")
        );
        await steps.MeasureAsync("settle and send the statements", () => SettleAsync(app, period, partners));
        steps.AddTotal();
        var cycle = await new ProgramReader(app.App, Slug).CycleAsync(period);
        MeasuredApp.Check(
            cycle.Partners == count && cycle.Total == 200L * count,
            $"{cycle.Partners} of {count} partners were paid {cycle.Total} cents."
        );
        await app.CheckLedgerAsync(Slug);
    }

    private static async Task<List<PilotPartner>> PrepareAsync(MeasuredApp app, int count)
    {
        await app.Pilot.BeginAsync(Slug, Rules);
        var partners = new List<PilotPartner>();
        while (partners.Count < count)
        {
            var some = Math.Min(PartnersInFile, count - partners.Count);
            partners.AddRange(await app.Pilot.AddPartnersAsync(Slug, some, partners.Count));
        }

        await Parallel.ForEachAsync(
            partners,
            new ParallelOptions { MaxDegreeOfParallelism = RequestsAtOnce },
            async (partner, cancellationToken) =>
            {
                using var content = Text(
                    $$$"""{"payout": {"method": "paypal", "details": {"email": "{{{partner.Code}}}@example.org"} } }""",
                    "application/json"
                );
                using var answer = await app.App.Http.PatchAsync(
                    new Uri($"/api/programs/{Slug}/partners/{partner.Id}", UriKind.Relative),
                    content,
                    cancellationToken
                );
                answer.EnsureSuccessStatusCode();
            }
        );
        foreach (var some in partners.Chunk(PartnersInFile))
        {
            await app.SendAsync(Slug, string.Concat(some.Select(SaleOf)));
        }

        await app.DrainedAsync();
        await app.App.WhenIdleAsync();
        return partners;
    }

    private static string SaleOf(PilotPartner partner) =>
        $$"""
            {"type": "sale", "event_id": "sale-{{partner.Code}}", "invoice_id": "sale-{{partner.Code}}", "customer": {"external_id": "of-{{partner.Code}}"}, "amount": 1000, "currency": "USD", "code": "{{partner.Code}}"}

            """;

    private static Task StartAsync(MeasuredApp app, string period) =>
        SendAsync(app, "cycles", $$"""{"period": "{{period}}"}""", "application/json");

    private static Task SettleAsync(MeasuredApp app, string period, List<PilotPartner> partners) =>
        SendAsync(
            app,
            $"cycles/{period}/settlement",
            "partner,status\n" + string.Concat(partners.Select(partner => $"{partner.Id},paid\n")),
            "text/csv"
        );

    private static async Task SendAsync(MeasuredApp app, string path, string body, string type)
    {
        using var content = Text(body, type);
        using var answer = await app.App.Http.PostAsync(
            new Uri($"/api/programs/{Slug}/{path}", UriKind.Relative),
            content
        );
        MeasuredApp.Check(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await app.App.WhenIdleAsync();
    }

    private static StringContent Text(string body, string type) =>
        new(body, Encoding.UTF8, new MediaTypeHeaderValue(type));

    /// <summary>Measures the steps of a cycle and adds them to the table.</summary>
    private sealed class Steps(MeasuredApp app, Table table, Table by, int partners)
    {
        private TimeSpan _time;
        private long _requests;

        public async Task MeasureAsync(string step, Func<Task> work)
        {
            var (before, targets, begun) = (app.Used, app.UsedByTarget, Stopwatch.GetTimestamp());
            await work();
            var (time, requests) = (Stopwatch.GetElapsedTime(begun), (app.Used - before).Tables);
            Add(step, time, requests);
            foreach (var (target, count) in app.UsedByTarget.OrderByDescending(target => target.Value))
            {
                var asked = count - targets.GetValueOrDefault(target);
                if (asked >= partners / 50)
                {
                    by.AddRow(step, target, ((double)asked / partners).ToString("F2", CultureInfo.InvariantCulture));
                }
            }

            _time += time;
            _requests += requests;
        }

        public void AddTotal() => Add("all", _time, _requests);

        private void Add(string step, TimeSpan time, long requests) =>
            table.AddRow(
                partners.ToString("N0", CultureInfo.InvariantCulture),
                step,
                time.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture),
                (time.TotalMilliseconds / partners).ToString("F2", CultureInfo.InvariantCulture),
                ((double)requests / partners).ToString("F1", CultureInfo.InvariantCulture)
            );
    }
}

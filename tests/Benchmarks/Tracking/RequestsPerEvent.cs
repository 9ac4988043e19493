using System.Globalization;
using System.Net;
using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Links;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Testing;

namespace AffiliateFunctions.Benchmarks.Tracking;

/// <summary>
/// How many requests to storage an event needs, from its own request to its effect, the queue trigger's receiving and
/// deleting among them; looks into an empty queue, which go on when nothing happens, are told apart. Each shape is sent
/// some times, each time to a program of its own, and its median is told.
/// </summary>
internal static class RequestsPerEvent
{
    private const int Events = 1000;
    private const int Customers = 500;
    private const int Rounds = 5;
    private const string Rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}] """;
    private const string Browser = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

    public static async Task RunAsync(MeasuredApp app)
    {
        var table = new Table
        {
            Title = new TableTitle(
                $"Requests to storage per event, {Events:N0} events, median of {Rounds} (least to most)"
            ),
        }.AddColumns("events", "requests each", "of tables", "of queues", "empty looks in all");
        await AddAsync(
            table,
            "sales in one batch, 50 partners, 500 customers (aim ≤ 1.5)",
            round => SalesAsync(app, $"batch{round}", inOneBatch: true)
        );
        foreach (var partners in new[] { 10, 50 })
        {
            var folds = new List<StorageUse>();
            await AddAsync(
                table,
                $"clicks at once, {partners} partners{(partners == 10 ? " (aim ≤ 0.15)" : "")}",
                async round =>
                {
                    var (clicks, fold) = await ClicksAsync(app, $"clicks{partners}-{round}", partners);
                    folds.Add(fold);
                    return clicks;
                }
            );
            Add(table, "  their nightly count", folds[1..]);
        }

        await AddAsync(
            table,
            "sales at once, each its own request, 50 partners",
            round => SalesAsync(app, $"single{round}", inOneBatch: false)
        );
        AnsiConsole.Write(table);
    }

    private static async Task AddAsync(Table table, string name, Func<int, Task<StorageUse>> run)
    {
        // The first is for what is made ready once, such as connections.
        await run(0);
        var used = new List<StorageUse>();
        for (var round = 1; round <= Rounds; round++)
        {
            used.Add(await run(round));
        }

        Add(table, name, used);
    }

    private static void Add(Table table, string name, IReadOnlyList<StorageUse> used)
    {
        var sorted = used.OrderBy(storageUse => storageUse.Requests).ToList();
        var median = sorted[sorted.Count / 2];
        table.AddRow(
            name,
            $"{Each(median.Requests)} ({Each(sorted[0].Requests)} to {Each(sorted[^1].Requests)})",
            Each(median.Tables),
            Each(median.Queues),
            $"{median.Empty}"
        );
    }

    private static string Each(long requests) =>
        ((double)requests / Events).ToString("F3", CultureInfo.InvariantCulture);

    private static async Task<StorageUse> SalesAsync(MeasuredApp app, string slug, bool inOneBatch)
    {
        await app.Pilot.BeginAsync(slug, Rules);
        var partners = await app.Pilot.AddPartnersAsync(slug, 50);
        await app.App.WhenIdleAsync();
        var before = app.Used;
        await (
            inOneBatch
                ? app.SendAsync(
                    slug,
                    string.Concat(
                        Enumerable
                            .Range(0, Events)
                            .Select(number => SaleOf(number, partners, ", \"type\": \"sale\"") + '\n')
                    )
                )
                : Task.WhenAll(
                    Enumerable
                        .Range(0, Events)
                        .Select(number => SendSingleAsync(app, slug, SaleOf(number, partners, "")))
                )
        );
        await app.DrainedAsync();
        var used = app.Used - before;
        await app.CheckAppliedAsync(slug, "sale", Events);
        await app.CheckLedgerAsync(slug);
        return used;
    }

    private static async Task<(StorageUse Clicks, StorageUse Fold)> ClicksAsync(MeasuredApp app, string slug, int count)
    {
        await app.Pilot.BeginAsync(slug, Rules);
        var partners = await app.Pilot.AddPartnersAsync(slug, count);
        await app.App.WhenIdleAsync();
        var before = app.Used;
        await Task.WhenAll(
            Enumerable.Range(0, Events).Select(number => FollowAsync(app, partners[number % count].Code))
        );
        await app.DrainedAsync();
        var clicks = app.Used - before;
        await app.CheckAppliedAsync(slug, "click", Events);
        before = app.Used;
        await app
            .App.Services.GetRequiredService<CountClicks>()
            .OfProgramAsync(ProgramSlug.Parse(slug), days: 1, CancellationToken.None);
        var fold = app.Used - before;
        MeasuredApp.Check(await CountedAsync(app, slug) == Events, "Not all clicks were counted.");
        return (clicks, fold);
    }

    /// <summary>How many clicks are in the counters of a program's partners.</summary>
    public static async Task<long> CountedAsync(MeasuredApp app, string slug)
    {
        var (program, counted) = (ProgramSlug.Parse(slug), 0L);
        var (now, store) = (await app.App.NowAsync(), app.App.Services.GetRequiredService<LedgerStore>());
        await foreach (
            var partner in app.App.Services.GetRequiredService<ILedger>().PartnersAsync(program, CancellationToken.None)
        )
        {
            counted += (await store.HeadAsync(program, partner, CancellationToken.None))
                .Counters.At(now)
                .Lifetime.Clicks;
        }

        return counted;
    }

    private static async Task SendSingleAsync(MeasuredApp app, string slug, string sale)
    {
        using var content = new StringContent(sale, Encoding.UTF8, "application/json");
        using var answer = await app.App.Http.PostAsync(
            new Uri($"/api/programs/{slug}/track/sale", UriKind.Relative),
            content
        );
        MeasuredApp.Check(
            answer.StatusCode == HttpStatusCode.Accepted,
            $"A sale was answered by {(int)answer.StatusCode}."
        );
    }

    private static async Task FollowAsync(MeasuredApp app, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/r/{code}", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("User-Agent", Browser);
        using var answer = await app.App.Anonymous.SendAsync(request);
        MeasuredApp.Check(
            answer.StatusCode == HttpStatusCode.Redirect,
            $"A link was answered by {(int)answer.StatusCode}."
        );
    }

    private static string SaleOf(int number, IReadOnlyList<PilotPartner> partners, string type) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {"event_id": "sale-{{number}}"{{type}}, "invoice_id": "inv-{{number}}", "customer": {"external_id": "c{{number
                % Customers}}"}, "code": "{{partners[number % Customers % partners.Count].Code}}", "amount": {{1_000
                + number}}, "currency": "USD"}
            """
        );
}

using System.Globalization;
using System.Net;
using System.Text;
using Spectre.Console;
using Testing;

namespace AffiliateFunctions.Benchmarks.Tracking;

/// <summary>
/// The requests to storage of single events, each sent after the previous event was applied, as at most companies.
/// Polls of empty queues are listed separately, since they also happen without events. The targets are listed for each
/// kind of event, so that an added request shows where it goes.
/// </summary>
internal static class SingleEvents
{
    private const int Events = 100;
    private const string Slug = "single";
    private const string Rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}] """;
    private const string Browser = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

    public static async Task RunAsync(MeasuredApp app)
    {
        await app.Pilot.BeginAsync(Slug, Rules);
        var partners = await app.Pilot.AddPartnersAsync(Slug, 3);
        await app.App.WhenIdleAsync();
        var table = new Table
        {
            Title = new TableTitle($"Requests to storage per event, one at a time, {Events} each"),
        }.AddColumns("events", "requests each", "empty looks each", "of which");
        await MeasureAsync(
            app,
            table,
            "warm-up: sales of new customers",
            number => SendAsync(app, Sale($"w{number}", $"w{number}", partners))
        );
        await MeasureAsync(
            app,
            table,
            "sales of new customers (aim ≤ 7)",
            number => SendAsync(app, Sale($"n{number}", $"n{number}", partners))
        );
        await MeasureAsync(
            app,
            table,
            "sales of a known customer (aim ≤ 7)",
            number => SendAsync(app, Sale($"k{number}", "known", partners))
        );
        await MeasureAsync(
            app,
            table,
            "sales of new customers with an address",
            number => SendAsync(app, Sale($"a{number}", $"a{number}", partners, withAddress: true))
        );
        await MeasureAsync(
            app,
            table,
            "clicks of a link (aim ≤ 1)",
            number => FollowAsync(app, partners[number % partners.Count].Code)
        );
        AnsiConsole.Write(table);
        await app.CheckLedgerAsync(Slug);
    }

    private static async Task MeasureAsync(MeasuredApp app, Table table, string name, Func<int, Task> send)
    {
        await app.DrainedAsync();
        var (before, targets) = (app.Used, app.UsedByTarget);
        for (var number = 0; number < Events; number++)
        {
            await send(number);
            await app.DrainedAsync();
        }

        var used = app.Used - before;
        var byTarget = app
            .UsedByTarget.Select(pair => (pair.Key, Count: pair.Value - targets.GetValueOrDefault(pair.Key)))
            .Where(item => item.Count > 0);
        table.AddRow(
            name,
            Each(used.Requests),
            Each(used.Empty),
            string.Join(
                    ", ",
                    byTarget
                        .OrderByDescending(entry => entry.Count)
                        .Select(candidate => $"{candidate.Key} {Each(candidate.Count)}")
                )
                .EscapeMarkup()
        );
    }

    private static string Each(long requests) =>
        ((double)requests / Events).ToString("F2", CultureInfo.InvariantCulture);

    private static async Task SendAsync(MeasuredApp app, string sale)
    {
        using var content = new StringContent(sale, Encoding.UTF8, "application/json");
        using var answer = await app.App.Http.PostAsync(
            new Uri($"/api/programs/{Slug}/track/sale", UriKind.Relative),
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

    private static string Sale(
        string id,
        string customer,
        IReadOnlyList<PilotPartner> partners,
        bool withAddress = false
    )
    {
        var address = withAddress ? $$""", "email": "{{customer}}@{{customer}}.example" """ : string.Empty;
        var code = partners[customer[^1] % partners.Count].Code;
        return $$"""
            {"event_id": "sale-{{id}}", "invoice_id": "inv-{{id}}", "customer": {"external_id": "{{customer}}"{{address}}}, "code": "{{code}}", "amount": 10000, "currency": "USD"}
            """;
    }
}

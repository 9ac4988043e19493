using System.Net.Http.Headers;
using System.Text.Json;
using CsvHelper;

namespace EndToEnd.Tracking;

public sealed class ExportTests : IAsyncLifetime
{
    private const int Sales = 450;

    private App _app = null!;
    private string _slug = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartAsync();
        _slug = await _app.BeginPilotAsync();
        var code = (await _app.SignUpAsync(_slug)).Code;
        var events = Enumerable
            .Range(0, Sales)
            .Select(i =>
                $$"""
                    {"type": "sale", "event_id": "s{{i}}", "invoice_id": "s{{i}}", "customer": {"external_id": "c{{i
                        % 9}}"}, "amount": {{1_000
                        + i}}, "currency": "USD", "code": "{{code}}", "plan": "=cmd|' /C calc'!A0"}
                    """
            );
        await _app.PostAsync($"/api/programs/{_slug}/track/batch", $$"""{"events": [{{string.Join(',', events)}}]}""");
        await _app.Running.WhenIdleAsync();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Events_and_commissions_are_exported_whole_in_both_forms_without_formulas()
    {
        var lines = (await ExportAsync("events?type=sale", "application/x-ndjson"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line))
            .ToList();
        Assert.Equal(
            Enumerable.Range(0, Sales).Sum(i => 1_000L + i),
            lines.Sum(line => line.GetProperty("amount").GetInt64())
        );
        Assert.Equal(Sales, lines.Select(line => line.GetProperty("event_id").GetString()).Distinct().Count());

        var events = Rows(await ExportAsync("events", "TEXT/CSV"));
        Assert.Equal(Sales, events.Count);
        Assert.All(events, row => Assert.StartsWith("'=", row["plan"]));
        Assert.All(events, row => Assert.Equal("applied", row["status"]));

        var commissions = Rows(await ExportAsync("commissions?status=pending", "text/csv"));
        Assert.Equal(
            Enumerable.Range(0, Sales).Sum(i => (long)Math.Round((1_000 + i) * 0.2m, MidpointRounding.ToEven)),
            commissions.Sum(row => long.Parse(row["amount"], System.Globalization.CultureInfo.InvariantCulture))
        );
        Assert.Equal(
            events.Select(row => row["commissions"]).Order(StringComparer.Ordinal),
            commissions.Select(row => row["id"]).Order(StringComparer.Ordinal)
        );
        Assert.Empty(Rows(await ExportAsync("commissions?status=paid", "text/csv")));
    }

    private async Task<string> ExportAsync(string what, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/programs/{_slug}/exports/{what}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        using var answer = await _app.Http.SendAsync(request);
        Assert.Equal(accept.ToLowerInvariant(), answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        return await answer.Content.ReadAsStringAsync();
    }

    private static List<Dictionary<string, string>> Rows(string file)
    {
        using var csv = CsvReader.Create(System.Text.Encoding.UTF8.GetBytes(file), new CsvReaderOptions());
        csv.ReadHeader();
        var (columns, rows) = (
            file[..file.IndexOf('\r', StringComparison.Ordinal)].Split(','),
            new List<Dictionary<string, string>>()
        );
        while (csv.Read())
        {
            rows.Add(columns.ToDictionary(column => column, column => csv.GetString(Array.IndexOf(columns, column))));
        }

        return rows;
    }
}

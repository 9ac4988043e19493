using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using EndToEnd.Payouts;
using Testing.Answers;

namespace EndToEnd.PerformanceReview;

/// <summary>A program that is played month by month: its events, its reviews and its rules. Each sale is of 100.00.</summary>
internal sealed class ReviewedMonths
{
    private const int Price = 10_000;

    private readonly ProgramMonth month;
    private readonly List<string> closed = [];
    private readonly Dictionary<string, string> lastSales = new(StringComparer.Ordinal);
    private int events;

    private ReviewedMonths(App app, string slug) =>
        (App, Slug, Program, month) = (app, slug, app.Program(slug), new ProgramMonth(app, slug));

    public App App { get; }

    public string Slug { get; }

    public ProgramReader Program { get; }

    private string Path => $"/api/programs/{Slug}";

    /// <summary>A program in its pilot, at the beginning of a month.</summary>
    public static async Task<ReviewedMonths> StartAsync(string rules)
    {
        var app = await App.StartInMemoryAsync();
        await app.AdvanceToNextMonthAsync();
        return new ReviewedMonths(app, await app.BeginPilotAsync(rules: rules));
    }

    public Task<PartnerJson> SignUpAsync(string company) => App.SignUpAsync(Slug, company);

    /// <summary>The month with the number, from 1.</summary>
    public string Name(int number) => closed[number - 1];

    /// <summary>The number of a month.</summary>
    public string NumberOf(string period) => (closed.IndexOf(period) + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The latest sale that was reported for the partner.</summary>
    public string LastSaleOf(PartnerJson partner) => lastSales[partner.Id];

    public Task ClickAsync(PartnerJson partner, int count) =>
        SendAsync(
            Enumerable
                .Range(0, count)
                .Select(_ => $$"""{"type": "click", "event_id": "{{NextId()}}", "code": "{{partner.Code}}"}""")
        );

    public Task SellAsync(params (PartnerJson Partner, int Count)[] sales) =>
        SendAsync(sales.SelectMany(sale => Enumerable.Range(0, sale.Count).Select(_ => SaleOf(sale.Partner))));

    /// <summary>Refunds the latest sales of the partner in full.</summary>
    public async Task RefundAsync(PartnerJson partner, int count)
    {
        var sold = (await Program.AllEventsAsync("type=sale")).Where(sale =>
            sale.EventId.StartsWith(partner.Code, StringComparison.Ordinal)
        );
        await SendAsync(
            sold.Select(sale => sale.EventId)
                .Order(StringComparer.Ordinal)
                .TakeLast(count)
                .Select(sale =>
                    $$"""{"type": "refund", "event_id": "{{NextId()}}", "invoice_id": "{{sale}}", "amount": {{Price}} }"""
                )
        );
    }

    /// <summary>Lets the month end and its cycle run, and returns the month.</summary>
    public async Task<string> CloseAsync()
    {
        closed.Add(await month.CloseAsync());
        return closed[^1];
    }

    /// <summary>The end of the month.</summary>
    public async Task<DateTimeOffset> EndAsync()
    {
        var now = await App.Running.NowAsync();
        return new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
    }

    /// <summary>The packet of a review.</summary>
    public async Task<string> PageAsync(string period)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}/reviews/{period}");
        request.Headers.Add("Accept", "text/html");
        using var answer = await App.Http.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Sends the form of the owner's latest link to a review.</summary>
    public async Task<HttpResponseMessage> TryDecideAsync(params (string Name, string Value)[] fields) =>
        await App.PostFormAsync((await App.Outbox.LastAsync(App.Owner, "Review of")).Link("/approve/"), fields);

    /// <summary>Decides the latest review by the owner's link, and waits until it is carried out.</summary>
    public async Task DecideAsync(params (string Name, string Value)[] fields)
    {
        using var answer = await TryDecideAsync(fields);
        Assert.Equal(
            (HttpStatusCode.OK, ""),
            (answer.StatusCode, answer.StatusCode == HttpStatusCode.OK ? "" : await answer.Content.ReadAsStringAsync())
        );
        await App.Running.WhenIdleAsync();
    }

    /// <summary>The actions of a review.</summary>
    public async Task<IReadOnlyList<ActionJson>> ActionsAsync(string period) =>
        [
            .. (await App.GetAsync($"{Path}/reviews/{period}"))
                .GetProperty("actions")
                .EnumerateArray()
                .Select(ActionJson.Of),
        ];

    public async Task<int> CountReviewsAsync() =>
        (await App.GetAsync($"{Path}/reviews")).GetProperty("data").GetArrayLength();

    /// <summary>Stores the version in force with another share, as its owner does who edits a draft.</summary>
    public async Task<RuleBookJson> StoreRulesAsync(string percent, int? basedOn)
    {
        var query = basedOn is { } draft ? $"?based_on={draft}" : string.Empty;
        var stored = await App.PostAsync<StoredRuleBookJson>($"{Path}/rules{query}", await EditedAsync(percent));
        return await Program.RuleBookAsync(stored.Version);
    }

    /// <summary>Stores rules that are based on a version.</summary>
    public async Task<HttpStatusCode> TryStoreRulesAsync(string basedOn)
    {
        var (status, problem) = await App.PostRefusedAsync($"{Path}/rules?based_on={basedOn}", await EditedAsync("10"));
        Assert.Equal("/based_on", Assert.Single(problem.Pointers));
        return status;
    }

    public Task SubmitRulesAsync(int version, DateTimeOffset from) =>
        App.PostAsync(
            $"{Path}/rules/{version}/submit",
            JsonSerializer.Serialize(new { effective_from = from.UtcDateTime })
        );

    private async Task<string> EditedAsync(string percent)
    {
        var rules = JsonNode.Parse((await App.GetAsync($"{Path}/rules/1")).GetProperty("rules").GetRawText())!;
        rules["name"] = $"Rules with {percent} percent";
        rules["commissions"]![0]!["pay"]!["percent"] = percent;
        return rules.ToJsonString();
    }

    private string SaleOf(PartnerJson partner)
    {
        var id = $"{partner.Code}-{NextId()}";
        lastSales[partner.Id] = id;
        return $$"""
            {"type": "sale", "event_id": "{{id}}", "invoice_id": "{{id}}", "customer": {"external_id": "cus-{{id}}"},
             "amount": {{Price}}, "currency": "USD", "code": "{{partner.Code}}"}
            """;
    }

    private async Task SendAsync(IEnumerable<string> sent)
    {
        await App.PostAsync($"{Path}/track/batch", $$"""{"events": [{{string.Join(',', sent)}}]}""");
        await App.Running.WhenIdleAsync();
    }

    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"e{++events:0000}");
}

/// <summary>An action of a review.</summary>
internal sealed record ActionJson(
    string Kind,
    string? Metric,
    decimal? Before,
    bool IsDone,
    string? Result,
    IReadOnlyList<(string Period, decimal? Value, bool TooFew)> After
)
{
    public static ActionJson Of(JsonElement action) =>
        new(
            action.GetProperty("kind").GetString()!,
            action.TryGetProperty("metric", out var metric) ? metric.GetString() : null,
            action.TryGetProperty("before", out var before) ? before.GetDecimal() : null,
            action.TryGetProperty("done_at", out _),
            action.TryGetProperty("result", out var result) ? result.GetString() : null,
            action.TryGetProperty("after", out var after) ? [.. after.EnumerateArray().Select(NumberOf)] : []
        );

    private static (string Period, decimal? Value, bool TooFew) NumberOf(JsonElement number) =>
        (
            number.GetProperty("period").GetString()!,
            number.TryGetProperty("value", out var value) ? value.GetDecimal() : null,
            number.GetProperty("too_few").GetBoolean()
        );
}

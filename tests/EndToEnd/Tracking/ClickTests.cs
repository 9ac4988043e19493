using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Azure.Data.Tables;
using Testing.Answers;

namespace EndToEnd.Tracking;

public sealed class ClickTests : IAsyncLifetime
{
    private const string Browser = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

    private App _app = null!;
    private string _slug = null!;
    private ProgramReader _program = null!;
    private string _code = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync(
            new Dictionary<string, string?> { ["Tracking__FallbackUrl"] = "https://partners.example.com/unknown" }
        );
        _slug = await _app.BeginPilotAsync();
        _program = _app.Program(_slug);
        _code = (await _app.SignUpAsync(_slug)).Code;
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task An_unknown_code_leads_to_the_only_program_or_to_where_the_operator_says()
    {
        using var only = await _app.Anonymous.GetAsync(new Uri("/r/nobody", UriKind.Relative));
        Assert.Equal("https://www.example.com/", only.Headers.Location?.AbsoluteUri);
        await _app.BeginPilotAsync("second");
        await _app.Running.AdvanceAsync(TimeSpan.FromSeconds(5));
        using var several = await _app.Anonymous.GetAsync(
            new Uri("/r/nobody?to=https://evil.example.net/", UriKind.Relative)
        );
        Assert.Equal("https://partners.example.com/unknown", several.Headers.Location?.AbsoluteUri);
    }

    [Fact]
    public async Task Clicks_count_once_each_and_those_of_bots_apart()
    {
        for (var i = 0; i < 3; i++)
        {
            using var visit = await FollowAsync();
        }

        using var bot = await FollowAsync(
            header: ("User-Agent", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
        );
        using var prefetched = await FollowAsync(header: ("Sec-Purpose", "prefetch;prerender"));
        using var looked = await FollowAsync(method: HttpMethod.Head);
        await _app.Running.WhenIdleAsync();

        Assert.Equal(3, (await ClicksAsync("applied")).Count);
        Assert.Equal("bot", Assert.Single(await ClicksAsync("rejected")).Reason);
        Assert.DoesNotContain("click_id", prefetched.Headers.Location!.Query);
        Assert.DoesNotContain("click_id", looked.Headers.Location!.Query);
    }

    [Fact]
    public async Task Nobodys_address_is_kept_and_of_those_who_do_not_consent_nothing_is()
    {
        using var consents = await FollowAsync(header: ("Referer", "https://blog.example.org/post"));
        using var refuses = await FollowAsync("?consent=0", ("Referer", "https://blog.example.org/secret"));
        using var opposes = await FollowAsync(header: ("Sec-GPC", "1"));
        await _app.Running.WhenIdleAsync();

        Assert.Contains("click_id", Assert.Single(consents.Headers.GetValues("Set-Cookie")));
        Assert.False(refuses.Headers.Contains("Set-Cookie"));
        Assert.False(opposes.Headers.Contains("Set-Cookie"));
        Assert.DoesNotContain("consent", refuses.Headers.Location!.Query);

        Assert.Equal(3, (await ClicksAsync("applied")).Count);
        var pages = await PagesAsync();
        Assert.All(pages, page => Assert.DoesNotContain("203.0.113", page.GetRawText()));
        Assert.Equal("https://blog.example.org/post", Assert.Single(Kept(pages, "referrers")));
        Assert.StartsWith("net_", Assert.Single(Kept(pages, "networks")));
        Assert.Contains("Firefox", Assert.Single(Kept(pages, "user_agents")));
    }

    [Fact]
    public async Task Clicks_are_listed_page_by_page_in_one_order_with_all_other_events()
    {
        for (var i = 0; i < 5; i++)
        {
            using var visit = await FollowAsync();
            await _app.PostAsync(
                $"/api/programs/{_slug}/track/click",
                $$"""{"event_id": "named-{{i.ToString(CultureInfo.InvariantCulture)}}", "code": "{{_code}}", "ip": "192.0.2.7"}"""
            );
        }

        await _app.Running.WhenIdleAsync();
        var seen = (await _program.AllEventsAsync("limit=3&type=click")).Select(click => click.EventId).ToList();
        Assert.Equal(10, seen.Count);
        Assert.Equal(10, seen.Distinct().Count());
        var (status, problem) = await _app.PostRefusedAsync(
            $"/api/programs/{_slug}/track/click",
            $$"""{"event_id": "bad", "code": "{{_code}}", "ip": "somewhere"}"""
        );
        Assert.Equal((HttpStatusCode.BadRequest, "/ip"), (status, Assert.Single(problem.Pointers)));
    }

    private async Task<HttpResponseMessage> FollowAsync(
        string query = "",
        (string Name, string Value)? header = null,
        HttpMethod? method = null
    )
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, $"/r/{_code}{query}");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        request.Headers.TryAddWithoutValidation(
            "User-Agent",
            header is { Name: "User-Agent" } agent ? agent.Value : Browser
        );
        if (header is { Name: not "User-Agent" } other)
        {
            request.Headers.TryAddWithoutValidation(other.Name, other.Value);
        }

        return await _app.Anonymous.SendAsync(request);
    }

    private static IEnumerable<string?> Kept(IEnumerable<JsonElement> pages, string column) =>
        pages.SelectMany(page =>
            page.GetProperty(column)
                .EnumerateArray()
                .Select(place => place.GetInt32())
                .Where(place => place >= 0)
                .Select(place => page.GetProperty("texts")[place].GetString())
        );

    /// <summary>What the rows of clicks hold.</summary>
    private async Task<List<JsonElement>> PagesAsync()
    {
        var rows = await new TableServiceClient(_app.Running.Storage, _app.Running.Tables!.Options())
            .GetTableClient("events")
            .QueryAsync<TableEntity>()
            .ToListAsync();
        return
        [
            .. rows.Where(row => row.ContainsKey("last_at"))
                .Select(row =>
                {
                    using var stream = new BrotliStream(
                        new MemoryStream(row.GetBinary("clicks")),
                        CompressionMode.Decompress
                    );
                    return JsonSerializer.Deserialize<JsonElement>(stream);
                }),
        ];
    }

    private Task<IReadOnlyList<EventJson>> ClicksAsync(string status) =>
        _program.EventsAsync($"type=click&status={status}");
}

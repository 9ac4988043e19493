using System.Net;
using System.Text.Json;
using System.Web;
using Testing.Answers;

namespace EndToEnd.Tracking;

/// <summary>Conversions that are not what they seem are held with the reason, and a person decides.</summary>
public sealed class QualityScreenTests : IAsyncLifetime
{
    private App _app = null!;
    private string _slug = null!;
    private ProgramReader _program = null!;
    private string _code = null!;
    private string _other = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync(new Dictionary<string, string?> { ["Tracking__MostFromNetwork"] = "3" });
        _slug = await _app.BeginPilotAsync();
        _program = _app.Program(_slug);
        await PutProgramAsync("""{"paid_search": "hold"}""");
        _code = (await _app.SignUpAsync(_slug)).Code;
        _other = (await _app.SignUpAsync(_slug, "Other Agency")).Code;
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("someone@house-of-tests.dev", "own_domain")]
    [InlineData("someone@mail.house-of-tests.dev", "own_domain")]
    [InlineData("someone@mailinator.com", "disposable_email")]
    [InlineData("someone@notmailinator-at-all.dev", null)]
    public async Task The_address_of_a_customer_tells(string email, string? reason) =>
        Assert.Equal(reason, await SellAsync("s1", "c1", $"\"code\": \"{_code}\"", email));

    [Fact]
    public async Task A_customer_under_two_partners_is_held_and_a_person_decides()
    {
        Assert.Null(await SellAsync("s1", "c1", $"\"code\": \"{_code}\"", "buyer@customer.dev"));
        Assert.Null(await SellAsync("s2", "c2", $"\"code\": \"{_code}\"", "Buyer+second@customer.dev"));
        Assert.Equal(
            "duplicate_customer",
            await SellAsync("s3", "c3", $"\"code\": \"{_other}\"", "buyer@customer.dev")
        );
        Assert.Equal("duplicate_customer", await SellAsync("s4", "c3", null, null));

        var held = await _program.CommissionsAsync("status=held");
        Assert.Equal(2, held.Count);
        await _app.PostAsync(
            $"/api/programs/{_slug}/commissions/{held[0].Id}/decision",
            """{"decision": "release", "actor": "owner@example.com", "reason": "Two accounts of one company"}"""
        );
        Assert.Single(await _program.CommissionsAsync("status=held"));
        Assert.Single(await _program.EventsAsync("status=held"));
        await _app.PostAsync(
            $"/api/programs/{_slug}/commissions/{held[1].Id}/decision",
            """{"decision": "reverse", "actor": "owner@example.com", "reason": "The other partner's customer"}"""
        );
        Assert.Empty(await _program.EventsAsync("status=held"));
        Assert.Equal(("rejected", "hold_reversed"), await _program.EventStatusAsync(held[1].EventId));
        Assert.True((await _program.VerifyLedgerAsync()).Ok);
    }

    [Fact]
    public async Task What_a_forbidden_advertisement_brings_is_held_also_when_it_comes_back_without_it()
    {
        var click = await FollowAsync("?gclid=abc", "203.0.113.1");
        await _app.PostAsync(
            $"/api/programs/{_slug}/track/lead",
            $$"""{"event_id": "l1", "customer": {"external_id": "c1"}, "click_id": "{{click}}"}"""
        );
        await _app.Running.WhenIdleAsync();
        Assert.Equal("paid_search", await SellAsync("s1", "c1", null, null));
        Assert.Null(
            await SellAsync("s2", "c2", $"\"click_id\": \"{await FollowAsync("?utm_source=x", "203.0.113.2")}\"", null)
        );

        await PutProgramAsync("""{"paid_search": "allow"}""");
        await _app.Running.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Null(await SellAsync("s3", "c3", $"\"click_id\": \"{click}\"", null));
    }

    [Fact]
    public async Task Very_many_clicks_or_leads_from_one_network_are_noticed()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(
                await SellAsync(
                    $"few-{i}",
                    $"few-{i}",
                    $"\"click_id\": \"{await FollowAsync(string.Empty, $"198.51.100.{i}")}\"",
                    null
                )
            );
        }

        Assert.Equal(
            "click_burst",
            await SellAsync("s1", "c1", $"\"click_id\": \"{await FollowAsync(string.Empty, "198.51.100.9")}\"", null)
        );
        Assert.Null(
            await SellAsync("s2", "c2", $"\"click_id\": \"{await FollowAsync(string.Empty, "203.0.113.9")}\"", null)
        );

        for (var i = 0; i < 4; i++)
        {
            await _app.PostAsync(
                $"/api/programs/{_slug}/track/lead",
                $$"""{"event_id": "l{{i}}", "customer": {"external_id": "lead-{{i}}"}, "code": "{{_code}}", "ip": "192.0.2.{{i}}"}"""
            );
        }

        await _app.Running.WhenIdleAsync();
        Assert.Null(await SellAsync("s3", "lead-2", null, null));
        Assert.Equal("lead_burst", await SellAsync("s4", "lead-3", null, null));
    }

    [Fact]
    public async Task A_touch_that_nobody_tracked_is_noted_by_a_person_and_counts()
    {
        var partner = (await _program.PartnersAsync())[0].Id;
        var at = (await _app.Running.NowAsync()).AddDays(-3).ToString("O");
        var touch =
            $$"""{"partner": "{{partner}}", "at": "{{at}}", "actor": "owner@example.com", "reason": "Introduced us at a fair"}""";
        Assert.Null(await SellAsync("s0", "c1", null, null));
        for (var i = 0; i < 2; i++)
        {
            await _app.PostAsync($"/api/programs/{_slug}/customers/c1/touches", touch);
        }

        await _app.Running.WhenIdleAsync();
        Assert.Equal(partner, (await _program.EventAsync("s0")).Partner);
        Assert.Null(await SellAsync("s1", "c1", null, null));
        Assert.Equal(partner, (await _program.EventAsync("s1")).Partner);
        Assert.Single(await _program.AuditAsync(), record => record.Action == "touch_added");
        var (status, problem) = await _app.PostRefusedAsync(
            $"/api/programs/{_slug}/customers/c1/touches",
            touch.Replace(at, "2037-01-01T00:00:00Z", StringComparison.Ordinal)
        );
        Assert.Equal((HttpStatusCode.BadRequest, "/at"), (status, Assert.Single(problem.Pointers)));
    }

    [Fact]
    public async Task A_screen_is_held_or_allowed_and_nothing_else()
    {
        using var answer = await _app.Http.PutAsync(
            new Uri($"/api/programs/{_slug}", UriKind.Relative),
            App.Json(Program("""{"burst": "ignore"}"""))
        );
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await App.ReadProblemAsync(answer);
        Assert.Single(problem.Pointers);
        Assert.Equal("Give 'hold' or 'allow'.", problem.Sentences.First());
        Assert.Equal(
            "hold",
            (await _app.GetAsync($"/api/programs/{_slug}")).GetProperty("screens").GetProperty("own_domain").GetString()
        );
    }

    private Task<JsonElement> PutProgramAsync(string screens) =>
        _app.PutAsync($"/api/programs/{_slug}", Program(screens));

    private static string Program(string screens) =>
        $$"""{"name": "Demo partners", "currency": "USD", "website": "https://www.house-of-tests.dev", "screens": {{screens}} }""";

    /// <summary>A sale, and why what it pays is held.</summary>
    private async Task<string?> SellAsync(string id, string customer, string? names, string? email)
    {
        var mail = email is null ? string.Empty : $", \"email\": \"{email}\"";
        await _app.PostAsync(
            $"/api/programs/{_slug}/track/sale",
            $$"""
            {"event_id": "{{id}}", "invoice_id": "{{id}}", "customer": {"external_id": "{{customer}}"{{mail}}}, "amount": 10000, "currency": "USD"{{(
                names is null ? string.Empty : ", " + names
            )}} }
            """
        );
        await _app.Running.WhenIdleAsync();
        var (status, reason) = await _program.EventStatusAsync(id);
        if (status != "held")
        {
            return null;
        }

        Assert.NotNull(reason);
        return reason;
    }

    private async Task<string> FollowAsync(string query, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/r/{_code}{query}");
        request.Headers.Add("X-Forwarded-For", address);
        using var answer = await _app.Anonymous.SendAsync(request);
        return HttpUtility.ParseQueryString(answer.Headers.Location!.Query)["click_id"]!;
    }
}

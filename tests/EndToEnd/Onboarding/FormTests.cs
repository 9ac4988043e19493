using System.Net;
using System.Text;

namespace EndToEnd.Onboarding;

/// <summary>The questions of a program, and the company's own form on its own site.</summary>
public sealed class FormTests : IAsyncLifetime
{
    private const string Questions = """
        {"questions": [
          {"id": "channel", "type": "choice", "label": "Where do you recommend us?", "required": true,
           "choices": ["Blog", "Podcast"]},
          {"id": "listeners", "type": "number", "label": "How many listeners do you have?", "required": true,
           "shown_when": {"question": "channel", "equals": "Podcast"}},
          {"id": "regions", "type": "multiple_choice", "label": "Your regions", "choices": ["EU", "US"]},
          {"id": "seat", "type": "country", "label": "Your seat"},
          {"id": "story", "type": "long_text", "label": "Your <story>"}
        ]}
        """;

    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}],
        "onboarding": {
          "auto_reject": {"all": [{"field": "application.answers.listeners", "op": "lt", "value": 100},
                                  {"field": "application.answers.regions", "op": "contains", "value": "EU"}]},
          "auto_approve": {"field": "application.answers.listeners", "op": "gte", "value": 10000}
        }
        """;

    private App _app = null!;
    private string _slug = null!;

    private string Address => $"/api/programs/{_slug}/applications";

    public async Task InitializeAsync()
    {
        // The least time is long, so that no slow machine takes longer to send a form that is too quick.
        _app = await App.StartInMemoryAsync(
            new Dictionary<string, string?> { ["Applications__MinFillTime"] = "00:01:00" }
        );
        _slug = await _app.BeginPilotAsync(rules: Rules);
        await _app.PutAsync($"/api/programs/{_slug}/form", Questions);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task The_answers_reach_the_approver_in_words_and_decide_by_rules()
    {
        using var asked = await PostFormAsync(
            ("email", "ann@ann.example.org"),
            ("answers.channel", "Podcast"),
            ("answers.listeners", "1200"),
            ("answers.regions", "EU"),
            ("answers.regions", "US"),
            ("answers.seat", "de"),
            ("answers.story", "<img src=x onerror=alert(1)> שלום")
        );
        var id = (await App.ReadAsync(asked)).GetProperty("application_id").GetString();
        await _app.ConfirmAsync("ann@ann.example.org");

        var mail = await _app.Outbox.LastAsync(App.Owner, "Example Media");
        Assert.Contains("How many listeners do you have?: 1200\n", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Your regions: EU, US\n", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Your seat: Germany\n", mail.Text, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x", mail.Html, StringComparison.Ordinal);
        var page = await _app.Anonymous.GetStringAsync(mail.Link("/approve/"));
        Assert.Contains("<dt>Your &lt;story&gt;</dt>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        var stored = await _app.GetAsync($"{Address}/{id}");
        Assert.Equal(1200, stored.GetProperty("answers").GetProperty("listeners").GetInt32());
        Assert.Equal("DE", stored.GetProperty("answers").GetProperty("seat").GetString());
        Assert.Equal(1, stored.GetProperty("form").GetProperty("version").GetInt32());

        await DecideAsync("few@few.example.org", "50", "EU", "rejected", "rule:auto_reject");
        await DecideAsync("many@many.example.org", "20000", "US", "approved", "rule:auto_approve");
    }

    [Fact]
    public async Task A_form_on_an_allowed_site_is_read_there_and_leads_back()
    {
        foreach (
            var (origin, isAllowed) in new[] { ("https://www.example.com", true), ("https://evil.example", false) }
        )
        {
            using var preflight = await SendAsync(HttpMethod.Options, origin, content: null);
            using var answer = await SendAsync(HttpMethod.Post, origin, App.Json("{}"));
            foreach (var response in new[] { preflight, answer })
            {
                Assert.Equal(isAllowed, response.Headers.Contains("Access-Control-Allow-Origin"));
            }
        }

        foreach (
            var (next, location) in new[]
            {
                ("thanks?from=apply", "thanks?from=apply"),
                ("danke-f\u00fcr-alles?von=M\u00fcller#\u00fcber", "danke-f%C3%BCr-alles?von=M%C3%BCller#%C3%BCber"),
            }
        )
        {
            using var sent = await PostFormAsync(
                ("email", "bob@bob.example.org"),
                ("answers.channel", "Blog"),
                ("next", $"https://www.example.com/{next}")
            );
            Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
            Assert.Equal($"https://www.example.com/{location}", Assert.Single(sent.Headers.GetValues("Location")));
        }

        using var astray = await PostFormAsync(
            ("email", "eve@eve.example.org"),
            ("answers.channel", "Blog"),
            ("next", "https://www.example.com.evil.example/")
        );
        Assert.Equal(HttpStatusCode.BadRequest, astray.StatusCode);
        Assert.Equal(["/next"], (await App.ReadProblemAsync(astray)).Errors!.Keys);
    }

    [Fact]
    public async Task A_form_that_a_script_sends_as_FormData_is_an_application_and_files_are_refused()
    {
        using var undeliverable = await SendPartsAsync("zoë@zoe.example.org");
        Assert.Equal(["/email"], (await App.ReadProblemAsync(undeliverable)).Errors!.Keys);

        using var sent = await SendPartsAsync("zoe@zoë.example.org");
        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
        await _app.ConfirmAsync("zoe@xn--zo-ija.example.org");

        using var withFile = await SendPartsAsync("kim@kim.example.org", file: "portrait.png");
        Assert.Equal(HttpStatusCode.BadRequest, withFile.StatusCode);
        using var other = await SendAsync(
            HttpMethod.Post,
            "https://www.example.com",
            new StringContent("email", Encoding.UTF8, "text/plain")
        );
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, other.StatusCode);
        Assert.Contains("multipart/form-data", (await App.ReadProblemAsync(other)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_that_fill_in_what_people_do_not_see_or_are_too_quick_create_nothing()
    {
        using var trapped = await PostFormAsync(
            ("email", "bot@bot.example.org"),
            ("answers.channel", "Blog"),
            ("fax", "+1 555 0100")
        );
        Assert.Equal(HttpStatusCode.Accepted, trapped.StatusCode);
        Assert.StartsWith("app_", (await App.ReadAsync(trapped)).GetProperty("application_id").GetString()!);

        var page = await _app.Anonymous.GetStringAsync(new Uri($"/apply/{_slug}", UriKind.Relative));
        var token = page.Split("name=\"form_token\" value=\"")[1].Split('"')[0];
        (string, string)[] fields =
        [
            ("email", "bot@bot.example.org"),
            ("answers.channel", "Blog"),
            ("form_token", token),
        ];
        using var hasty = await PostFormAsync(fields);
        Assert.Equal(["/form_token"], (await App.ReadProblemAsync(hasty)).Errors!.Keys);
        Assert.Empty((await _app.GetAsync(Address)).GetProperty("data").EnumerateArray());

        await _app.Running.AdvanceAsync(TimeSpan.FromMinutes(2));
        using var patient = await PostFormAsync(fields);
        Assert.Equal(HttpStatusCode.Accepted, patient.StatusCode);
    }

    [Theory]
    [InlineData("application/json", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.RequestEntityTooLarge)]
    public async Task An_answer_of_two_megabytes_is_too_large(string kind, HttpStatusCode status)
    {
        var text = new string('x', 2 * 1024 * 1024);
        var body = kind == "application/json" ? $$"""{"answers": {"story": "{{text}}"} }""" : $"answers.story={text}";
        using var json = await SendAsync(HttpMethod.Post, null, new StringContent(body, Encoding.UTF8, kind));
        Assert.Equal(status, json.StatusCode);
        Assert.Contains("at most", (await App.ReadProblemAsync(json)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_says_it_is_JSON_is_told_so()
    {
        using var refused = await SendAsync(HttpMethod.Post, null, App.Json("name=Contact&answers.channel=Blog"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("JSON", (await App.ReadProblemAsync(refused)).Errors![""][0], StringComparison.Ordinal);
    }

    private async Task DecideAsync(string email, string listeners, string region, string status, string actor)
    {
        using var sent = await PostFormAsync(
            ("email", email),
            ("answers.channel", "Podcast"),
            ("answers.listeners", listeners),
            ("answers.regions", region)
        );
        var id = (await App.ReadAsync(sent)).GetProperty("application_id").GetString();
        await _app.ConfirmAsync(email);
        await _app.Running.WhenIdleAsync();
        var stored = await _app.GetAsync($"{Address}/{id}");
        Assert.Equal(
            (status, actor),
            (stored.GetProperty("status").GetString(), stored.GetProperty("decided_by").GetString())
        );
    }

    private async Task<HttpResponseMessage> SendPartsAsync(string email, string? file = null)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in Fields(("email", email), ("answers.channel", "Blog")))
        {
            form.Add(new StringContent(value), name);
        }

        if (file is not null)
        {
            form.Add(new ByteArrayContent([1, 2, 3]), "portrait", file);
        }

        return await SendAsync(HttpMethod.Post, "https://www.example.com", form);
    }

    private Task<HttpResponseMessage> PostFormAsync(params (string Name, string Value)[] fields) =>
        _app.PostFormAsync(new Uri(Address, UriKind.Relative), Fields(fields));

    private static (string Name, string Value)[] Fields(params (string Name, string Value)[] fields) =>
        [
            ("name", "Contact"),
            ("company", "Example Media"),
            ("website", "https://media.example.org"),
            ("country", "US"),
            ("promotion_plan", "We write about it."),
            ("terms_accepted", "on"),
            ("terms_version", "1"),
            .. fields,
        ];

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string? origin, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, new Uri(Address, UriKind.Relative)) { Content = content };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return _app.Anonymous.SendAsync(request);
    }
}

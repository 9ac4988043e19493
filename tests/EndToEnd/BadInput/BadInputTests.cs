using System.Net;
using System.Text;
using Azure.Storage.Queues;
using Testing.Answers;

namespace EndToEnd.BadInput;

public sealed class BadInputTests : IAsyncLifetime
{
    private App _app = null!;
    private string _slug = null!;
    private ProgramReader _program = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync();
        _slug = await _app.BeginPilotAsync();
        _program = _app.Program(_slug);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    public static TheoryData<string, string, HttpStatusCode> Requests =>
        new()
        {
            { "/api/programs/{0}/track/sale", "{\"event_id\": ", HttpStatusCode.BadRequest },
            { "/api/programs/{0}/track/sale", "null", HttpStatusCode.BadRequest },
            { "/api/programs/{0}/track/sale", """{"event_id": "e1", "surprise": true}""", HttpStatusCode.BadRequest },
            { "/api/programs/{0}/track/teleport", "{}", HttpStatusCode.NotFound },
            { "/api/programs/nobody/track/sale", "{}", HttpStatusCode.NotFound },
            { "/api/programs/NOT A SLUG/track/sale", "{}", HttpStatusCode.NotFound },
            { "/api/programs/{0}/rules", """{"schema": "affiliate-rules/1"}""", HttpStatusCode.BadRequest },
            { "/api/programs/{0}/stage", """{"to": "live"}""", HttpStatusCode.Conflict },
            { "/api/programs/{0}/cycles", """{"period": "2026-13"}""", HttpStatusCode.BadRequest },
            { "/api/programs/{0}/applications", """{"email": "nobody"}""", HttpStatusCode.BadRequest },
            { "/webhooks/{0}/stripe", "{}", HttpStatusCode.Unauthorized },
            { "/webhooks/{0}/nobody", "{}", HttpStatusCode.NotFound },
        };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task What_is_wrong_is_answered_as_a_problem_with_its_trace(
        string path,
        string body,
        HttpStatusCode expected
    )
    {
        using var answer = await _app.Http.PostAsync(
            new Uri(path.Replace("{0}", _slug, StringComparison.Ordinal), UriKind.Relative),
            App.Json(body)
        );
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await App.ReadProblemAsync(answer);
        Assert.Equal((int)expected, problem.Status);
        Assert.NotEmpty(problem.TraceId);
        Assert.DoesNotContain("   at ", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Every_member_that_is_missing_is_named()
    {
        var (status, problem) = await _app.TryPostAsync($"/api/programs/{_slug}/rules/1/simulate", "{}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["/from", "/to"], problem.As<ProblemJson>().Pointers);
        Assert.DoesNotContain("SimulatedTime", problem.GetRawText());
    }

    [Fact]
    public async Task Each_mistake_is_told_where_it_was_sent_in_words_of_the_caller()
    {
        (string Route, string Body, string Pointer, string Part)[] mistakes =
        [
            ("track/sale", """{"amount": "12"}""", "/amount", "'amount' as an integer"),
            ("track/sale", """{"amount": 1e99}""", "/amount", "'amount' as an integer"),
            ("track/sale", """{"event_id": "\ud800"}""", "/event_id", "valid Unicode"),
            ("track/sale", """{"customer": []}""", "/customer", "'customer' as an object"),
            (
                "track/sale",
                """{"customer": {"external_id": "c1", "surprise": 1} }""",
                "/customer/surprise",
                "'surprise' is not known"
            ),
            ("track/sale", """{"amount": 1, "amount": 2}""", "/amount", "twice"),
            ("track/sale", """{"amount": }""", "", "not JSON"),
            ("track/sale", """[]""", "", "Send an object"),
            ("track/sale", Sale(""" "occurred_at": "2026-11-01T00:00:00" """), "/occurred_at", "with its offset"),
            ("track/sale", Sale(""" "occurred_at": 7 """), "/occurred_at", "with its offset"),
            ("track/sale", Sale(""" "fx_rate": "1000000000000" """), "/fx_rate", "12 digits"),
            ("track/sale", Sale(""" "fx_rate": 0.00000000001 """), "/fx_rate", "10 after it"),
            ("track/sale", Sale(""" "fx_rate": true """), "/fx_rate", "decimal number"),
            (
                "track/sale",
                Sale(""" "fx_rate": "999999999999", "tax": 0, "quantity": 1 """)
                    .Replace("1000", "9007199254740991", StringComparison.Ordinal),
                "/fx_rate",
                "too large to be booked"
            ),
            ("track/sale", Sale(""" "type": "gift" """), "/type", "new, renewal, upgrade"),
            ("track/sale", Sale(""" "sale_type": "gift" """), "/sale_type", "new, renewal, upgrade"),
            ("track/sale", Sale(""" "type": "lead" """), "/type", "track/lead"),
            ("track/sale", Sale(""" "metadata": {"a": "\ud800"} """), "/metadata/a", "valid Unicode"),
            ("track/sale", Sale(""" "metadata": {"a": {"b": 1, "b": 2} } """), "/metadata/a/b", "'b' is given twice"),
            ("stage", """{"to": "elsewhere"}""", "/to", "one of draft, pilot, live"),
            ("stage", """{"to": null}""", "/to", ""),
            ("track/batch", """{"events": 7}""", "/events", "as a list"),
        ];
        foreach (var (route, body, pointer, part) in mistakes)
        {
            var (status, problem) = await _app.PostRefusedAsync($"/api/programs/{_slug}/{route}", body);
            Assert.Equal((HttpStatusCode.BadRequest, pointer), (status, Assert.Single(problem.Pointers)));
            Assert.Contains(part, problem.Sentences.First(), StringComparison.Ordinal);
            Assert.All(problem.Sentences, sentence => Assert.DoesNotMatch("System|Affiliate|\\.NET|`|Body", sentence));
        }

        static string Sale(string member) =>
            $$"""{ {{member}}, "event_id": "e1", "invoice_id": "i1", "customer": {"external_id": "c1"}, "amount": 1000, "currency": "EUR"}""";
    }

    [Fact]
    public async Task Without_the_key_nothing_is_answered()
    {
        using var none = await _app.Anonymous.GetAsync(new Uri($"/api/programs/{_slug}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/programs/{_slug}");
        request.Headers.Add("x-functions-key", "guessed");
        using var wrong = await _app.Anonymous.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
    }

    [Fact]
    public async Task Bodies_have_limits_and_kinds()
    {
        using var large = await _app.Http.PostAsync(
            new Uri($"/api/programs/{_slug}/track/batch", UriKind.Relative),
            App.Json($$"""{"events": ["{{new string('x', 5_000_000)}}"]}""")
        );
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using var text = new StringContent("event", Encoding.UTF8, "text/plain");
        using var other = await _app.Http.PostAsync(
            new Uri($"/api/programs/{_slug}/track/sale", UriKind.Relative),
            text
        );
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, other.StatusCode);
    }

    [Theory]
    [InlineData("track/sale")]
    [InlineData("track/batch")]
    public async Task A_body_whose_length_is_not_given_is_refused_as_too_large_however_long_it_is(string path)
    {
        const int Length = 35_000_000;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/programs/{_slug}/{path}")
        {
            Content = App.Json(new string('x', Length)),
        };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await _app.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("may have at most", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("track/sale", "/metadata/")]
    [InlineData("rules", "/commissions/")]
    public async Task What_is_nested_too_deep_is_refused(string path, string member)
    {
        var deep = new string('[', 5_000) + new string(']', 5_000);
        var (status, problem) = await _app.PostRefusedAsync(
            $"/api/programs/{_slug}/{path}",
            $$"""{"{{member.Trim('/')}}": {{deep}} }"""
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Single(problem.Pointers);
    }

    [Fact]
    public async Task A_script_in_a_name_is_text_wherever_it_is_shown()
    {
        const string Name = "<script>alert(1)</script>";
        await _app.ApplyAsync(_slug, "script@partner.example.org", Name);
        await _app.ConfirmAsync("script@partner.example.org");
        var mail = await _app.Outbox.LastAsync(App.Owner, "alert(1)");
        using var page = await _app.Anonymous.GetAsync(mail.Link("/approve/"));
        foreach (var shown in new[] { mail.Html, await page.Content.ReadAsStringAsync() })
        {
            Assert.DoesNotContain("<script", shown);
            Assert.Contains("&lt;script&gt;alert(1)", shown);
        }

        await _app.PostAsync(
            $"/api/programs/{_slug}/track/lead",
            $$"""{"event_id": "l1", "customer": {"external_id": "c1", "name": "{{Name}}", "company": "{{Name}}"}, "code": "nobody"}"""
        );
        using var outbox = await _app.Http.GetAsync(new Uri("/local/outbox", UriKind.Relative));
        Assert.DoesNotContain("<script>alert", await outbox.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_unknown_code_leads_to_the_programs_site_and_counts_nothing()
    {
        using var answer = await _app.Anonymous.GetAsync(
            new Uri("/r/nobody?to=https://evil.example.net", UriKind.Relative)
        );
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("www.example.com", answer.Headers.Location!.Host);
        Assert.DoesNotContain("click_id", answer.Headers.Location.Query);
        var (status, problem) = await _app.PostRefusedAsync(
            $"/api/programs/{_slug}/track/click",
            """{"event_id": "c1", "code": "nobody"}"""
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("/code", problem.Pointers);
    }

    [Fact]
    public async Task An_expired_link_is_said_to_be_expired_and_changes_nothing()
    {
        await _app.ApplyAsync(_slug, "late@partner.example.org");
        var link = (await _app.Outbox.LastAsync("late@partner.example.org", "confirm")).Link("/verify/");
        await _app.Running.SkipAsync(TimeSpan.FromDays(15));
        using var answer = await _app.Anonymous.PostAsync(link, null);
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
    }

    [Fact]
    public async Task A_message_that_is_not_ours_is_kept_apart_and_disturbs_nothing()
    {
        var queues = new QueueServiceClient(
            _app.Running.Storage,
            new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }
        );
        await queues.GetQueueClient("tracking-events").SendMessageAsync("{\"hello\": \"world\"}");
        var unreadable = queues.GetQueueClient("tracking-events-poison-poison");
        for (
            var look = 0;
            look < 600
                && !(
                    (await unreadable.ExistsAsync()).Value && (await unreadable.PeekMessagesAsync(1)).Value.Length > 0
                );
            look++
        )
        {
            await Task.Delay(100);
        }

        var health = await _app.GetAsync<HealthJson>("/api/health");
        Assert.Equal((1, "degraded"), (health.Poison, health.Status));
        Assert.Equal(
            "{\"hello\": \"world\"}",
            Assert.Single((await unreadable.PeekMessagesAsync(1)).Value).MessageText
        );
        var partner = await _app.SignUpAsync(_slug);
        await _app.PostAsync(
            $"/api/programs/{_slug}/track/sale",
            $$"""
            {"event_id": "s1", "invoice_id": "i1", "customer": {"external_id": "c1"}, "amount": 1000, "currency": "USD", "code": "{{partner.Code}}"}
            """
        );
        await _app.Running.WhenIdleAsync();
        Assert.Equal("applied", (await _program.EventAsync("s1")).Status);
    }
}

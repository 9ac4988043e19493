using System.Net;
using System.Text;

namespace EndToEnd.BadInput;

/// <summary>What strangers send to sign up: texts that hide something, and bodies of another shape or size.</summary>
[Collection(nameof(SharedProgram))]
public sealed class SignUpInputTests(SharedProgram shared)
{
    private const string Route = $"/api/programs/{SharedProgram.Slug}/applications";

    [Fact]
    public async Task A_name_cannot_hide_or_reorder_anything_in_a_mail_or_a_page_and_a_domain_has_both_forms()
    {
        const string Company = "\u05E9\u05DC\u05D5\u05DD\u200B<b>7</b>\uFEFF";
        var domain = $"m\u00FCller-{new string('b', 30)}.{new string('c', 63)}.{new string('d', 20)}.example.org";
        var email = $"{new string('a', 64)}@{domain}";
        await shared.App.ApplyAsync(SharedProgram.Slug, email, Company);
        await shared.App.ConfirmAsync(
            email.Replace(
                $"m\u00FCller-{new string('b', 30)}",
                $"xn--mller-{new string('b', 30)}-e0d",
                StringComparison.Ordinal
            )
        );

        var mail = await shared.App.Outbox.LastAsync(App.Owner, "\u05E9\u05DC\u05D5\u05DD");
        using var page = await shared.App.Anonymous.GetAsync(mail.Link("/approve/"));
        var html = await page.Content.ReadAsStringAsync();

        Assert.Equal("Approve the application of \u2068\u05E9\u05DC\u05D5\u05DD\u2069<b>7</b>", mail.Subject);
        foreach (var shown in new[] { mail.Text!, WebUtility.HtmlDecode(mail.Html!), WebUtility.HtmlDecode(html) })
        {
            Assert.Contains("\u2068\u05E9\u05DC\u05D5\u05DD\u2069", shown, StringComparison.Ordinal);
            Assert.Contains("domain also written xn--", shown, StringComparison.Ordinal);
            Assert.Equal(-1, shown.IndexOfAny(['\u200B', '\uFEFF', '\u202E']));
        }

        Assert.DoesNotContain("<b>7", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name", "Pat\u202Egnp.exe")]
    [InlineData("company", "Agency\nDecide by: never")]
    [InlineData("email", "pat\u200B@partner.example.org")]
    [InlineData("website", "https://part\u200Dner.example.org")]
    public async Task A_text_that_hides_something_is_refused_by_its_field(string field, string text)
    {
        var (status, problem) = await shared.App.PostRefusedAsync(
            Route,
            $$"""{"{{field}}": {{System.Text.Json.JsonSerializer.Serialize(text)}}}"""
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains($"/{field}", problem.Pointers);
    }

    [Fact]
    public async Task Bodies_of_another_shape_or_size_are_refused_before_they_are_read()
    {
        const string Program = $"/api/programs/{SharedProgram.Slug}";
        const string Json = "application/json";
        var answer = $$$"""{"answers": {"story": "{{{new string('x', 2_000_000)}}}"}}""";
        var rows = string.Concat(Enumerable.Repeat("a,b,c,d\n", 100_000));
        (string Method, string Path, string Body, string Type, HttpStatusCode Status)[] requests =
        [
            ("POST", Route, "name=Pat&email=pat%40example.org", Json, HttpStatusCode.BadRequest),
            ("POST", Route, "name=Pat", "text/plain", HttpStatusCode.UnsupportedMediaType),
            ("POST", Route, answer, Json, HttpStatusCode.RequestEntityTooLarge),
            (
                "POST",
                Route,
                "answers.story=" + new string('x', 2_000_000),
                "application/x-www-form-urlencoded",
                HttpStatusCode.RequestEntityTooLarge
            ),
            ("PUT", $"{Program}/form", ChoicesOf(10_000), Json, HttpStatusCode.BadRequest),
            ("POST", $"{Program}/partners/import", $"name,email,company,country\n{rows}", "text/csv", RowsStatus),
        ];
        foreach (var (method, path, body, type, expected) in requests)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative))
            {
                Content = new StringContent(body, Encoding.UTF8, type),
            };
            using var response = await shared.App.Http.SendAsync(request);
            Assert.Equal((path, type, expected), (path, type, response.StatusCode));
            Assert.InRange((await response.Content.ReadAsStringAsync()).Length, 1, 2_000);
        }
    }

    // A file of 100,000 short rows is below the limit of bytes, and above that of rows.
    private const HttpStatusCode RowsStatus = HttpStatusCode.RequestEntityTooLarge;

    private static string ChoicesOf(int count) =>
        """{"questions": [{"id": "a", "type": "choice", "label": "A", "choices": ["""
        + string.Join(',', Enumerable.Range(0, count).Select(number => $"\"choice {number}\""))
        + "]}]}";
}

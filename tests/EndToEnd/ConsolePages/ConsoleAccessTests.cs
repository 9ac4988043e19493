using System.Net;
using System.Text.Json;
using Testing;

namespace EndToEnd.ConsolePages;

/// <summary>The console shows nothing to a browser without a session.</summary>
public sealed class ConsoleAccessTests
{
    // The pages of signing in have no data of the app.
    private static readonly string[] Open = ["/console/start", "/console/sign-in", "/console/sessions"];

    [Fact]
    public async Task No_page_and_no_form_of_the_console_works_without_its_session()
    {
        await using var app = await App.StartInMemoryAsync();
        await app.BeginPilotAsync();
        var partner = await app.SignUpAsync("demo", "Acme Agency");
        var browser = await ConsoleBrowser.SignInAsync(app.Running);
        var page = await browser.ReadAsync("/console");
        Assert.Contains("/console/programs/demo", page, StringComparison.Ordinal);
        Assert.Contains("function key on the console", page, StringComparison.Ordinal);
        string[] facts = ["/console/programs/demo\"", partner.Company, partner.Email, partner.Id, partner.Code];

        var stranger = new PartnerBrowser(app.Running);
        var guessed = $"__Host-console={new string('A', 43)}";
        var operations = await OperationsAsync(app);
        Assert.InRange(operations.Count, 30, 100);
        foreach (var (method, path) in operations)
        {
            var address = path.Replace("{program}", "demo", StringComparison.Ordinal)
                .Replace("{id}", partner.Id, StringComparison.Ordinal);
            using (
                var answer = await (method == HttpMethod.Get ? stranger.GetAsync(address) : stranger.PostAsync(address))
            )
            {
                await AssertHiddenAsync(answer);
            }

            using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative));
            request.Headers.Add("Cookie", guessed);
            request.Content = method == HttpMethod.Get ? null : new FormUrlEncodedContent([]);
            using var wrong = await app.Anonymous.SendAsync(request);
            await AssertHiddenAsync(wrong);

            if (method == HttpMethod.Post)
            {
                // The session is right, and the form is of another site.
                using var forged = new HttpRequestMessage(method, request.RequestUri);
                forged.Headers.Add("Cookie", browser.Cookies);
                forged.Content = new FormUrlEncodedContent([]);
                using var refused = await app.Anonymous.SendAsync(forged);
                Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            }
        }

        async Task AssertHiddenAsync(HttpResponseMessage answer)
        {
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            Assert.StartsWith("/console/start", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.All(facts, fact => Assert.DoesNotContain(fact, text, StringComparison.Ordinal));
            AssertProtected(answer);
        }
    }

    [Fact]
    public async Task A_session_is_opened_by_a_key_only_and_ends_for_all_browsers_of_the_key()
    {
        await using var app = await App.StartInMemoryAsync();
        using (var wrong = await new PartnerBrowser(app.Running).PostAsync("/console/sign-in?code=guessed"))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        var browser = new PartnerBrowser(app.Running);
        var shown = await browser.ReadAsync("/console/sign-in?code=local-key");
        Assert.Contains("action=\"/console/sign-in?code=local-key\"", shown, StringComparison.Ordinal);
        Assert.Null(browser.Cookie("__Host-console"));
        using (var opened = await browser.PostAsync("/console/sign-in?code=local-key"))
        {
            Assert.Equal("/console", opened.Headers.Location!.ToString());
            var cookie = Assert.Single(opened.Headers.GetValues("Set-Cookie"));
            Assert.Contains("max-age=43200", cookie, StringComparison.Ordinal);
            Assert.Contains("; secure; samesite=strict; httponly", cookie, StringComparison.Ordinal);
        }

        var first = browser.Cookie("__Host-console");
        var other = await ConsoleBrowser.SignInAsync(app.Running);
        Assert.NotEqual(first, other.Cookie("__Host-console"));
        Assert.Contains("There is no program yet", await browser.ReadAsync("/console"), StringComparison.Ordinal);
        AssertProtected(await other.GetAsync("/console"));
        using (var ended = await browser.PostAsync("/console/sign-out/everywhere"))
        {
            Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        }

        using var gone = await other.GetAsync("/console");
        Assert.Equal(HttpStatusCode.SeeOther, gone.StatusCode);
    }

    // Every page of the console is in the document, so a new one cannot be forgotten here.
    private static async Task<IReadOnlyList<(HttpMethod Method, string Path)>> OperationsAsync(App app)
    {
        var document = JsonElement.Parse(
            await app.Anonymous.GetStringAsync(new Uri("/api/openapi.json", UriKind.Relative))
        );
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
            where path.Name.StartsWith("/console", StringComparison.Ordinal) && !Open.Contains(path.Name)
            from operation in path.Value.EnumerateObject()
            select (HttpMethod.Parse(operation.Name), path.Name),
        ];
    }

    private static void AssertProtected(HttpResponseMessage answer)
    {
        string[] policies = [.. answer.Headers.GetValues("Content-Security-Policy")];
        Assert.Contains("frame-ancestors 'none'", Assert.Single(policies), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policies[0], StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policies[0], StringComparison.Ordinal);
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }
}

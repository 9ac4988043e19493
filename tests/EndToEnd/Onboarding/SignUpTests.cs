using System.Net;
using System.Text.Json;

namespace EndToEnd.Onboarding;

public sealed class SignUpTests : IAsyncLifetime
{
    private App _app = null!;

    public async Task InitializeAsync() => _app = await App.StartInMemoryAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_partner_signs_up_and_gets_a_code_and_a_link()
    {
        var slug = await _app.BeginPilotAsync();
        await _app.PutAsync(
            $"/api/programs/{slug}/assets",
            """{"assets": [{"name": "Our sentence", "kind": "text", "text": "Books that keep themselves."}]}"""
        );
        var partner = await _app.SignUpAsync(slug);
        Assert.Equal("active", partner.Status);
        Assert.Equal(App.Owner, partner.ApprovedBy);
        var welcome = await _app.Outbox.LastAsync("acme.agency@partner.example.org", "Welcome");
        Assert.Contains($"/r/{partner.Code}", welcome.Text);
        Assert.Contains("Books that keep themselves.", welcome.Text);
        Assert.Contains("disclose that you are paid", welcome.Text);
        Assert.True((await _app.Program(slug).VerifyAuditAsync()).Ok);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Looking_at_links_changes_nothing(string method)
    {
        var slug = await _app.BeginPilotAsync();
        var id = await _app.ApplyAsync(slug, "scanned@partner.example.org");
        var confirm = (await _app.Outbox.LastAsync("scanned@partner.example.org", "confirm")).Link("/verify/");
        await LookTwiceAsync(method, confirm);
        Assert.Equal("unverified", await StatusAsync(slug, id));

        await _app.ConfirmAsync("scanned@partner.example.org");
        var approve = (await _app.Outbox.LastAsync(App.Owner, "Acme Agency")).Link("/approve/");
        await LookTwiceAsync(method, approve);
        Assert.Equal("pending_approval", await StatusAsync(slug, id));
    }

    [Fact]
    public async Task A_link_decides_once_and_only_as_it_was_signed()
    {
        var slug = await _app.BeginPilotAsync();
        await _app.ApplyAsync(slug, "once@partner.example.org");
        await _app.ConfirmAsync("once@partner.example.org");
        var link = (await _app.Outbox.LastAsync(App.Owner, "Acme Agency")).Link("/approve/");

        using var altered = await _app.PostFormAsync(new Uri(link.ToString()[..^3] + "abc"), ("decision", "approve"));
        Assert.Equal(HttpStatusCode.BadRequest, altered.StatusCode);
        using var unreasoned = await _app.PostFormAsync(link, ("decision", "reject"));
        Assert.Equal(HttpStatusCode.BadRequest, unreasoned.StatusCode);
        using var decided = await _app.PostFormAsync(
            link,
            ("decision", "reject"),
            ("reason", "Not our field"),
            ("note", "Please write to us next year.")
        );
        Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
        using var again = await _app.PostFormAsync(link, ("decision", "approve"));
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        var told = Assert.Single(await _app.Outbox.ListAsync("once@partner.example.org", "Your application"));
        Assert.Contains("We have reviewed your application", told.Text);
        Assert.Contains("Please write to us next year.", told.Text);
        Assert.DoesNotContain("Not our field", told.Text);
    }

    [Fact]
    public async Task Nobody_decides_the_owner_is_reminded_the_backup_asked_and_the_application_expires()
    {
        var slug = await _app.BeginPilotAsync();
        var id = await _app.ApplyAsync(slug, "slow@partner.example.org");
        await _app.ConfirmAsync("slow@partner.example.org");
        var link = (await _app.Outbox.LastAsync(App.Owner, "Acme Agency")).Link("/approve/");
        await _app.Running.AdvanceAsync(TimeSpan.FromHours(25));
        Assert.Single(await _app.Outbox.ListAsync(App.Owner, "Reminder"));
        await _app.Running.SkipAsync(TimeSpan.FromHours(48));
        Assert.Single(await _app.Outbox.ListAsync(App.Backup, "Still open"));
        var open = Assert.Single(await ApprovalsAsync(slug, "status=open&kind=application"));
        Assert.Equal(
            [App.Owner, App.Backup],
            open.GetProperty("asked").EnumerateArray().Select(person => person.GetProperty("email").GetString())
        );
        Assert.Empty(await ApprovalsAsync(slug, "status=decided&kind=application"));
        await _app.Running.SkipAsync(TimeSpan.FromDays(14));
        Assert.Equal("expired", await StatusAsync(slug, id));
        var told = await _app.Outbox.LastAsync("slow@partner.example.org", "has expired");
        Assert.Contains("Nobody has decided on your application", told.Text);
        Assert.DoesNotContain("reviewed", told.Text);
        var expired = Assert.Single(await ApprovalsAsync(slug, "status=expired&kind=application"));
        Assert.Equal("rule:expiry", expired.GetProperty("outcome").GetProperty("actor").GetString());
        Assert.Empty(await ApprovalsAsync(slug, "status=open&kind=application"));
        using var late = await _app.PostFormAsync(link, ("decision", "approve"));
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
    }

    [Fact]
    public async Task A_form_is_answered_with_a_page_and_keeps_what_was_entered()
    {
        var slug = await _app.BeginPilotAsync();
        using var page = await _app.Anonymous.GetAsync(new Uri($"/apply/{slug}", UriKind.Relative));
        Assert.Contains("<form", await page.Content.ReadAsStringAsync());
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/programs/{slug}/applications")
        {
            Content = new FormUrlEncodedContent([
                KeyValuePair.Create("name", "<script>x</script>"),
                KeyValuePair.Create("email", "nobody"),
            ]),
        };
        request.Headers.Add("Accept", "text/html");
        using var answer = await _app.Anonymous.SendAsync(request);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("&lt;script&gt;", html);
        Assert.DoesNotContain("<script>", html);
    }

    private async Task LookTwiceAsync(string method, Uri link)
    {
        for (var i = 0; i < 2; i++)
        {
            using var answer = await _app.Anonymous.SendAsync(new HttpRequestMessage(new HttpMethod(method), link));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await _app.Running.WhenIdleAsync();
    }

    private async Task<IReadOnlyList<JsonElement>> ApprovalsAsync(string slug, string query) =>
        [.. (await _app.GetAsync($"/api/programs/{slug}/approvals?{query}")).GetProperty("data").EnumerateArray()];

    private async Task<string> StatusAsync(string slug, string id) =>
        (await _app.Program(slug).ApplicationAsync(id)).Status;
}

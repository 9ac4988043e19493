using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using SendGrid.Helpers.Mail;
using Testing;

namespace LocalHost.Tests.Mail;

public sealed class OutboxPageTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task The_links_of_a_mail_can_be_followed_from_its_page()
    {
        await using var app = await SinkApp.StartAsync(azurite.TakeAccount());
        const string html = """<!doctype html><p><a href="https://example.com/approve/1">Approve</a></p>""";
        await SendAsync(app, "Approve", "see the page", html);

        var list = await PageAsync(app, "local/outbox");
        var mail = await PageAsync(app, Link(list, "li a"));
        var body = await PageAsync(app, mail.QuerySelector("iframe")!.GetAttribute("src")!);

        Assert.Equal("https://example.com/approve/1", body.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal("_top", body.QuerySelector("head > base")!.GetAttribute("target"));
        Assert.Contains("owner@example.com", mail.QuerySelector("dl")!.TextContent);
    }

    [Fact]
    public async Task A_mail_of_plain_text_shows_its_links()
    {
        await using var app = await SinkApp.StartAsync(azurite.TakeAccount());
        const string text = "Read <this> (https://example.com/a?b=1&c=2), or https://example.com/a.";
        await SendAsync(app, "Plain", text, null);

        var mail = await PageAsync(app, Link(await PageAsync(app, "local/outbox"), "li a"));

        Assert.Null(mail.QuerySelector("iframe"));
        Assert.Equal(text, mail.QuerySelector("pre")!.TextContent);
        Assert.Equal(
            ["https://example.com/a?b=1&c=2", "https://example.com/a"],
            mail.QuerySelectorAll("pre a").Select(link => link.GetAttribute("href"))
        );
    }

    [Fact]
    public async Task The_text_of_a_mail_is_encoded_and_its_scripts_do_not_run()
    {
        await using var app = await SinkApp.StartAsync(azurite.TakeAccount());
        await SendAsync(
            app,
            "<script>alert(1)</script>",
            "</pre><script>alert(2)</script>",
            "<script>alert(3)</script>"
        );

        var list = await PageAsync(app, "local/outbox?subject=%22%3E%3Cscript%3E");
        Assert.Empty(list.QuerySelectorAll("script"));
        Assert.Equal("\"><script>", list.QuerySelector("input[name=subject]")!.GetAttribute("value"));
        var path = Link(await PageAsync(app, "local/outbox"), "li a");
        var mail = await PageAsync(app, path);
        Assert.Empty(mail.QuerySelectorAll("script"));
        Assert.Equal("<script>alert(1)</script>", mail.QuerySelector("h1")!.TextContent);
        using var body = await app.Http.GetAsync($"{path}/html");
        var policy = body.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("sandbox ", policy);
        Assert.DoesNotContain("allow-scripts", policy);
    }

    [Fact]
    public async Task An_unknown_mail_is_not_found()
    {
        await using var app = await SinkApp.StartAsync(azurite.TakeAccount());
        using var answer = await app.Http.GetAsync("local/outbox/none");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static async Task SendAsync(SinkApp app, string subject, string text, string? html)
    {
        var answer = await app.SendGrid.SendEmailAsync(
            MailHelper.CreateSingleEmail(
                new EmailAddress("partners@example.com"),
                new EmailAddress("owner@example.com"),
                subject,
                text,
                html
            )
        );
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private static async Task<IHtmlDocument> PageAsync(SinkApp app, string path) =>
        new HtmlParser().ParseDocument(await app.Http.GetStringAsync(path));

    private static string Link(IHtmlDocument page, string selector) =>
        page.QuerySelector(selector)!.GetAttribute("href")!;
}

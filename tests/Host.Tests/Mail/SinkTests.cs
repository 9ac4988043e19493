using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SendGrid.Helpers.Mail;
using Testing;

namespace LocalHost.Tests.Mail;

public sealed class SinkTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly EmailAddress Sender = new("partners@example.com", "Partner program");

    [Fact]
    public async Task A_mail_of_the_real_client_is_in_the_outbox()
    {
        await using var app = await SinkApp.StartAsync(azurite.TakeAccount());
        var before = DateTimeOffset.UnixEpoch;

        var answer = await app.SendGrid.SendEmailAsync(
            MailHelper.CreateSingleEmail(
                Sender,
                new EmailAddress("owner@example.com"),
                "Approve a partner",
                "Open https://example.com/approve/a?x=1&y=2.",
                """
                <p>Open <a href="https://example.com/approve/a?x=1&amp;y=2">the approval</a>
                or <a href="mailto:a@example.com">write</a></p>
                """
            )
        );

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var mail = Assert.Single(await app.OutboxAsync());
        Assert.Equal("owner@example.com", mail.GetProperty("to").GetString());
        Assert.Equal("Partner program <partners@example.com>", mail.GetProperty("from").GetString());
        Assert.Equal("Approve a partner", mail.GetProperty("subject").GetString());
        Assert.Equal("Open https://example.com/approve/a?x=1&y=2.", mail.GetProperty("text").GetString());
        Assert.Equal(
            ["https://example.com/approve/a?x=1&y=2"],
            mail.GetProperty("links").EnumerateArray().Select(link => link.GetString())
        );
        Assert.Equal(answer.Headers.GetValues("X-Message-Id").Single(), mail.GetProperty("id").GetString());
        Assert.True(mail.GetProperty("sent_at").GetDateTimeOffset() > before);
    }

    [Fact]
    public async Task An_address_outside_of_ASCII_is_refused()
    {
        await using var app = await SinkApp.StartAsync(azurite.TakeAccount());
        var refused = await app.SendGrid.SendEmailAsync(Plain("owner@bücher.example", "Subject", "text"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Empty(await app.OutboxAsync());
    }

    [Fact]
    public async Task Every_envelope_makes_a_mail_and_the_newest_comes_first()
    {
        await using var app = await SinkApp.StartAsync(azurite.TakeAccount());
        await app.SendGrid.SendEmailAsync(Plain("first@example.com", "First", "one"));

        await app.SendGrid.SendEmailAsync(
            MailHelper.CreateSingleEmailToMultipleRecipients(
                Sender,
                [new("second@example.com"), new("third@example.com")],
                "Later",
                "two",
                null
            )
        );

        var mails = await app.OutboxAsync();
        Assert.Equal(3, mails.Count);
        Assert.Equal("First", mails[2].GetProperty("subject").GetString());
        var found = Assert.Single(await app.OutboxAsync("?to=FIRST@example.com"));
        Assert.Equal("First", found.GetProperty("subject").GetString());
        Assert.Equal(2, (await app.OutboxAsync("?subject=late")).Count);
        Assert.Empty(await app.OutboxAsync("?to=irst@example.com"));
    }

    [Fact]
    public async Task A_restarted_host_still_shows_the_sent_mails()
    {
        var storage = azurite.TakeAccount();
        var text = string.Concat(Enumerable.Range(0, 40_000).Select(number => $"line {number} "));
        await using (var app = await SinkApp.StartAsync(storage))
        {
            await app.SendGrid.SendEmailAsync(Plain("owner@example.com", "Long", text));
        }

        await using var again = await SinkApp.StartAsync(storage);
        Assert.Equal(text, Assert.Single(await again.OutboxAsync()).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Without_a_key_nothing_is_sent()
    {
        await using var app = await SinkApp.StartAsync(azurite.TakeAccount());

        using var answer = await app.PostAsync("{}", key: null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(
            "The provided authorization grant is invalid, expired, or revoked",
            (await ErrorsAsync(answer)).Single().Message
        );
    }

    [Fact]
    public async Task Requests_that_SendGrid_refuses_are_refused()
    {
        await using var app = await SinkApp.StartAsync(azurite.TakeAccount());
        await Refuses("not json", [null]);
        await Refuses("""{"from":"a@example.com"}""", [null]);
        await Refuses("{}", ["from.email", "personalizations", "subject", "content"]);
        await Refuses(Body(to: "[]"), ["personalizations.0.to"]);
        await Refuses(Body(to: """[{"email":"nobody"}]"""), ["personalizations.0.to.0.email"]);
        await Refuses(Body(to: """[{"email":"a@example.com"},{"email":"A@example.com"}]"""), ["personalizations.0"]);
        await Refuses(Body(content: """[{"type":"text/plain","value":""}]"""), ["content.0.value"]);
        await Refuses(
            Body(content: """[{"type":"text/html","value":"a"},{"type":"text/plain","value":"b"}]"""),
            ["content"]
        );
        Assert.Empty(await app.OutboxAsync());

        async Task Refuses(string json, string?[] fields)
        {
            using var answer = await app.PostAsync(json);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal(fields, (await ErrorsAsync(answer)).Select(error => error.Field));
        }
    }

    private static SendGridMessage Plain(string to, string subject, string text) =>
        MailHelper.CreateSingleEmail(Sender, new EmailAddress(to), subject, text, null);

    private static string Body(
        string to = """[{"email":"a@example.com"}]""",
        string content = """[{"type":"text/plain","value":"a"}]"""
    ) =>
        $$"""
            {"from":{"email":"partners@example.com"},"personalizations":[{"to":{{to}}}],"subject":"s","content":{{content}}}
            """;

    private static async Task<List<(string? Message, string? Field)>> ErrorsAsync(HttpResponseMessage answer) =>
        [
            .. (await answer.Content.ReadFromJsonAsync<JsonElement>())
                .GetProperty("errors")
                .EnumerateArray()
                .Select(error => (error.GetProperty("message").GetString(), error.GetProperty("field").GetString())),
        ];
}

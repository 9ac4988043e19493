using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using EndToEnd.Payouts;
using Testing.Answers;

namespace EndToEnd.Onboarding;

/// <summary>After a person was erased, nothing in storage says who it was; what was earned and paid stays.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private const string Name = "Ada Lovelace";
    private const string Email = "ada.lovelace@analytical-partners.example.org";
    private const string Company = "Analytical Partners";
    private const string Website = "https://www.analytical-partners.example.org";
    private const string Plan = "We describe engines";
    private const string Answer = "Readers of the Analyst";

    // The mails that went out: a stand-in for the mail service's own storage.
    private const string Outbox = "localoutbox";

    private const string Contact = "charles.babbage@analytical-partners.example.org";
    private const string Link = "Letter to Mary";
    private const string Target = "https://shop.example.com/for-mary-somerville";
    private const string Note = "Met at the soiree";

    private static readonly string[] Personal =
    [
        Name,
        Email,
        Company,
        Website,
        Plan,
        Answer,
        "ending 6789",
        Contact,
        "Charles Babbage",
        Link,
        Target,
        Note,
    ];

    private static readonly Func<Stream, Stream>[] Compressions =
    [
        stream => new BrotliStream(stream, CompressionMode.Decompress),
        stream => new GZipStream(stream, CompressionMode.Decompress),
        stream => new ZLibStream(stream, CompressionMode.Decompress),
        stream => new DeflateStream(stream, CompressionMode.Decompress),
    ];

    private App _app = null!;
    private string _slug = null!;
    private ProgramReader _program = null!;
    private ProgramMonth _month = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync();
        await _app.AdvanceToNextMonthAsync(day: 26);
        _slug = await _app.BeginPilotAsync(
            rules: """
            "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 1,
            "payout": {"minimum": 100, "require": ["tax_form", "payout_details"]}
            """
        );
        _program = _app.Program(_slug);
        _month = new ProgramMonth(_app, _slug);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Of_a_partner_who_was_approved_paid_and_erased_nothing_is_found_in_storage()
    {
        var (partner, approval) = await SignUpAsync();
        await DescribeAsync(partner);
        var period = await PayAsync(partner);
        Assert.NotEmpty(await FoundAsync());
        var before = await _app.GetAsync($"/api/programs/{_slug}/partners/{partner}/balance");

        using var erased = await _app.Http.DeleteAsync(
            new Uri($"/api/programs/{_slug}/partners/{partner}/personal-data", UriKind.Relative)
        );
        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        await _app.Running.WhenIdleAsync();
        await _app.Outbox.LastAsync(Email, "Your personal data");

        Assert.Equal([], await FoundAsync());
        var payout = (await _program.PayoutsAsync(period)).Single();
        Assert.Equal(("Erased", 2_000), (payout.Name, payout.Amount));
        Assert.Equal(
            before.GetRawText(),
            (await _app.GetAsync($"/api/programs/{_slug}/partners/{partner}/balance")).GetRawText()
        );
        Assert.True((await _program.VerifyLedgerAsync()).Ok);

        using var link = await _app.Anonymous.GetAsync(approval);
        var page = await link.Content.ReadAsStringAsync();
        Assert.Contains("Approve the application of Erased", page);
        Assert.All(Personal, text => Assert.DoesNotContain(text, page, StringComparison.OrdinalIgnoreCase));
        using var again = await _app.Http.DeleteAsync(
            new Uri($"/api/programs/{_slug}/partners/{partner}/personal-data", UriKind.Relative)
        );
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    private async Task DescribeAsync(string partner)
    {
        var address = $"/api/programs/{_slug}/partners/{partner}";
        using var patched = await _app.Http.PatchAsync(
            new Uri(address, UriKind.Relative),
            App.Json($$"""{"contacts": [{"name": "Charles Babbage", "email": "{{Contact}}", "role": "finance"}]}""")
        );
        Assert.Equal(HttpStatusCode.OK, patched.StatusCode);
        await _app.PostAsync($"{address}/links", $$"""{"name": "{{Link}}", "code": "ada-1", "to": "{{Target}}"}""");
        await _app.PostAsync($"{address}/links", $$"""{"name": "{{Link}} 2", "code": "ada-2", "to": "{{Target}}"}""");
        using var removed = await _app.Http.DeleteAsync(new Uri($"{address}/links/ada-2", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        await _app.PostAsync(
            $"/api/programs/{_slug}/notes",
            $$"""{"about": "{{partner}}", "source": "sales", "text": "{{Note}}", "author": "Sam"}"""
        );
    }

    [Fact]
    public async Task An_open_approval_of_payouts_shows_the_pseudonym_and_its_link_still_decides()
    {
        var (partner, _) = await SignUpAsync();
        var period = await CloseAsync(partner);
        using var erased = await _app.Http.DeleteAsync(
            new Uri($"/api/programs/{_slug}/partners/{partner}/personal-data", UriKind.Relative)
        );
        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        var link = (await _app.Outbox.LastAsync(App.Finance, $"Approve the payouts of {period}")).Link("/approve/");
        using var shown = await _app.Anonymous.GetAsync(link);
        var page = await shown.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        Assert.Matches(
            $"""Erased\s*<small>{partner}</small>((?!</tr>)[\s\S])*<td class="number"[^>]*>\s*20\.00 USD\s*<""",
            page
        );
        Assert.All(Personal, text => Assert.DoesNotContain(text, page, StringComparison.OrdinalIgnoreCase));
        Assert.Empty(await FoundAsync());

        await _app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "reject", "Erased meanwhile");
        Assert.Equal("rejected", (await _program.CycleAsync(period)).Status);
        Assert.Empty(await FoundAsync());
    }

    private async Task<(string Partner, Uri Approval)> SignUpAsync()
    {
        // The label of a question can be a word that approvals use for facts which are not personal.
        await _app.PutAsync(
            $"/api/programs/{_slug}/form",
            """{"questions": [{"id": "readers", "type": "text", "label": "Country", "required": true}]}"""
        );
        var body = new
        {
            name = Name,
            email = Email,
            company = Company,
            website = Website,
            country = "GB",
            promotion_plan = Plan,
            answers = new { readers = Answer },
            terms_accepted = true,
            terms_version = "1",
        };
        using var answer = await _app.Anonymous.PostAsJsonAsync($"/api/programs/{_slug}/applications", body);
        await App.ReadAsync(answer);
        await _app.ConfirmAsync(Email);
        var approval = (await _app.Outbox.LastAsync(App.Owner, Company)).Link("/approve/");
        await _app.DecideAsync(App.Owner, Company, "approve", "Known to us");
        var partner = Assert.Single(await _program.PartnersAsync());
        using var details = await _app.Http.PatchAsync(
            new Uri($"/api/programs/{_slug}/partners/{partner.Id}", UriKind.Relative),
            App.Json(
                $$$"""
                {"tax": {"form": "w8ben", "status": "verified"}, "payout": {"method": "ach", "details": {"account_holder": "{{{Name}}}", "routing_number": "021000021", "account_number": "123456789", "account_type": "checking"} } }
                """
            )
        );
        await App.ReadAsync(details);
        await _app.PostAsync(
            $"/api/programs/{_slug}/track/sale",
            $$"""
            {"event_id": "one", "invoice_id": "one", "customer": {"external_id": "cus_one", "email": "buyer@customer.example.net"}, "amount": 10000, "currency": "USD",
             "code": "{{partner.Code}}"}
            """
        );
        await _app.Running.WhenIdleAsync();
        return (partner.Id, approval);
    }

    private async Task<string> PayAsync(string partner)
    {
        var period = await CloseAsync(partner);
        await _app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        await _month.SettleAsync(period, $"partner,status,reference,reason\n{partner},paid,REF-1,\n");
        await _app.DecideAsync(App.Owner, "Review of", "keep");
        return period;
    }

    private async Task<string> CloseAsync(string partner)
    {
        var period = await _month.CloseAsync();
        Assert.Equal(2_000, (await _program.BalanceAsync(partner)).InPayout);
        return period;
    }

    // Where in all tables, the host's histories among them, and in all queues the person is named.
    private async Task<List<string>> FoundAsync()
    {
        var found = new List<string>();
        var service = new TableServiceClient(_app.Running.Storage, _app.Running.Tables!.Options());
        await foreach (var table in service.QueryAsync().Where(table => table.Name != Outbox))
        {
            await foreach (var row in service.GetTableClient(table.Name).QueryAsync<TableEntity>())
            {
                found.AddRange(
                    row.SelectMany(column =>
                        TextsOf(column.Value)
                            .SelectMany(PersonalIn)
                            .Select(text => $"{table.Name} {row.PartitionKey} {row.RowKey} {column.Key}: {text}")
                    )
                );
            }
        }

        var queues = new QueueServiceClient(_app.Running.Storage);
        await foreach (var queue in queues.GetQueuesAsync())
        {
            var messages = await queues.GetQueueClient(queue.Name).PeekMessagesAsync(maxMessages: 32);
            found.AddRange(
                messages
                    .Value.SelectMany(message =>
                        TextsOf(message.Body.ToArray()).Concat(TextsOf(Convert.FromBase64String(message.MessageText)))
                    )
                    .SelectMany(PersonalIn)
                    .Select(text => $"{queue.Name}: {text}")
            );
        }

        return found;
    }

    private static IEnumerable<string> PersonalIn(string text) =>
        Personal.Where(personal => text.Contains(personal, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> TextsOf(object value) =>
        value switch
        {
            string text => [text],
            byte[] bytes =>
            [
                Encoding.UTF8.GetString(bytes),
                Encoding.Unicode.GetString(bytes),
                .. Compressions.Select(compression => Decompressed(bytes, compression)),
            ],
            _ => [],
        };

    private static string Decompressed(byte[] bytes, Func<Stream, Stream> compression)
    {
        using var whole = new MemoryStream();
        try
        {
            using var stream = compression(new MemoryStream(bytes));
            stream.CopyTo(whole);
        }
        catch (Exception fault)
            when (fault is InvalidDataException or InvalidOperationException or EndOfStreamException)
        {
            // It is compressed in another way, or not at all.
        }

        return Encoding.UTF8.GetString(whole.ToArray());
    }
}

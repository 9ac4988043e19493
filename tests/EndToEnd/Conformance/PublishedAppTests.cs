using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Testing;
using Testing.Answers;

namespace EndToEnd.Conformance;

/// <summary>
/// What is deployed is what was tested: the zip of the published output, started as the platform starts it, a process of its own
/// with the platform's command line, takes a program from nothing to a paid sale. Time is the system's here.
/// </summary>
public sealed class PublishedAppTests(PublishedApp published) : IClassFixture<PublishedApp>, IAsyncLifetime
{
    private const string Slug = "demo";
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 0,
        "payout": {"minimum": 100, "require": ["tax_form", "payout_details"]}
        """;

    private AppProcess _app = null!;
    private ProgramReader _program = null!;

    public async Task InitializeAsync()
    {
        _app = await AppProcess.StartAsync(settings: published.Settings, arguments: ["--published", published.Zip]);
        _program = new ProgramReader(_app, Slug);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_program_goes_from_nothing_to_a_paid_sale()
    {
        await new Pilot(_app).BeginAsync(Slug, Rules);
        var partner = await SignUpAsync("agency@partner.example.org");
        var id = partner.Id;
        await SendAsync(
            HttpMethod.Patch,
            $"partners/{id}",
            """
            {"tax": {"form": "w8ben", "status": "verified"}, "payout": {"method": "ach", "details": {"account_holder": "Agency", "routing_number": "021000021", "account_number": "123456789", "account_type": "checking"}}}
            """
        );
        var taken = await SendAsync(
            HttpMethod.Post,
            "track/batch",
            JsonSerializer.Serialize(new { events = SalesOf(partner, 50) })
        );
        Assert.True(taken.As<BatchJson>().Accepted == 50, taken.GetRawText());
        await _app.WhenIdleAsync();

        Assert.Equal("applied", (await _program.EventAsync("sale-0")).Status);
        var balance = await _program.BalanceAsync(id);
        Assert.Equal(20_000, balance.Pending + balance.Payable);

        await DateBackAsync(TimeSpan.FromDays(62));
        var period = (await _app.NowAsync()).AddMonths(-1).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        await SendAsync(HttpMethod.Post, "cycles", JsonSerializer.Serialize(new { period }));
        await new Pilot(_app).DecideAsync(Pilot.Finance, $"Approve the payouts of {period}", "approve");
        await SettleAsync(period, $"partner,status,reference,reason\n{id},paid,REF-1,\n");

        Assert.Equal(20_000, (await _program.BalanceAsync(id)).Paid);
        Assert.True((await _program.VerifyLedgerAsync()).Ok);
        Assert.True((await _program.VerifyAuditAsync()).Ok);
    }

    [Fact]
    public void The_zip_has_what_the_platform_asks_for()
    {
        Assert.Contains("host.json", published.Entries);
        Assert.Contains("worker.config.json", published.Entries);
        Assert.Contains("functions.metadata", published.Entries);
        Assert.Contains(published.Entries, name => name.StartsWith(".azurefunctions/", StringComparison.Ordinal));
        Assert.DoesNotContain("local.settings.json", published.Entries);
        Assert.DoesNotContain(published.Entries, name => name.Contains('\\', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_visitor_is_sent_on_and_pages_and_the_description_are_there()
    {
        using var unknown = await _app.Anonymous.GetAsync(new Uri("/no/such/route", UriKind.Relative));
        using var keyless = await _app.Anonymous.GetAsync(new Uri("/api/programs", UriKind.Relative));
        using var description = await _app.Anonymous.GetAsync(new Uri("/api/openapi.json", UriKind.Relative));
        using var script = await _app.Anonymous.GetAsync(new Uri("/track.js", UriKind.Relative));
        using var health = await _app.Anonymous.GetAsync(new Uri("/api/health", UriKind.Relative));

        Assert.Equal((HttpStatusCode.NotFound, ""), (unknown.StatusCode, await unknown.Content.ReadAsStringAsync()));
        Assert.Equal(
            (HttpStatusCode.Unauthorized, ""),
            (keyless.StatusCode, await keyless.Content.ReadAsStringAsync())
        );
        Assert.All([description, script, health], answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task Its_time_cannot_be_moved()
    {
        using var refused = await _app.Http.PostAsJsonAsync(
            new Uri("/local/clock", UriKind.Relative),
            new { advance = "P1D" }
        );

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("--published", await refused.Content.ReadAsStringAsync());
    }

    private async Task<PartnerJson> SignUpAsync(string email)
    {
        await SendAsync(
            HttpMethod.Post,
            "applications",
            JsonSerializer.Serialize(
                new
                {
                    name = "Contact",
                    email,
                    company = "Acme Agency",
                    website = "https://partner.example.org",
                    country = "US",
                    promotion_plan = "We write about it.",
                    terms_accepted = true,
                    terms_version = "1",
                }
            )
        );
        var confirm = (await _app.Outbox.LastAsync(email, "confirm")).Link("/verify/");
        using var page = await _app.Anonymous.GetAsync(confirm);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        using var confirmed = await _app.Anonymous.PostAsync(confirm, null);
        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        var approve = (await _app.Outbox.LastAsync(Pilot.Owner, "Acme Agency")).Link("/approve/");
        using var approval = await _app.Anonymous.GetAsync(approve);
        Assert.Contains("<form", await approval.Content.ReadAsStringAsync());
        await new Pilot(_app).DecideAsync(Pilot.Owner, "Acme Agency", "approve");
        return (await _program.PartnersAsync()).Single();
    }

    private static IEnumerable<object> SalesOf(PartnerJson partner, int count) =>
        Enumerable
            .Range(0, count)
            .Select(number => new
            {
                type = "sale",
                event_id = $"sale-{number}",
                invoice_id = $"in_{number}",
                customer = new { external_id = $"cus_{number}", name = new string('ä', 40) },
                amount = 2_000,
                currency = "USD",
                code = partner.Code,
            });

    // A cycle pays what was due before the end of a month that has passed, and the time of this app cannot be moved.
    // The begin of the program and the due dates of its commissions are moved back in storage instead.
    private async Task DateBackAsync(TimeSpan by)
    {
        var service = new TableServiceClient(_app.Storage);
        await ChangeAsync(service.GetTableClient("programs"), ["pilot_since", "stage_since"], by);
        await ChangeAsync(service.GetTableClient("ledger"), ["due_at"], by);
    }

    private static async Task ChangeAsync(TableClient table, string[] members, TimeSpan by)
    {
        await foreach (var row in table.QueryAsync<TableEntity>())
        {
            if (row.GetString("data") is not { } text || JsonNode.Parse(text) is not JsonObject data)
            {
                continue;
            }

            foreach (var member in members.Where(member => data[member] is JsonValue))
            {
                var moved = data[member]!.GetValue<DateTimeOffset>() - by;
                data[member] = moved;
                if (member == "due_at")
                {
                    row["due"] = moved;
                }
            }

            row["data"] = data.ToJsonString();
            await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);
        }
    }

    private async Task SettleAsync(string period, string csv)
    {
        using var content = new StringContent(csv, Encoding.UTF8, "text/csv");
        using var answer = await _app.Http.PostAsync(
            new Uri($"/api/programs/{Slug}/cycles/{period}/settlement", UriKind.Relative),
            content
        );
        await App.ReadAsync(answer);
        await _app.WhenIdleAsync();
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string route, string? json = null)
    {
        using var request = new HttpRequestMessage(method, new Uri($"/api/programs/{Slug}/{route}", UriKind.Relative));
        request.Content = json is null ? null : App.Json(json);
        using var answer = await _app.Http.SendAsync(request);
        return await App.ReadAsync(answer);
    }
}

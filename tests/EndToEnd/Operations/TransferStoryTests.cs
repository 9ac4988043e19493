using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using EndToEnd.Payouts;
using Testing.Answers;

namespace EndToEnd.Operations;

/// <summary>A program moves to another installation with all that it has.</summary>
public sealed class TransferStoryTests
{
    private const string Slug = "demo";
    private const string Statement = $"/api/programs/{Slug}/partners/{{0}}/statements/";

    [Fact]
    public async Task A_program_moves_with_its_balances_statements_and_audit_log_and_goes_on()
    {
        await using var source = await App.StartAsync();
        await source.BeginPilotAsync(Slug);
        var partner = await source.SignUpAsync(Slug);
        await SellAsync(source, "s1", partner);
        var period = (await source.Running.NowAsync()).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        await source.AdvanceToNextMonthAsync();
        await source.PostAsync($"/api/programs/{Slug}/cycles", $$"""{"period": "{{period}}"}""");
        await source.Running.WhenIdleAsync();
        await source.PostAsync($"/api/programs/{Slug}/stage", """{"to": "paused"}""");
        var (balance, statement) = (await BalanceAsync(source, partner), await StatementAsync(source, partner, period));

        var export = await ExportAsync(source);
        await using var target = await App.StartAsync();
        await target.Running.SkipToAsync(await source.Running.NowAsync() + TimeSpan.FromMinutes(1));
        var (status, answer) = await ImportAsync(target, export);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(answer.GetProperty("ledger").GetProperty("ok").GetBoolean());
        Assert.True(answer.GetProperty("audit").GetProperty("ok").GetBoolean());
        Assert.True(answer.GetProperty("balances_as_exported").GetBoolean());
        Assert.Equal(2_000, answer.GetProperty("balances").GetProperty("pending").GetInt64());
        Assert.Equal(balance, await BalanceAsync(target, partner));
        Assert.Equal(statement, await StatementAsync(target, partner, period));
        Assert.Contains("program_exported", await ActionsAsync(target));
        Assert.Equal("program_imported", (await ActionsAsync(target))[^1]);

        await target.PostAsync($"/api/programs/{Slug}/stage", """{"to": "pilot"}""");
        await SellAsync(target, "s2", partner);
        Assert.Equal(4_000, await target.Program(Slug).PendingAsync(partner.Id));
        Assert.True((await target.Program(Slug).VerifyLedgerAsync()).Ok);

        Assert.Equal(HttpStatusCode.OK, (await ImportAsync(target, export)).Status);
        Assert.Equal(4_000, await target.Program(Slug).PendingAsync(partner.Id));
        Assert.Equal(HttpStatusCode.Conflict, (await ImportAsync(source, export)).Status);
    }

    private static Task SellAsync(App app, string id, PartnerJson partner) =>
        new ProgramMonth(app, Slug).SellAsync(partner, id, 10_000, "c1");

    private static Task<BalanceJson> BalanceAsync(App app, PartnerJson partner) =>
        app.Program(Slug).BalanceAsync(partner.Id);

    private static async Task<string> StatementAsync(App app, PartnerJson partner, string period) =>
        (await app.GetAsync(Statement.Replace("{0}", partner.Id, StringComparison.Ordinal) + period)).GetRawText();

    private static async Task<List<string>> ActionsAsync(App app) =>
        [.. (await app.Program(Slug).AuditAsync("limit=1000")).Select(record => record.Action)];

    private static async Task<byte[]> ExportAsync(App app)
    {
        using var answer = await app.Http.PostAsync(
            new Uri($"/api/admin/export?program={Slug}", UriKind.Relative),
            null
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    // As operators do it: compressed.
    private static async Task<(HttpStatusCode Status, JsonElement Answer)> ImportAsync(App app, byte[] export)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(export);
        }

        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await app.Http.PostAsync(new Uri("/api/admin/import", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, JsonElement.Parse(text));
    }
}

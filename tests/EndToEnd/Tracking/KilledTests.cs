using System.Globalization;
using System.Text.Json;
using Testing;

namespace EndToEnd.Tracking;

/// <summary>Processes that are killed, as by <c>kill -9</c>, while they apply what they have taken in.</summary>
public sealed class KilledTests
{
    private const int Batches = 6;
    private const int SalesInBatch = 500;
    private const int Partners = 4;

    [Fact]
    public async Task What_was_accepted_has_its_effect_once_though_its_process_was_killed_twice()
    {
        var (slug, storage, codes) = await BeginAsync();
        await using (var killed = await AppProcess.StartAsync(storage))
        {
            await Task.WhenAll(Enumerable.Range(0, Batches).Select(async batch =>
            {
                using var answer = await killed.Http.PostAsync(new Uri($"/api/programs/{slug}/track/batch", UriKind.Relative), App.Json(BatchOf(batch, codes)));
                Assert.Equal(SalesInBatch, (await App.ReadAsync(answer)).GetProperty("accepted").GetInt32());
            }));
            await killed.KillAsync();
        }

        await using (var again = await AppProcess.StartAsync(storage))
        {
            await UntilSomethingIsAppliedAsync(again, slug);
            await again.KillAsync();
        }

        await using var last = await AppProcess.StartAsync(storage);
        await last.WhenIdleAsync();
        var verified = await GetAsync(last, $"/api/programs/{slug}/ledger/verify");
        Assert.True(verified.GetProperty("ok").GetBoolean(), verified.GetRawText());
        Assert.Empty((await GetAsync(last, $"/api/programs/{slug}/events?status=accepted")).GetProperty("data").EnumerateArray());
        var pending = 0L;
        foreach (var partner in (await GetAsync(last, $"/api/programs/{slug}/partners")).GetProperty("data").EnumerateArray())
        {
            pending += (await GetAsync(last, $"/api/programs/{slug}/partners/{partner.GetProperty("id").GetString()}/balance")).GetProperty("pending").GetInt64();
        }

        Assert.Equal(Enumerable.Range(0, Batches * SalesInBatch).Sum(number => (long)Math.Round((1_000 + number) * 0.2m, MidpointRounding.ToEven)), pending);
    }

    private static async Task<(string Slug, string Storage, List<string> Codes)> BeginAsync()
    {
        await using var app = await App.StartAsync();
        var slug = await app.BeginPilotAsync();
        var codes = new List<string>();
        for (var partner = 0; partner < Partners; partner++)
        {
            codes.Add((await app.SignUpAsync(slug, $"Company {partner}")).GetProperty("code").GetString()!);
        }

        return (slug, app.Running.Storage, codes);
    }

    private static async Task UntilSomethingIsAppliedAsync(AppClient app, string slug)
    {
        while ((await GetAsync(app, $"/api/programs/{slug}/events?status=applied&limit=1")).GetProperty("data").GetArrayLength() == 0)
        {
            await Task.Yield();
        }
    }

    private static string BatchOf(int batch, List<string> codes) => $$"""{"events": [{{string.Join(",\n", Enumerable.Range(batch * SalesInBatch, SalesInBatch).Select(number => string.Create(CultureInfo.InvariantCulture, $$"""
        {"event_id": "sale-{{number}}", "type": "sale", "invoice_id": "inv-{{number}}", "customer": {"external_id": "c{{number % 300}}"}, "code": "{{codes[number % Partners]}}", "amount": {{1_000 + number}}, "currency": "USD"}
        """)))}}]}""";

    private static async Task<JsonElement> GetAsync(AppClient app, string address)
    {
        using var answer = await app.Http.GetAsync(new Uri(address, UriKind.Relative));
        return await App.ReadAsync(answer);
    }
}

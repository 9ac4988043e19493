using System.Text.Json;
using Testing;
using Testing.Answers;

namespace AffiliateFunctions.Load;

/// <summary>What the app has kept, read from its exports.</summary>
/// <param name="Applied">How often each sale and lead is there as applied, by its id.</param>
/// <param name="Others">Sales and leads that are not applied, with their status.</param>
/// <param name="Clicks">The number of clicks.</param>
/// <param name="Commissions">The number of commissions.</param>
/// <param name="Granted">Their sum, in minor units.</param>
/// <param name="IsLedgerVerified">Whether a replay of the ledger agrees with its totals.</param>
internal sealed record Kept(
    IReadOnlyDictionary<string, int> Applied,
    IReadOnlyList<string> Others,
    int Clicks,
    int Commissions,
    long Granted,
    bool IsLedgerVerified
)
{
    public static async Task<Kept> ReadAsync(AppClient app, string slug)
    {
        var (applied, others, clicks) = (new Dictionary<string, int>(), new List<string>(), 0);
        await foreach (var stored in LinesAsync(app, $"/api/programs/{slug}/exports/events"))
        {
            var (id, status) = (Text(stored, "event_id"), Text(stored, "status"));
            if (Text(stored, "type") == "click")
            {
                clicks++;
            }
            else if (status == "applied")
            {
                applied[id] = applied.GetValueOrDefault(id) + 1;
            }
            else
            {
                others.Add($"{id}: {status}");
            }
        }

        var (commissions, granted) = (0, 0L);
        await foreach (var commission in LinesAsync(app, $"/api/programs/{slug}/exports/commissions"))
        {
            commissions++;
            granted += commission.GetProperty("amount").GetInt64();
        }

        var verified = await new ProgramReader(app, slug).VerifyLedgerAsync();
        return new Kept(applied, others, clicks, commissions, granted, verified.Ok);
    }

    private static async IAsyncEnumerable<JsonElement> LinesAsync(AppClient app, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        using var response = await app.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line)
        {
            yield return JsonElement.Parse(line);
        }
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;
}

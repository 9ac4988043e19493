using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Tests.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Testing;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>The partners that a cycle does not pay are rows of their own.</summary>
public sealed class SkippedPartnersTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_cycle_names_1000_of_1200_skipped_partners_and_pages_list_all_of_them()
    {
        await using var host = await CycleHost.StartAsync(azurite.TakeAccount(), new StorageFault());
        SkippedPartner[] all = [.. Enumerable.Range(1, 1_200).Select(Skipped)];
        var cycle = await BeginAsync(host, new SkippedTotals(all.Length, all.Sum(partner => partner.Amount)));
        await host.Get<SkippedPartnerStore>().PutAsync(cycle, all, default);

        var answer = await AnswerAsync(host, http => Create<GetCycles>(host).GetCycle(http, Slug, Period, default));
        Assert.Equal(
            (1_200, 720_600L),
            (answer.GetProperty("skipped_partners").GetInt32(), answer.GetProperty("skipped_amount").GetInt64())
        );
        Assert.Equal(all[..1_000].Select(NameOf), NamesIn(answer.GetProperty("skipped")));
        var listed = await AnswerAsync(host, http => Create<GetCycles>(host).ListCycles(http, Slug, default));
        Assert.False(listed.GetProperty("data")[0].TryGetProperty("skipped", out _));

        var (names, cursor) = (new List<string>(), string.Empty);
        for (var pages = 0; cursor is not null; pages++)
        {
            Assert.InRange(pages, 0, 2);
            var page = await AnswerAsync(
                host,
                http => Create<GetSkippedPartners>(host).RunAsync(http, Slug, Period, default),
                cursor.Length == 0 ? "?limit=500" : $"?limit=500&cursor={cursor}"
            );
            names.AddRange(NamesIn(page.GetProperty("data")));
            cursor = page.GetProperty("next_cursor").GetString();
        }

        Assert.Equal(all.Select(NameOf), names);
    }

    [Fact]
    public async Task Another_attempt_begins_without_the_rows_of_the_one_before()
    {
        await using var host = await CycleHost.StartAsync(azurite.TakeAccount(), new StorageFault());
        var first = await BeginAsync(host, new SkippedTotals(1, 1));
        var store = host.Get<SkippedPartnerStore>();
        await store.PutAsync(first, [Skipped(1)], default);
        var second = first with { Attempt = 1 };

        Assert.Empty(await store.SkippedAsync(second));
        await store.SetAsync(second, after: null, Skipped(9).Partner, [Skipped(2), Skipped(3)], default);
        await store.SetAsync(second, Skipped(2).Partner, Skipped(9).Partner, [Skipped(4)], default);
        Assert.Equal([Skipped(2), Skipped(4)], await store.SkippedAsync(second));
        Assert.Equal(
            [Skipped(4)],
            await store.ListAsync(second, Skipped(2).Partner, Skipped(4).Partner, default).ToListAsync()
        );
        Assert.Equal(Skipped(4), await store.FindAsync(second, Skipped(4).Partner, default));
        Assert.Null(await store.FindAsync(second, Skipped(1).Partner, default));
        Assert.Equal([Skipped(1)], await store.SkippedAsync(first));
    }

    private static string Slug => CycleHost.Slug.Value;

    private static string Period => CycleHost.Key.Period.Value;

    private static SkippedPartner Skipped(int number) =>
        new(
            PartnerId.Parse(string.Create(CultureInfo.InvariantCulture, $"prt_{number:D4}")),
            number,
            "tax_form_missing"
        );

    private static string NameOf(SkippedPartner partner) => partner.Partner.Value;

    private static IEnumerable<string> NamesIn(JsonElement skipped) =>
        skipped.EnumerateArray().Select(partner => partner.GetProperty("partner").GetString()!);

    private static Task<StoredCycle> BeginAsync(CycleHost host, SkippedTotals skipped) =>
        host.Get<CycleStore>()
            .BeginAsync(
                new StoredCycle
                {
                    Program = CycleHost.Slug,
                    Period = CycleHost.Key.Period,
                    Status = CycleStatus.Computed,
                    StartedBy = "key",
                    StartedAt = host.Clock.GetUtcNow(),
                    Currency = "USD",
                    Skipped = skipped,
                },
                default
            );

    private static T Create<T>(CycleHost host) => ActivatorUtilities.CreateInstance<T>(host.Services);

    private static async Task<JsonElement> AnswerAsync(
        CycleHost host,
        Func<HttpRequest, Task<IResult>> call,
        string query = ""
    )
    {
        var http = new DefaultHttpContext { RequestServices = host.Services };
        http.Request.QueryString = new QueryString(query);
        using var body = new MemoryStream();
        http.Response.Body = body;
        await (await call(http.Request)).ExecuteAsync(http);
        Assert.Equal(StatusCodes.Status200OK, http.Response.StatusCode);
        return JsonElement.Parse(body.ToArray());
    }
}

using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Commissions;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Testing;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Ledger;

public sealed class CommissionListTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Pages_follow_each_other_over_the_partners_without_gap_or_repeat()
    {
        await using var host = await WithSalesAsync();
        var seen = new List<string>();
        var cursor = string.Empty;
        do
        {
            var page = (await PageAsync(host, $"?limit=3{cursor}")).Value!;
            Assert.True(page.Data.Count is > 0 and <= 3);
            seen.AddRange(page.Data.Select(c => c.Id.Value));
            cursor = page.NextCursor is null ? string.Empty : $"&cursor={page.NextCursor}";
        } while (cursor.Length > 0);

        Assert.Equal(9, seen.Count);
        Assert.Equal(9, seen.Distinct().Count());
    }

    [Theory]
    [InlineData("", 9)]
    [InlineData("?partner=prt_2", 4)]
    [InlineData("?partner=prt_9", 0)]
    [InlineData("?status=held", 1)]
    [InlineData("?status=pending&partner=prt_1", 4)]
    [InlineData("?customer=O%27Hara", 1)]
    [InlineData("?period=2026-11", 9)]
    [InlineData("?period=2026-10", 0)]
    [InlineData("?period=2026-12", 0)]
    public async Task Filters_narrow_the_list(string query, int count)
    {
        await using var host = await WithSalesAsync();

        Assert.Equal(count, (await PageAsync(host, query)).Value!.Data.Count);
    }

    [Theory]
    [InlineData("?partner=nobody", "/partner")]
    [InlineData("?status=lost", "/status")]
    [InlineData("?period=November", "/period")]
    [InlineData("?limit=0", "/limit")]
    [InlineData("?cursor=bm9uc2Vuc2U", "/cursor")]
    public async Task What_does_not_fit_is_named(string query, string pointer)
    {
        await using var host = await StartAsync(azurite.TakeAccount());

        Assert.Equal([pointer], (await PageAsync(host, query)).Problem!.Errors.Keys);
    }

    private async Task<LedgerHost> WithSalesAsync()
    {
        var host = await StartAsync(azurite.TakeAccount());
        await host.Accruals.ApplyAsync(
            Slug,
            Partner,
            [
                .. Enumerable.Range(0, 4).Select(n => Sale($"a-{n}")),
                Sale("a-held", hold: "self_referral", customer: "O'Hara"),
            ],
            default
        );
        await host.Accruals.ApplyAsync(
            Slug,
            Other,
            [.. Enumerable.Range(0, 4).Select(n => Sale($"b-{n}", credited: Other))],
            default
        );
        return host;
    }

    private static async Task<Result<Page<CommissionView>>> PageAsync(LedgerHost host, string query)
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString(query);
        var program = await host.Get<IPrograms>().FindAsync(Slug, default);
        return await host.Get<CommissionList>().PageAsync(program!, request, default);
    }
}

using System.Net;
using System.Text.Json;
using System.Web;
using Testing.Answers;

namespace EndToEnd.Tracking;

/// <summary>A partner's named links, from the visitor to the commission.</summary>
[Collection(nameof(SharedProgram))]
public sealed class NamedLinkTests(SharedProgram program)
{
    private const string Program = $"/api/programs/{SharedProgram.Slug}";

    [Fact]
    public async Task A_sale_by_a_named_link_has_the_link_and_its_sub_id_on_the_commission()
    {
        var partner = await program.App.SignUpAsync(SharedProgram.Slug, "Links And More");
        var links = $"{Program}/partners/{partner.Id}/links";
        var link = await program.App.PostAsync(
            links,
            """{"name": "Newsletter", "code": "more-news", "sub_id": "news", "to": "https://shop.example.com/offer"}"""
        );
        Assert.Equal("more-news", link.GetProperty("code").GetString());

        var (address, own) = await FollowAsync("/r/more-news");
        Assert.Equal("https://shop.example.com/offer", address);
        var (_, spring) = await FollowAsync("/r/more-news?sub=spring-2027");
        var (_, odd) = await FollowAsync("/r/more-news?sub=<b>");
        var (_, plain) = await FollowAsync($"/r/{partner.Code}?sub=plain");
        await SellAsync("named-1", $"\"click_id\": \"{own}\"");
        await SellAsync("named-2", $"\"click_id\": \"{spring}\"");
        await SellAsync("named-3", $"\"click_id\": \"{odd}\"");
        await SellAsync("named-4", $"\"click_id\": \"{plain}\"");
        await SellAsync("named-5", "\"code\": \"MORE-news\", \"sub_id\": \"told\"");
        await program.App.Running.AdvanceAsync(TimeSpan.FromDays(1));

        var commissions = await program.App.GetAsync<PageJson<CommissionJson>>(
            $"{Program}/commissions?partner={partner.Id}"
        );
        Assert.Equal(
            [
                ("named-1", "more-news", "news"),
                ("named-2", "more-news", "spring-2027"),
                ("named-3", "more-news", "news"),
                ("named-4", null, "plain"),
                ("named-5", "more-news", "told"),
            ],
            commissions.Data.Select(item => (item.EventId, item.Link, item.SubId)).Order()
        );
        var filtered = await program.App.GetAsync<PageJson<CommissionJson>>(
            $"{Program}/commissions?partner={partner.Id}&sub_id=news"
        );
        Assert.Equal(["named-1", "named-3"], filtered.Data.Select(item => item.EventId).Order());
        var listed = (await program.App.GetAsync(links)).GetProperty("data")[0];
        Assert.Equal(
            (3, 4, 40_000),
            (Number(listed, "clicks"), Number(listed, "sales"), Number(listed, "sale_amount"))
        );

        using var removed = await program.App.Http.DeleteAsync(new Uri($"{links}/more-news", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
    }

    private static long Number(JsonElement link, string name) => link.GetProperty(name).GetInt64();

    private Task<JsonElement> SellAsync(string id, string source) =>
        program.App.PostAsync(
            $"{Program}/track/sale",
            $$"""
            {"event_id": "{{id}}", "invoice_id": "{{id}}", "amount": 10000, "currency": "USD",
             "customer": {"external_id": "customer-of-{{id}}"}, {{source}} }
            """
        );

    private async Task<(string Address, string Click)> FollowAsync(string path)
    {
        using var answer = await program.App.Anonymous.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var click = HttpUtility.ParseQueryString(answer.Headers.Location!.Query)["click_id"]!;
        return (answer.Headers.Location.GetLeftPart(UriPartial.Path), click);
    }
}

using System.Net;
using System.Web;

namespace EndToEnd.Tracking;

/// <summary>Where links lead.</summary>
[Collection(nameof(SharedProgram))]
public sealed class LinkTargetTests(SharedProgram program)
{
    [Theory]
    [InlineData("", "https://www.example.com/")]
    [InlineData("?to=https://shop.example.com/offer?a=1", "https://shop.example.com/offer?a=1")]
    [InlineData("?to=https://www.example.com/pricing%23plans", "https://www.example.com/pricing#plans")]
    [InlineData("?utm_source=news&gclid=g1", "https://www.example.com/?utm_source=news&gclid=g1")]
    [InlineData(
        "?to=https://shop.example.com/?utm_source=own&utm_source=passed",
        "https://shop.example.com/?utm_source=own"
    )]
    [InlineData("?to=https://evil.example.net/", "https://www.example.com/")]
    [InlineData("?to=//evil.example.net/", "https://www.example.com/")]
    [InlineData("?to=https://www.example.com@evil.example.net/", "https://www.example.com/")]
    [InlineData("?to=https://user@www.example.com/", "https://www.example.com/")]
    [InlineData("?to=https://www.example.com:8443/", "https://www.example.com/")]
    [InlineData("?to=http://www.example.com/", "https://www.example.com/")]
    [InlineData("?to=https://evil.example.net\\@www.example.com/", "https://www.example.com/")]
    [InlineData("?to=javascript:alert(1)", "https://www.example.com/")]
    [InlineData("?click_id=someone-elses", "https://www.example.com/")]
    [InlineData("?to=https://shop.example.com/?click_id=someone-elses", "https://shop.example.com/")]
    [InlineData(
        "?to=https://shop.example.com/?a=%2520%26click_id=someone-elses%26b%23c&d=1",
        "https://shop.example.com/?a=%20&b&d=1&#c"
    )]
    public async Task A_link_leads_only_where_the_program_allows(string query, string expected)
    {
        using var answer = await FollowAsync(query);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var location = answer.Headers.Location!.AbsoluteUri;
        var id = HttpUtility.ParseQueryString(answer.Headers.Location.Query)["click_id"]!;
        Assert.StartsWith("clk_", id);
        Assert.Equal(
            expected,
            location
                .Replace($"click_id={id}", string.Empty, StringComparison.Ordinal)
                .Replace("?#", "#", StringComparison.Ordinal)
                .TrimEnd('?', '&')
        );
    }

    [Theory]
    [InlineData("?to=https://shop.example.com/x", "shop.example.com")]
    [InlineData("?to=https://evil.example.net/", "www.example.com")]
    [InlineData("?to=javascript:alert(1)", "www.example.com")]
    [InlineData("", "www.example.com")]
    public async Task A_link_leads_to_an_allowed_host(string query, string host)
    {
        using var answer = await FollowAsync(query);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(host, answer.Headers.Location!.Host);
    }

    private Task<HttpResponseMessage> FollowAsync(string query) =>
        program.App.Anonymous.GetAsync(new Uri($"/r/{program.Code}{query}", UriKind.Relative));
}

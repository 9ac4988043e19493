using System.Net;

namespace EndToEnd.BadInput;

public sealed class OpenRouteLimitTests
{
    [Fact]
    public async Task Only_routes_without_a_key_refuse_a_caller_that_sends_too_many_requests()
    {
        await using var app = await App.StartInMemoryAsync(
            new Dictionary<string, string?> { ["Site__OpenRequestsPerMinute"] = "2" }
        );

        Assert.Equal([200, 200, 429], await StatusesAsync(app, app.Anonymous, "/api/schemas/affiliate-rules-1.json"));
        Assert.Equal([404, 404, 404], await StatusesAsync(app, app.Http, "/api/programs/none"));
        Assert.Equal([200, 200, 200], await StatusesAsync(app, app.Anonymous, "/api/openapi.json"));
    }

    private static async Task<List<int>> StatusesAsync(App app, HttpClient caller, string address)
    {
        var statuses = new List<int>();
        for (var sent = 0; sent < 3; sent++)
        {
            using var response = await caller.GetAsync(new Uri(address, UriKind.Relative));
            var wait = response.Headers.RetryAfter?.Delta;
            Assert.Equal(response.StatusCode == HttpStatusCode.TooManyRequests, wait is not null);
            Assert.InRange(wait ?? TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
            Assert.Equal(caller == app.Anonymous, response.Headers.Contains("RateLimit-Policy"));
            statuses.Add((int)response.StatusCode);
        }

        return statuses;
    }
}

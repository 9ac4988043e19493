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

    [Fact]
    public async Task A_script_of_the_programs_site_can_read_that_it_sent_too_many_applications()
    {
        await using var app = await App.StartInMemoryAsync(
            new Dictionary<string, string?> { ["Site__OpenRequestsPerMinute"] = "6" }
        );
        var slug = await app.BeginPilotAsync();

        foreach (
            var (origin, isAllowed) in new[] { ("https://www.example.com", true), ("https://evil.example", false) }
        )
        {
            for (var sent = 0; sent < 6; sent++)
            {
                using var before = await SendAsync(HttpMethod.Post, origin);
            }

            using var refused = await SendAsync(HttpMethod.Post, origin);
            using var preflight = await SendAsync(HttpMethod.Options, origin);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
            foreach (var response in new[] { refused, preflight })
            {
                Assert.Equal(isAllowed, response.Headers.Contains("Access-Control-Allow-Origin"));
                Assert.Equal(isAllowed, response.Headers.Contains("Access-Control-Expose-Headers"));
            }
        }

        async Task<HttpResponseMessage> SendAsync(HttpMethod method, string origin)
        {
            using var request = new HttpRequestMessage(method, $"/api/programs/{slug}/applications");
            request.Headers.Add("Origin", origin);
            request.Content = method == HttpMethod.Post ? App.Json("{}") : null;
            return await app.Anonymous.SendAsync(request);
        }
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

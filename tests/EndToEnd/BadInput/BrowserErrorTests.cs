using System.Net;
using System.Net.Http.Headers;

namespace EndToEnd.BadInput;

/// <summary>What a browser is shown at the root, and when something is wrong.</summary>
public sealed class BrowserErrorTests : IAsyncLifetime
{
    private const int Limit = 15;

    private App _app = null!;

    public async Task InitializeAsync() =>
        _app = await App.StartInMemoryAsync(
            new Dictionary<string, string?> { ["Site__OpenRequestsPerMinute"] = $"{Limit}" }
        );

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_browser_gets_pages_and_a_program_gets_JSON()
    {
        await _app.BeginPilotAsync("demo");
        var start = await GetAsync("/", HttpStatusCode.OK, "text/html");
        Assert.Contains("It works.", start, StringComparison.Ordinal);
        Assert.Contains("href=\"/partner\"", start, StringComparison.Ordinal);
        Assert.Contains("href=\"/api/docs\"", start, StringComparison.Ordinal);
        Assert.DoesNotContain("demo", start, StringComparison.OrdinalIgnoreCase);

        // Paths and methods of no function are the platform's.
        Assert.Empty(await GetAsync("/nothing", HttpStatusCode.NotFound, type: null));
        Assert.Empty(await GetAsync("/ShowStartPage", HttpStatusCode.NotFound, type: null));
        using var posted = await _app.Anonymous.PostAsync(new Uri("/", UriKind.Relative), content: null);
        Assert.Equal(HttpStatusCode.NoContent, posted.StatusCode);

        await GetAsync("/apply/none", HttpStatusCode.NotFound, "text/html");
        await GetAsync("/dispute/none", HttpStatusCode.BadRequest, "text/html");
        var large = new Dictionary<string, string> { ["claim"] = new('c', 100_000) };
        var refused = await SendAsync(HttpMethod.Post, "/dispute/none", new FormUrlEncodedContent(large), "text/html");
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "text/html"), (refused.Status, refused.Type));
        Assert.Contains("This is too large", refused.Text, StringComparison.Ordinal);
        var json = await SendAsync(HttpMethod.Post, "/dispute/none", new FormUrlEncodedContent(large), "*/*");
        Assert.Equal("application/problem+json", json.Type);

        var limited = json;
        for (var sent = 0; limited.Status != HttpStatusCode.TooManyRequests && sent < Limit; sent++)
        {
            limited = await SendAsync(HttpMethod.Get, "/dispute/none", content: null, "text/html");
        }

        Assert.Equal((HttpStatusCode.TooManyRequests, "text/html"), (limited.Status, limited.Type));
        Assert.Contains("Please wait a minute", limited.Text, StringComparison.Ordinal);
        Assert.Equal(
            "application/problem+json",
            (await SendAsync(HttpMethod.Get, "/dispute/none", content: null, "application/json")).Type
        );
    }

    private async Task<string> GetAsync(string path, HttpStatusCode status, string? type)
    {
        var answer = await SendAsync(HttpMethod.Get, path, content: null, "text/html");
        Assert.Equal((path, status, type), (path, answer.Status, answer.Type));
        return answer.Text;
    }

    private async Task<(HttpStatusCode Status, string? Type, string Text)> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        string accept
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        using var answer = await _app.Anonymous.SendAsync(request);
        return (
            answer.StatusCode,
            answer.Content.Headers.ContentType?.MediaType,
            await answer.Content.ReadAsStringAsync()
        );
    }
}

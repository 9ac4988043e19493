using System.Net;
using System.Net.Http.Json;
using SampleFunctions.Http;

namespace LocalHost.Tests.Http;

/// <summary>
/// HTTP functions of the real worker, reached through the host. All tests share one app; none changes it.
/// </summary>
public sealed class HttpFunctionTests(HttpFunctionTests.SharedApp shared) : IClassFixture<HttpFunctionTests.SharedApp>
{
    private HttpClient Http => shared.App.Http;

    [Fact]
    public async Task A_result_is_written() => Assert.Equal("pong", await Http.GetStringAsync("ping"));

    [Fact]
    public async Task A_body_is_read()
    {
        using var answer = await Http.PostAsJsonAsync("echo", new Order("c1", 5));
        Assert.Equal(new Order("c1", 5), await answer.Content.ReadFromJsonAsync<Order>());
    }

    [Fact]
    public async Task A_large_body_is_forwarded_whole()
    {
        using var answer = await Http.PostAsync("length", new ByteArrayContent(new byte[20_000_000]));
        Assert.Equal("20000000", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_body_over_the_platforms_limit_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "length")
        {
            Content = new ByteArrayContent(new byte[105_000_000]),
        };
        request.Headers.ExpectContinue = true;
        using var answer = await Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("action", HttpStatusCode.Accepted)]
    [InlineData("nothing", HttpStatusCode.NoContent)]
    public async Task An_action_result_or_nothing_leaves_its_status(string path, HttpStatusCode status)
    {
        using var answer = await Http.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Route_values_and_the_context_are_bound() =>
        Assert.Equal("demo/7/Partner", await Http.GetStringAsync("programs/demo/partners/7"));

    [Fact]
    public async Task A_catch_all_takes_the_rest() =>
        Assert.Equal("a/b.txt", await Http.GetStringAsync("files/a/b.txt"));

    [Fact]
    public async Task A_function_without_a_route_is_reached_by_its_name() =>
        Assert.Equal("by name", await Http.GetStringAsync("Unrouted"));

    [Fact]
    public async Task The_callers_trace_is_the_invocations()
    {
        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        using var request = new HttpRequestMessage(HttpMethod.Get, "trace");
        request.Headers.Add("traceparent", Trace);
        using var answer = await Http.SendAsync(request);
        Assert.Equal(Trace, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_invocations_id_is_the_hosts_whatever_the_caller_says()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "invocation");
        request.Headers.Add("x-ms-invocation-id", "of-the-caller");
        using var answer = await Http.SendAsync(request);
        var ids = (await answer.Content.ReadAsStringAsync()).Split(' ');
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual("of-the-caller", ids[0]);
    }

    [Fact]
    public async Task Forwarded_headers_are_replaced_by_who_called_the_host()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "caller");
        request.Headers.Add("X-Forwarded-For", "192.0.2.7");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        using var answer = await Http.SendAsync(request);
        Assert.Equal($"127.0.0.1 http {shared.App.BaseAddress.Authority}", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("GET", "programs/demo/partners/x")]
    [InlineData("POST", "ping")]
    [InlineData("HEAD", "ping")]
    [InlineData("GET", "../ping")]
    public async Task What_no_function_answers_is_404_with_an_empty_body(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await Http.SendAsync(request);
        Assert.Equal((HttpStatusCode.NotFound, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_function_that_declares_HEAD_answers_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "programs/demo/partners/7");
        using var answer = await Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("keyed?code=first-key", null, HttpStatusCode.OK)]
    [InlineData("keyed?code=first-key&code=other", null, HttpStatusCode.OK)]
    [InlineData("keyed?code=other&code=first-key", null, HttpStatusCode.Unauthorized)]
    [InlineData("keyed", "second-key", HttpStatusCode.OK)]
    [InlineData("master", "second-key", HttpStatusCode.OK)]
    [InlineData("keyed", null, HttpStatusCode.Unauthorized)]
    [InlineData("keyed", "first-keys", HttpStatusCode.Unauthorized)]
    [InlineData("keyed", "first-key,second-key", HttpStatusCode.Unauthorized)]
    [InlineData("keyed?code=", null, HttpStatusCode.Unauthorized)]
    [InlineData("master", null, HttpStatusCode.Unauthorized)]
    public async Task A_keyed_function_opens_to_any_of_the_keys(string path, string? header, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (header is not null)
        {
            request.Headers.Add("x-functions-key", header);
        }

        using var answer = await Http.SendAsync(request);
        Assert.Equal(
            (status, status == HttpStatusCode.OK ? "open" : ""),
            (answer.StatusCode, await answer.Content.ReadAsStringAsync())
        );
    }

    [Fact]
    public async Task A_fault_is_500_with_an_empty_body()
    {
        using var answer = await Http.GetAsync("fails");
        Assert.Equal(
            (HttpStatusCode.InternalServerError, ""),
            (answer.StatusCode, await answer.Content.ReadAsStringAsync())
        );
    }

    /// <summary>The app that all tests share.</summary>
    public sealed class SharedApp : IAsyncLifetime
    {
        internal SampleApp App { get; private set; } = null!;

        public async Task InitializeAsync() =>
            App = await SampleApp.StartAsync(
                settings: new Dictionary<string, string?> { ["LocalFunctionKey"] = "first-key, second-key" }
            );

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}

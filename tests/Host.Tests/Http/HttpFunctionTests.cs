using System.Net;
using System.Net.Http.Json;
using LocalHost.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace LocalHost.Tests.Http;

public sealed class HttpFunctionTests : IAsyncLifetime
{
    private LocalHost _app = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _app = await LocalHost.StartAsync(
            new()
            {
                FunctionTypes = [typeof(SampleFunctions)],
                HostJson = new() { Extensions = new() { Http = new() { RoutePrefix = "v1" } } },
                Settings = new Dictionary<string, string?> { ["LocalFunctionKey"] = "first-key, second-key" },
            },
            builder => builder.Services.AddSingleton<SampleService>());
        _http = new HttpClient { BaseAddress = new Uri(_app.BaseAddress, "v1/") };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Text_is_written_as_text() => Assert.Equal("hello GET", await _http.GetStringAsync("text"));

    [Fact]
    public async Task An_object_is_written_as_JSON() => Assert.Equal("""{"customer":"c1","amount":12}""", await _http.GetStringAsync("json?customer=c1"));

    [Fact]
    public async Task A_result_writes_itself()
    {
        using var answer = await _http.PostAsJsonAsync("echo", new Order("c1", 5));
        Assert.Equal(new Order("c1", 5), await answer.Content.ReadFromJsonAsync<Order>());
    }

    [Theory]
    [InlineData("action", HttpStatusCode.Accepted)]
    [InlineData("nothing", HttpStatusCode.NoContent)]
    public async Task An_action_result_or_nothing_leaves_its_status(string path, HttpStatusCode status)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Route_values_and_the_context_are_bound() =>
        Assert.Equal("demo/7/Partner/True", await _http.GetStringAsync("programs/demo/partners/7"));

    [Fact]
    public async Task A_trace_is_taken_up_where_host_json_asks_for_it()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        await using var traced = await LocalHost.StartAsync(
            new()
            {
                FunctionTypes = [typeof(SampleFunctions)],
                HostJson = new() { Logging = new() { LogLevel = new Dictionary<string, string> { ["Microsoft.AspNetCore.Hosting.Diagnostics"] = "Warning" } } },
                Settings = new Dictionary<string, string?>(),
            },
            builder => builder.Services.AddSingleton<SampleService>());
        using var http = new HttpClient { BaseAddress = new Uri(traced.BaseAddress, "api/") };
        http.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        Assert.Contains(Trace, await http.GetStringAsync("trace"), StringComparison.Ordinal);
        Assert.Empty(await _http.GetStringAsync("trace"));
    }

    [Fact]
    public async Task A_catch_all_takes_the_rest() => Assert.Equal("a/b.txt", await _http.GetStringAsync("files/a/b.txt"));

    [Fact]
    public async Task A_function_without_a_route_is_reached_by_its_name() => Assert.Equal("by name", await _http.GetStringAsync("Unrouted"));

    [Theory]
    [InlineData("GET", "programs/demo/partners/x")]
    [InlineData("POST", "text")]
    [InlineData("HEAD", "text")]
    [InlineData("GET", "../text")]
    public async Task What_no_function_answers_is_a_problem_404(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_function_that_declares_HEAD_answers_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "programs/demo/partners/7");
        using var answer = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("keyed?code=first-key", null, HttpStatusCode.OK)]
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

        using var answer = await _http.SendAsync(request);
        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.Unauthorized)
        {
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task A_fault_is_a_problem_500_that_tells_nothing_of_it()
    {
        using var answer = await _http.GetAsync(new Uri("fails", UriKind.Relative));
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}

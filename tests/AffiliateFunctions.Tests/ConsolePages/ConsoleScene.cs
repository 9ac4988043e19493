using AffiliateFunctions.ConsolePages;
using AffiliateFunctions.ConsolePages.Access;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.Tests.Infrastructure;
using Azure.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Testing.Tables;

namespace AffiliateFunctions.Tests.ConsolePages;

/// <summary>A console with tables in memory, whose requests to storage are counted.</summary>
internal sealed class ConsoleScene(FeatureHost host, RequestCount requests, string secret) : IAsyncDisposable
{
    public FeatureHost Host => host;

    /// <summary>The number of requests to tables of the last page.</summary>
    public int Requests { get; private set; }

    public static async Task<ConsoleScene> StartAsync(string storage, Action<IServiceCollection>? configure = null)
    {
        var requests = new RequestCount();
        var host = await FeatureHost.StartAsync(
            storage,
            settings: new Dictionary<string, string?> { ["Console:SignIn"] = "function_key" },
            configure: services =>
            {
                var options = new MemoryTables().Options();
                options.AddPolicy(requests, HttpPipelinePosition.PerCall);
                services.AddSingleton(options);
                configure?.Invoke(services);
                services.AddPerformanceReview().AddConsolePages();
            }
        );
        var http = new DefaultHttpContext();
        await host.Get<ConsoleSessions>().OpenForKeyAsync(http.Request, default);
        var secret = http.Response.Headers.SetCookie.Single()!.Split(';')[0].Split('=', 2)[1];
        return new ConsoleScene(host, requests, secret);
    }

    /// <summary>Opens a page through the guard, as the platform calls the function.</summary>
    /// <param name="method">The name of the function's method.</param>
    /// <param name="query">The query, with its question mark.</param>
    /// <param name="call">Calls the function.</param>
    public Task<(int Status, string Html)> OpenAsync<T>(
        string method,
        string query,
        Func<T, HttpRequest, Task<IResult>> call
    ) => CallAsync(method, http => http.Request.QueryString = new QueryString(query), call);

    /// <summary>Sends a form with the token of the session.</summary>
    public Task<(int Status, string Html)> SendAsync<T>(
        string method,
        Func<T, HttpRequest, Task<IResult>> call,
        params (string Name, string Value)[] fields
    ) =>
        CallAsync(
            method,
            http =>
            {
                using var form = new FormUrlEncodedContent(
                    fields
                        .Append((FormTokens.Field, host.Get<FormTokens>().Of(secret)))
                        .Select(field => KeyValuePair.Create(field.Item1, field.Item2))
                );
                http.Request.Method = HttpMethods.Post;
                http.Request.ContentType = "application/x-www-form-urlencoded";
                http.Request.Body = new MemoryStream(form.ReadAsByteArrayAsync().GetAwaiter().GetResult());
            },
            call
        );

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private async Task<(int Status, string Html)> CallAsync<T>(
        string method,
        Action<DefaultHttpContext> prepare,
        Func<T, HttpRequest, Task<IResult>> call
    )
    {
        var http = new DefaultHttpContext { RequestServices = host.Services };
        http.Request.Method = HttpMethods.Get;
        http.Request.Path = "/console";
        http.Request.Headers.Cookie = $"{ConsoleCookie.Name}={secret}";
        prepare(http);
        using var body = new MemoryStream();
        http.Response.Body = body;
        requests.Count = 0;
        await ActivatorUtilities
            .CreateInstance<GuardConsole>(host.Services)
            .Invoke(
                FakeFunctionContext.Of<T>(method, http),
                async _ =>
                {
                    var function = ActivatorUtilities.CreateInstance<T>(host.Services);
                    await (await call(function, http.Request)).ExecuteAsync(http);
                }
            );
        Requests = requests.Count;
        var location = (string?)http.Response.Headers.Location;
        return (http.Response.StatusCode, location ?? System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }
}

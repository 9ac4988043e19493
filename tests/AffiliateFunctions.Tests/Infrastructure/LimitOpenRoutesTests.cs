using System.Net;
using System.Text.Json;
using AffiliateFunctions.Contract;
using AffiliateFunctions.Governance.Health;
using AffiliateFunctions.IncomingWebhooks;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Links;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Payouts.Rails.PayPal;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Tracking.Apply;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class LimitOpenRoutesTests
{
    private const int Limit = 3;
    private const int Calls = 1_000;

    private static readonly IReadOnlyList<HttpFunction> Functions = HttpFunction.All(typeof(IPrograms).Assembly);

    // Other functions have the default limit.
    private static readonly Dictionary<string, OpenRouteLimit> OwnLimits = new()
    {
        [nameof(GetOpenApi)] = OpenRouteLimit.Probe,
        [nameof(ShowApiDocs)] = OpenRouteLimit.Probe,
        [nameof(ShowStartPage)] = OpenRouteLimit.Probe,
        [nameof(ShowApiDocs.GetApiDocsFile)] = OpenRouteLimit.Probe,
        [nameof(GetHealth)] = OpenRouteLimit.Probe,
        [nameof(ReceiveWebhook)] = OpenRouteLimit.Webhook,
        [nameof(ReceivePayPalWebhook)] = OpenRouteLimit.Webhook,
    };

    // By name.
    private static readonly string[] RespondingBeyond =
    [
        nameof(SubmitApplication.AllowApplication),
        nameof(FollowLink),
        nameof(FollowLink.FollowOldLink),
        nameof(SubmitApplication),
    ];

    public static TheoryData<string> OpenFunctions =>
        [
            .. Functions
                .Where(function => function.Trigger.AuthLevel == AuthorizationLevel.Anonymous)
                .Select(function => function.Name),
        ];

    public static TheoryData<string> KeyedFunctions =>
        [
            .. Functions
                .Where(function => function.Trigger.AuthLevel != AuthorizationLevel.Anonymous)
                .Select(function => function.Name),
        ];

    [Theory]
    [MemberData(nameof(OpenFunctions))]
    public async Task A_function_without_a_key_is_limited_per_address(string name)
    {
        var limit = OwnLimits.GetValueOrDefault(name);
        var middleware = CreateMiddleware(limit);

        for (var sent = 0; sent < Limit; sent++)
        {
            Assert.Equal((StatusCodes.Status200OK, null), await CallAsync(middleware, name, "192.0.2.1"));
        }

        Assert.Equal((StatusCodes.Status429TooManyRequests, "60"), await CallAsync(middleware, name, "192.0.2.1"));
        Assert.Equal((StatusCodes.Status200OK, null), await CallAsync(middleware, name, "192.0.2.2"));
    }

    [Theory]
    [MemberData(nameof(KeyedFunctions))]
    public async Task A_function_with_a_key_is_not_limited(string name)
    {
        var middleware = CreateMiddleware(OpenRouteLimit.Default);
        for (var sent = 0; sent < Limit + 1; sent++)
        {
            Assert.Equal((StatusCodes.Status200OK, null), await CallAsync(middleware, name, "192.0.2.1"));
        }
    }

    [Fact]
    public async Task Each_response_of_a_limited_function_says_what_the_limit_is_and_how_much_is_left()
    {
        var clock = new FakeTimeProvider();
        var middleware = CreateMiddleware(OpenRouteLimit.Default, clock);
        var said = new List<string>();
        foreach (var seconds in new[] { 0, 25, 10, 4, 21, 0 })
        {
            clock.Advance(TimeSpan.FromSeconds(seconds));
            var http = RequestFrom("192.0.2.1");
            http.Response.Body = new MemoryStream();
            await middleware.Invoke(
                FakeFunctionContext.Of(EntryPointOf(nameof(GetRuleBookSchema)), http),
                static _ => Task.CompletedTask
            );
            Assert.Equal("\"open\";q=3;w=60", http.Response.Headers["RateLimit-Policy"].ToString());
            said.Add(http.Response.Headers["RateLimit"].ToString());
        }

        // The first request leaves the window after 60 seconds, with the ten seconds that it was counted in.
        Assert.Equal(
            ["\"open\";r=2", "\"open\";r=1", "\"open\";r=0", "\"open\";r=0;t=21", "\"open\";r=0", "\"open\";r=0;t=20"],
            said
        );
    }

    [Fact]
    public async Task A_link_speaks_of_its_limit_only_to_those_beyond_it()
    {
        var middleware = CreateMiddleware(OpenRouteLimit.Default);
        var said = new List<string>();
        for (var sent = 0; sent < Limit + 1; sent++)
        {
            var http = RequestFrom("192.0.2.1");
            await middleware.Invoke(
                FakeFunctionContext.Of(EntryPointOf(nameof(FollowLink)), http),
                static _ => Task.CompletedTask
            );
            said.Add(http.Response.Headers["RateLimit"].ToString());
        }

        Assert.Equal([.. Enumerable.Repeat(string.Empty, Limit), "\"open\";r=0;t=60"], said);
    }

    [Fact]
    public async Task A_function_with_a_key_says_nothing_of_limits()
    {
        var http = RequestFrom("192.0.2.1");
        var keyed = Functions.First(function => function.NeedsKey);

        await CreateMiddleware(OpenRouteLimit.Default)
            .Invoke(FakeFunctionContext.Of(EntryPointOf(keyed), http), static _ => Task.CompletedTask);

        Assert.False(http.Response.Headers.ContainsKey("RateLimit"));
    }

    [Fact]
    public void A_function_of_another_trigger_has_no_limit() =>
        Assert.Null(LimitOpenRoutes.LimitOf($"{typeof(ApplyTrackingEvents).FullName}.RunAsync"));

    [Fact]
    public void A_function_whose_access_level_is_unknown_is_limited() =>
        Assert.Equal(OpenRouteLimit.Default, LimitOpenRoutes.LimitOf("Elsewhere.Function.Run")?.Limit);

    [Fact]
    public void Only_links_and_sign_ups_of_other_sites_respond_to_requests_beyond_the_limit_themselves() =>
        Assert.Equal(
            RespondingBeyond,
            Functions
                .Where(function => LimitOpenRoutes.LimitOf(EntryPointOf(function)) is { RespondsBeyondLimit: true })
                .Select(function => function.Name)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void A_request_within_the_limit_allocates_no_memory()
    {
        var routes = new OpenRoutes(
            Options.Create(new SiteOptions { OpenRequestsPerMinute = 1_000_000 }),
            TimeProvider.System
        );
        var middleware = new LimitOpenRoutes(routes);
        var context = FakeFunctionContext.Of(EntryPointOf(nameof(GetRuleBookSchema)), RequestFrom("192.0.2.1"));
        Call();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Call();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Calls);

        void Call()
        {
            for (var call = 0; call < Calls; call++)
            {
                Assert.True(middleware.Invoke(context, static _ => Task.CompletedTask).IsCompletedSuccessfully);
            }
        }
    }

    // Of the three limits only the given one is reached.
    private static LimitOpenRoutes CreateMiddleware(OpenRouteLimit limit, TimeProvider? clock = null)
    {
        var options = new SiteOptions
        {
            OpenRequestsPerMinute = limit == OpenRouteLimit.Default ? Limit : 100,
            HealthRequestsPerMinute = limit == OpenRouteLimit.Probe ? Limit : 100,
            WebhookRequestsPerMinute = limit == OpenRouteLimit.Webhook ? Limit : 100,
        };
        return new LimitOpenRoutes(new OpenRoutes(Options.Create(options), clock ?? new FakeTimeProvider()));
    }

    private static async Task<(int Status, string? RetryAfter)> CallAsync(
        LimitOpenRoutes middleware,
        string name,
        string address
    )
    {
        var http = RequestFrom(address);
        using var body = new MemoryStream();
        http.Response.Body = body;
        var isCalled = false;
        await middleware.Invoke(
            FakeFunctionContext.Of(EntryPointOf(name), http),
            async _ =>
            {
                isCalled = true;
                if (RefusedRequest.ProblemOf(http.Request) is { } refusal)
                {
                    await HttpResults.Problem(refusal).ExecuteAsync(http);
                }
            }
        );
        if (http.Response.StatusCode == StatusCodes.Status429TooManyRequests)
        {
            Assert.Equal(RespondingBeyond.Contains(name), isCalled);
            Assert.Equal("application/problem+json", http.Response.ContentType);
            Assert.Equal(
                "Too many requests came from this address; wait a moment and send the request again.",
                JsonElement.Parse(body.ToArray()).GetProperty("detail").GetString()
            );
        }
        else
        {
            Assert.True(isCalled);
        }

        return (http.Response.StatusCode, (string?)http.Response.Headers.RetryAfter);
    }

    private static string EntryPointOf(string name) =>
        EntryPointOf(Functions.Single(function => function.Name == name));

    private static string EntryPointOf(HttpFunction function) =>
        $"{function.Method.DeclaringType!.FullName}.{function.Method.Name}";

    private static DefaultHttpContext RequestFrom(string address)
    {
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return http;
    }
}

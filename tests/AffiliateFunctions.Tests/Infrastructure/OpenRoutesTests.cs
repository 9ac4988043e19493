using System.ComponentModel.DataAnnotations;
using System.Net;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class OpenRoutesTests
{
    [Theory]
    [InlineData("203.0.113.7:50123", "203.0.113.7")]
    [InlineData("198.51.100.1, 203.0.113.7:50123", "203.0.113.7")]
    [InlineData("198.51.100.1, 198.51.100.2, [2001:db8::7]:50123", "2001:db8::7")]
    public async Task Behind_the_platforms_front_end_a_caller_cannot_choose_its_address(
        string forwarded,
        string expected
    )
    {
        var request = RequestFrom("127.0.0.1", forwarded);
        await new ForwardedHeadersMiddleware(
            _ => Task.CompletedTask,
            NullLoggerFactory.Instance,
            Options.Create(AsTheWorkerSetsThem())
        ).Invoke(request.HttpContext);
        Assert.Equal(IPAddress.Parse(expected), CallerAddress.Of(request, CallerAddress.Forwarded));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData(null, "192.0.2.1")]
    [InlineData("nonsense", "192.0.2.1")]
    public void Behind_Front_Door_the_caller_has_the_address_that_Front_Door_tells(string? told, string expected)
    {
        var request = RequestFrom("192.0.2.1", "198.51.100.9");
        request.Headers["X-Azure-ClientIP"] = told;
        Assert.Equal(IPAddress.Parse(expected), CallerAddress.Of(request, CallerAddress.FrontDoor));
    }

    [Fact]
    public void Without_Front_Door_nobody_believes_its_header()
    {
        var request = RequestFrom("192.0.2.1", null);
        request.Headers["X-Azure-ClientIP"] = "203.0.113.7";
        Assert.Equal(IPAddress.Parse("192.0.2.1"), CallerAddress.Of(request, CallerAddress.Forwarded));
    }

    [Theory]
    [InlineData("forwarded", true)]
    [InlineData("front_door", true)]
    [InlineData("FrontDoor", false)]
    [InlineData("", false)]
    public void The_setting_has_two_values(string value, bool valid)
    {
        var options = new SiteOptions { PublicBaseUrl = "https://partners.example.com", CallerAddress = value };
        Assert.Equal(
            valid,
            Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true)
        );
    }

    [Theory]
    [InlineData(null, "192.0.2.1")]
    [InlineData("nonsense", "192.0.2.1")]
    [InlineData("198.51.100.1, 203.0.113.7", "203.0.113.7")]
    public void On_a_laptop_the_header_tells_callers_apart(string? forwarded, string expected) =>
        Assert.Equal(
            IPAddress.Parse(expected),
            CallerAddress.Of(RequestFrom("192.0.2.1", forwarded), CallerAddress.Forwarded)
        );

    [Fact]
    public void Too_many_requests_within_a_minute_of_the_applications_clock_are_refused()
    {
        var clock = new FakeTimeProvider();
        var routes = new OpenRoutes(Options.Create(new SiteOptions { OpenRequestsPerMinute = 2 }), clock);
        var (request, other) = (RequestFrom("192.0.2.1", null), RequestFrom("192.0.2.2", null));
        Assert.Null(routes.Refuse(request, OpenRouteLimit.Default));
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(routes.Refuse(request, OpenRouteLimit.Default));
        Assert.NotNull(routes.Refuse(request, OpenRouteLimit.Default));
        Assert.Null(routes.Refuse(other, OpenRouteLimit.Default));
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(routes.Refuse(request, OpenRouteLimit.Default));
        Assert.NotNull(routes.Refuse(request, OpenRouteLimit.Default));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Null(routes.Refuse(request, OpenRouteLimit.Default));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:3:4:5:6", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", true)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", true)]
    public void The_addresses_of_one_IPv6_host_are_one_caller(string first, string second, bool isServed)
    {
        var options = Options.Create(new SiteOptions { OpenRequestsPerMinute = 1 });
        var routes = new OpenRoutes(options, new FakeTimeProvider());
        Assert.Null(routes.Refuse(RequestFrom(first, null), OpenRouteLimit.Default));
        Assert.Equal(isServed, routes.Refuse(RequestFrom(second, null), OpenRouteLimit.Default) is null);
    }

    [Fact]
    public void Probes_and_webhooks_have_limits_of_their_own()
    {
        var options = new SiteOptions
        {
            OpenRequestsPerMinute = 1,
            HealthRequestsPerMinute = 1,
            WebhookRequestsPerMinute = 1,
        };
        var routes = new OpenRoutes(Options.Create(options), new FakeTimeProvider());
        var request = RequestFrom("192.0.2.1", null);
        Assert.Null(routes.Refuse(request, OpenRouteLimit.Default));
        Assert.Null(routes.Refuse(request, OpenRouteLimit.Probe));
        Assert.Null(routes.Refuse(request, OpenRouteLimit.Webhook));
        Assert.NotNull(routes.Refuse(request, OpenRouteLimit.Probe));
        Assert.NotNull(routes.Refuse(request, OpenRouteLimit.Webhook));
    }

    // Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore reads the headers of proxies before a function is
    // called.
    private static ForwardedHeadersOptions AsTheWorkerSetsThem() => new() { ForwardedHeaders = ForwardedHeaders.All };

    private static HttpRequest RequestFrom(string address, string? forwarded)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        if (forwarded is not null)
        {
            context.Request.Headers["X-Forwarded-For"] = forwarded;
        }

        return context.Request;
    }
}

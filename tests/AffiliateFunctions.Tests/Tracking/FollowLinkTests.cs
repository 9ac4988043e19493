using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Links;
using AffiliateFunctions.Tests.Infrastructure;
using AffiliateFunctions.Tests.Ledger;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>
/// A visitor is sent on whatever happens to storage and however many others come from the same address.
/// </summary>
public sealed class FollowLinkTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }] """;
    private const string PaidRules =
        """ "commissions": [{"id": "pay-per-click", "on": "click", "pay": {"flat": 5} }] """;

    [Fact]
    public async Task A_visitor_is_sent_on_with_an_id_that_counts_where_storage_refuses()
    {
        var storage = new StorageAway();
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1, storage);
        await FollowAsync(host, "p0");
        host.Clock.Advance(TimeSpan.FromDays(1));
        storage.Refuse();
        AssertAttributed(host, await FollowAsync(host, "p0"));
    }

    [Fact]
    public async Task A_click_that_only_counts_waits_for_storage_and_its_visitor_does_not()
    {
        var storage = new StorageAway();
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1, storage);
        await FollowAsync(host, "p0");
        await host.Get<ClickLog>().TriedAsync();
        Assert.Equal(1, await StoredAsync(host));
        storage.FallSilent();
        AssertAttributed(host, await FollowAsync(host, "p0"));
        storage.ComeBack();
        await host.Get<ClickLog>().TriedAsync();
        Assert.Equal(2, await StoredAsync(host));
    }

    [Fact]
    public async Task Clicks_that_storage_refuses_are_stored_when_it_takes_them_again()
    {
        var storage = new StorageAway();
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1, storage);
        await FollowAsync(host, "p0");
        storage.Refuse();
        await host.Get<ClickLog>().TriedAsync();
        await FollowAsync(host, "p0");
        storage.Take();
        await host.Get<ClickLog>().StopAsync(default);
        Assert.Equal(2, await StoredAsync(host));
    }

    [Fact]
    public async Task A_visitor_whose_click_may_be_paid_for_waits_two_seconds_for_storage_that_does_not_answer()
    {
        var storage = new StorageAway();
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), PaidRules, partners: 1, storage);
        await FollowAsync(host, "p0");
        Assert.Single(await QueuedAsync(host));
        storage.FallSilent();
        var visit = FollowAsync(host, "p0");
        host.Clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(visit.IsCompleted);
        host.Clock.Advance(TimeSpan.FromSeconds(0.1));
        AssertAttributed(host, await visit);

        storage.ComeBack();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await QueuedAsync(host)).Count < 2)
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task A_click_that_a_rule_book_of_this_moment_pays_for_is_not_stored_as_one_that_only_counts()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), PaidRules, partners: 1);
        var now = host.Clock.GetUtcNow();
        var visit = new Visit(
            now,
            "https://www.example.com/",
            Referrer: null,
            UserAgent: null,
            Network: null,
            Country: null,
            Consent: null
        );
        Assert.True(
            host.Get<ClickLog>()
                .TryAdd(
                    new LinkClick(
                        host.Get<ClickIds>().New(LedgerHost.Slug, PartnerId.Parse("prt_p0"), now),
                        LedgerHost.Slug,
                        PartnerId.Parse("prt_p0"),
                        "p0",
                        visit
                    )
                )
        );
        await host.Get<ClickLog>().TriedAsync();
        Assert.Equal(0, await StoredAsync(host));
        await host.ApplyAllAsync();
        Assert.Contains("pay-per-click", await host.EndAsync(LedgerHost.Slug));
    }

    [Fact]
    public async Task Too_many_visitors_of_one_address_are_sent_on_uncounted_and_who_tries_codes_is_refused()
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            Rules,
            partners: 1,
            settings: new Dictionary<string, string?> { ["Site:OpenRequestsPerMinute"] = "3" }
        );
        for (var i = 0; i < 5; i++)
        {
            AssertAttributed(host, await FollowAsync(host, "p0"));
        }

        await host.Get<ClickLog>().TriedAsync();
        Assert.Equal(3, await StoredAsync(host));
        Assert.Equal(StatusCodes.Status429TooManyRequests, (await FollowAsync(host, "nobody")).StatusCode);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(StatusCodes.Status302Found, (await FollowAsync(host, "nobody")).StatusCode);
    }

    [Fact]
    public async Task The_cookie_is_kept_for_the_programs_window()
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            $$"""{{Rules}}, "attribution": {"model": "last_touch", "window_days": 30}""",
            partners: 1
        );
        Assert.Contains($"max-age={30 * 24 * 60 * 60};", (await FollowAsync(host, "p0")).Headers.SetCookie.ToString());
    }

    [Theory]
    [InlineData("https", true)]
    [InlineData("http, https", true)]
    [InlineData("HTTPS,http", true)]
    [InlineData("http", false)]
    [InlineData("", false)]
    public async Task The_cookie_is_secure_where_the_visitor_came_by_https(string forwarded, bool isSecure)
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1);
        var cookie = (await FollowAsync(host, "p0", forwarded)).Headers.SetCookie.ToString();
        Assert.StartsWith("click_id_demo=", cookie, StringComparison.Ordinal);
        Assert.Equal(isSecure, cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("?utm_source=blog&VIA=p0", true)]
    [InlineData("?fpr=nobody&via=p0", true)]
    [InlineData("?ref=p0", false)]
    [InlineData("", false)]
    public async Task An_old_link_has_its_code_in_a_parameter_that_the_program_names(string query, bool isFollowed)
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            Rules,
            partners: 1,
            program: any => any with { LinkParameters = ["via", "fpr"] }
        );
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        context.Request.Method = HttpMethods.Get;
        context.Request.QueryString = new QueryString(query);
        context.Response.Body = new MemoryStream();
        var result = await host.Function<FollowLink>().FollowOldLink(context.Request, default);
        await result.ExecuteAsync(context);
        if (isFollowed)
        {
            AssertAttributed(host, context.Response);
        }
        else
        {
            // The only program's site, as for an unknown code.
            Assert.DoesNotContain("click_id", context.Response.Headers.Location.ToString(), StringComparison.Ordinal);
        }
    }

    private static async Task<HttpResponse> FollowAsync(TrackingHost host, string code, string? scheme = null)
    {
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        context.Request.Method = HttpMethods.Get;
        context.Request.Headers["X-Forwarded-For"] = "203.0.113.7";
        context.Request.Headers["X-Forwarded-Proto"] = scheme;
        context.Response.Body = new MemoryStream();
        await new LimitOpenRoutes(host.Get<OpenRoutes>()).Invoke(
            FakeFunctionContext.Of<FollowLink>(nameof(FollowLink.RunAsync), context),
            async _ =>
            {
                var result = await host.Function<FollowLink>().RunAsync(context.Request, code, default);
                await result.ExecuteAsync(context);
            }
        );
        return context.Response;
    }

    private static void AssertAttributed(TrackingHost host, HttpResponse answer)
    {
        Assert.Equal(StatusCodes.Status302Found, answer.StatusCode);
        var id = QueryHelpers.ParseQuery(new Uri(answer.Headers.Location.ToString()).Query)["click_id"].ToString();
        Assert.Equal("prt_p0", host.Get<ClickIds>().Read(LedgerHost.Slug, id)?.Partner.Value);
    }

    private static async Task<int> StoredAsync(TrackingHost host) =>
        await host.Get<EventQueries>()
            .PageAsync(LedgerHost.Slug, new EventFilter { Status = EventStatus.Applied }, after: null, default)
            .CountAsync();

    private static async Task<IReadOnlyList<TrackingEvent>> QueuedAsync(TrackingHost host) =>
        [
            .. (
                await host.Get<QueueServiceClient>().GetQueueClient(EventMessage.Queue).PeekMessagesAsync(32)
            ).Value.SelectMany(message => EventMessage.Body.Unpack(message.Body)),
        ];
}

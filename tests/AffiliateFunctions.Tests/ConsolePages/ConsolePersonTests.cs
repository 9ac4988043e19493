using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.ConsolePages;
using AffiliateFunctions.ConsolePages.Access;
using AffiliateFunctions.ConsolePages.Months;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Payouts;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.ConsolePages;

/// <summary>What the console knows of a person who has several addresses, and what it lets the person do.</summary>
public sealed class ConsolePersonTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Owner = "owner@example.com";
    private const string Alias = "alias@example.com";
    private const string Other = "other@example.com";
    private const string Finance = "finance@example.com";

    [Theory]
    [InlineData("aad", true)]
    [InlineData("google", false)]
    public async Task Only_the_identity_provider_of_the_company_opens_the_console(string provider, bool isOpen)
    {
        await using var host = await StartAsync();
        var person = host.Get<ConsoleAccess>().PersonOf(NewContext(provider, Owner).Request);
        Assert.Equal(isOpen, person is not null);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_the_sessions_of_all_addresses_of_the_person()
    {
        await using var host = await StartAsync();
        var sessions = host.Get<ConsoleSessions>();
        var (own, alias, other) = (
            await OpenAsync(host, Owner, Alias),
            await OpenAsync(host, Alias),
            await OpenAsync(host, Other)
        );
        var open = await sessions.FindAsync(own.Request, default);
        Assert.NotNull(open);
        Assert.Equal([Owner, Alias], open.Addresses);
        Assert.NotNull(await sessions.FindAsync(alias.Request, default));

        var visit = NewVisit(open.Session, open.Addresses);
        await sessions.EndAsync(own.Request, visit, isEverywhere: true, default);
        Assert.Null(await sessions.FindAsync(own.Request, default));
        Assert.Null(await sessions.FindAsync(alias.Request, default));
        Assert.NotNull(await sessions.FindAsync(other.Request, default));
    }

    [Theory]
    [InlineData("alias@example.com,FINANCE+x@example.com", Finance)]
    [InlineData("finance@example.com,owner@example.com", Owner)]
    [InlineData("alias@example.com,other@example.com", Alias)]
    [InlineData("", null)]
    public async Task A_preparer_is_named_by_the_address_that_the_charter_has(string addresses, string? preparer)
    {
        await using var host = await StartAsync();
        var program = await host.ProgramAsync() with { Charter = Charters.OfThree };
        var visit = NewVisit(NewSession(ConsoleOptions.EasyAuth), AddressesOf(addresses));
        Assert.Equal(preparer, new ConsoleProgram(visit, program, new DefaultHttpContext().Request).Preparer);
    }

    [Theory]
    [InlineData(ConsoleOptions.EasyAuth, Owner, 403)]
    [InlineData(ConsoleOptions.EasyAuth, "owner@example.com,Finance@example.com", 200)]
    [InlineData(ConsoleOptions.FunctionKey, "", 200)]
    public async Task Finance_and_sessions_of_a_key_download_payment_files(string way, string addresses, int expected)
    {
        await using var host = await StartAsync();
        var programs = new Mock<IPrograms>();
        programs
            .Setup(stored => stored.FindAsync(FeatureHost.Slug, default))
            .ReturnsAsync(await host.ProgramAsync() with { Charter = Charters.OfThree });
        var month = Period.Parse("2026-10");
        var cycles = new Mock<ICycleViews>();
        cycles
            .Setup(views => views.DownloadAsync(FeatureHost.Slug, month, "a.csv", It.IsAny<HttpContext>(), default))
            .ReturnsAsync(Results.Text("bank details"));
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = host.Services, Response = { Body = body } };
        http.Features.Set(NewVisit(NewSession(way), AddressesOf(addresses)));

        var page = new ShowConsoleCycle(new ConsoleRequests(programs.Object, host.Get<PageAnswers>()), cycles.Object);
        var answer = await page.DownloadConsoleFile(http.Request, "demo", month.Value, "a.csv", default);
        await answer.ExecuteAsync(http);
        var text = Encoding.UTF8.GetString(body.ToArray());
        Assert.Equal(expected, http.Response.StatusCode);
        Assert.Equal(expected == 200, text == "bank details");
        Assert.Equal(expected == 403, text.Contains(Finance, StringComparison.Ordinal));
    }

    private async Task<FeatureHost> StartAsync()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Approvals:SignIn:Trusted"] = "true",
            ["Console:SignIn"] = "easy_auth",
            ["Console:Addresses:0"] = Owner,
            ["Console:Addresses:1"] = Alias,
            ["Console:Addresses:2"] = Other,
        };
        return await FeatureHost.StartAsync(
            azurite.TakeAccount(),
            settings: settings,
            configure: services => services.AddPerformanceReview().AddConsolePages()
        );
    }

    // A request of the browser after the session was opened by the first address.
    private static async Task<DefaultHttpContext> OpenAsync(FeatureHost host, params string[] addresses)
    {
        var http = NewContext("aad", addresses);
        await host.Get<ConsoleSessions>()
            .OpenForPersonAsync(http.Request, new SignedInPerson("aad", addresses), addresses[0], default);
        var next = NewContext("aad", addresses);
        next.Request.Headers.Cookie = http.Response.Headers.SetCookie.Single()!.Split(';')[0];
        return next;
    }

    private static DefaultHttpContext NewContext(string provider, params string[] addresses)
    {
        var principal = new
        {
            auth_typ = provider,
            claims = addresses.Select(address => new { typ = "emails", val = address }),
        };
        var http = new DefaultHttpContext();
        http.Request.Headers["X-MS-CLIENT-PRINCIPAL"] = Convert.ToBase64String(
            JsonSerializer.SerializeToUtf8Bytes(principal)
        );
        return http;
    }

    private static string[] AddressesOf(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static ConsoleSession NewSession(string way) =>
        new("hash", way, "somebody", Address: null, DateTimeOffset.MaxValue);

    private static ConsoleVisit NewVisit(ConsoleSession session, IReadOnlyList<string> addresses) =>
        new(session, "token", new Dictionary<string, StringValues>()) { Addresses = addresses };
}

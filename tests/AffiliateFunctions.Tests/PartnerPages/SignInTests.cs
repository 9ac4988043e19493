using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerPages.Sessions;
using AffiliateFunctions.PartnerPages.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.PartnerPages;

/// <summary>A partner signs in by its mailbox and its browser together, and by nothing else.</summary>
public sealed class SignInTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Stranger = "stranger@example.com";

    [Fact]
    public async Task The_answer_is_the_same_for_a_known_and_an_unknown_address_and_only_a_partner_gets_a_link()
    {
        await using var scene = await SignInScene.StartAsync(azurite.TakeAccount());
        await scene.AddPartnerAsync();
        var known = await new SceneBrowser(scene).AskAsync(SignInScene.Email);
        var unknown = await new SceneBrowser(scene).AskAsync(Stranger);
        Assert.Equal(StatusCodes.Status200OK, known.Status);
        Assert.Equal(
            (known.Status, known.Html.Replace(SignInScene.Email, Stranger, StringComparison.Ordinal)),
            unknown
        );
        await scene.SendLinksAsync();
        Assert.Equal([SignInScene.Email], scene.Links.Select(mail => mail.To));
    }

    [Fact]
    public async Task A_mailbox_gets_three_links_an_hour_at_the_address_that_the_program_knows()
    {
        await using var scene = await SignInScene.StartAsync(azurite.TakeAccount());
        await scene.AddPartnerAsync();
        for (var asked = 0; asked < 5; asked++)
        {
            await new SceneBrowser(scene).AskAsync($"PAT+{asked}@partner.example.org");
        }

        await scene.SendLinksAsync();
        Assert.Equal(Enumerable.Repeat(SignInScene.Email, 3), scene.Links.Select(mail => mail.To));
        scene.Host.Clock.Advance(TimeSpan.FromHours(1));
        await new SceneBrowser(scene).AskAsync(SignInScene.Email);
        await scene.SendLinksAsync();
        Assert.Equal(4, scene.Links.Count);
    }

    [Fact]
    public async Task A_repeated_message_sends_the_same_link_and_one_after_an_outage_sends_none()
    {
        await using var scene = await SignInScene.StartAsync(azurite.TakeAccount());
        await scene.AddPartnerAsync();
        var request = new SignInRequest("sgn_1", SignInScene.Email, "hash", scene.Host.Clock.GetUtcNow());
        var message = System.Text.Encoding.UTF8.GetBytes(request.ToMessage());
        for (var times = 0; times < 5; times++)
        {
            await scene.Create<MailSignInLink>().RunAsync(message, default);
        }

        Assert.Single(scene.Links);
        await new SceneBrowser(scene).AskAsync(SignInScene.Email);
        scene.Host.Clock.Advance(TimeSpan.FromMinutes(16));
        await scene.SendLinksAsync();
        Assert.Single(scene.Links);
    }

    [Fact]
    public void Each_form_begins_the_day_of_the_browsers_cookie_anew()
    {
        var http = new DefaultHttpContext();
        var secret = Secrets.New();
        http.Request.Headers.Cookie = $"{PartnerCookies.Browser}={secret}";
        Assert.Equal(secret, PartnerCookies.EnsureBrowser(http.Request));
        var set = Assert.Single(http.Response.Headers.SetCookie)!;
        Assert.StartsWith($"{PartnerCookies.Browser}={secret}; max-age=86400;", set, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_signs_in_once_and_only_the_browser_that_asked_for_it()
    {
        await using var scene = await SignInScene.StartAsync(azurite.TakeAccount());
        await scene.AddPartnerAsync();
        var (own, other) = (new SceneBrowser(scene), new SceneBrowser(scene));
        await own.AskAsync(SignInScene.Email);
        await other.ShowAsync();
        await scene.SendLinksAsync();
        var token = SignInScene.TokenOf(Assert.Single(scene.Links));

        Assert.Equal(StatusCodes.Status403Forbidden, (await other.OpenLinkAsync(token)).Status);
        Assert.Equal(StatusCodes.Status403Forbidden, (await other.PressAsync(token)).Status);
        Assert.Equal(StatusCodes.Status403Forbidden, (await new SceneBrowser(scene).OpenLinkAsync(token)).Status);
        Assert.Null(other.Session);

        // A mail scanner opens links; that changes nothing.
        Assert.Equal(StatusCodes.Status200OK, (await own.OpenLinkAsync(token)).Status);
        Assert.Equal(StatusCodes.Status200OK, (await own.OpenLinkAsync(token)).Status);
        Assert.Equal(StatusCodes.Status303SeeOther, (await own.PressAsync(token)).Status);
        Assert.NotNull(own.Session);
        Assert.Equal(StatusCodes.Status409Conflict, (await own.PressAsync(token)).Status);
        Assert.Equal(StatusCodes.Status409Conflict, (await own.OpenLinkAsync(token)).Status);
        Assert.Equal(StatusCodes.Status400BadRequest, (await own.OpenLinkAsync(token + "x")).Status);
    }

    [Fact]
    public async Task A_link_expires_after_fifteen_minutes()
    {
        await using var scene = await SignInScene.StartAsync(azurite.TakeAccount());
        await scene.AddPartnerAsync();
        var browser = new SceneBrowser(scene);
        await browser.AskAsync(SignInScene.Email);
        await scene.SendLinksAsync();
        var token = SignInScene.TokenOf(Assert.Single(scene.Links));
        scene.Host.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(StatusCodes.Status200OK, (await browser.OpenLinkAsync(token)).Status);
        scene.Host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(StatusCodes.Status410Gone, (await browser.OpenLinkAsync(token)).Status);
        Assert.Equal(StatusCodes.Status410Gone, (await browser.PressAsync(token)).Status);
        Assert.Null(browser.Session);
    }

    [Fact]
    public async Task Every_sign_in_has_a_secret_of_its_own_that_is_stored_as_a_hash_and_ends_after_thirty_days()
    {
        await using var scene = await SignInScene.StartAsync(azurite.TakeAccount());
        var partner = await scene.AddPartnerAsync();
        var browser = new SceneBrowser(scene);
        browser.Cookies["__Host-partner"] = $"{new string('a', 64)}.{Secrets.New()}";
        var planted = browser.Session;
        await browser.SignInAsync();
        var first = browser.Session!;
        Assert.NotEqual(planted, first);
        await browser.SignInAsync();
        Assert.NotEqual(first, browser.Session);

        var mailbox = first.Split('.')[0];
        var access = await scene.Host.Get<AccessStore>().FindAsync(mailbox, default);
        Assert.Equal(2, access!.Sessions.Count);
        Assert.Equal(Secrets.HashOf(browser.Session!.Split('.')[1]), access.Sessions[^1].SecretHash);
        Assert.Equal(scene.Host.Clock.GetUtcNow(), await scene.Host.Get<IPartnerSignIns>().LastAsync(partner, default));
        Assert.Equal(StatusCodes.Status303SeeOther, (await browser.ShowAsync()).Status);
        scene.Host.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(StatusCodes.Status200OK, (await browser.ShowAsync()).Status);
    }

    [Theory]
    [InlineData(PartnerStatus.Active, true)]
    [InlineData(PartnerStatus.Suspended, true)]
    [InlineData(PartnerStatus.Closed, true)]
    [InlineData(PartnerStatus.Closed, false)]
    public async Task Partners_that_can_be_paid_sign_in_and_erased_ones_do_not(PartnerStatus status, bool isPayee)
    {
        await using var scene = await SignInScene.StartAsync(azurite.TakeAccount());
        var partner = await scene.AddPartnerAsync();
        await scene.ChangeAsync(
            partner,
            stored =>
                stored with
                {
                    Status = status,
                    Closing =
                        status == PartnerStatus.Closed && isPayee
                            ? PartnerClosing.At(scene.Host.Clock.GetUtcNow(), OpenCommissions.Pay)
                            : null,
                }
        );
        await new SceneBrowser(scene).AskAsync(SignInScene.Email);
        await scene.SendLinksAsync();
        Assert.Equal(isPayee ? 1 : 0, scene.Links.Count);
    }

    [Fact]
    public async Task A_session_shows_every_program_of_the_mailbox_until_the_partner_has_another_address_there()
    {
        await using var scene = await SignInScene.StartAsync(azurite.TakeAccount());
        var (first, second) = (await scene.AddPartnerAsync(), await scene.AddPartnerAsync(slug: "other"));
        await scene.AddPartnerAsync("somebody.else@example.org", "third");
        var browser = new SceneBrowser(scene);
        await browser.SignInAsync();
        var (status, html) = await browser.ShowAsync();
        Assert.Equal(StatusCodes.Status200OK, status);
        Assert.Contains("href=\"/partner/demo\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/partner/other\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("third", html, StringComparison.Ordinal);

        await scene.ChangeAsync(second, stored => stored with { Email = "new@partner.example.org" });
        Assert.Equal(StatusCodes.Status303SeeOther, (await browser.ShowAsync()).Status);
        await scene.ChangeAsync(first, stored => stored with { Email = "new@partner.example.org" });
        Assert.Contains("Send me a link", (await browser.ShowAsync()).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_this_session_and_signing_out_everywhere_ends_all()
    {
        await using var scene = await SignInScene.StartAsync(azurite.TakeAccount());
        await scene.AddPartnerAsync();
        await scene.AddPartnerAsync(slug: "other");
        SceneBrowser[] browsers = [new(scene), new(scene), new(scene)];
        foreach (var browser in browsers)
        {
            await browser.SignInAsync();
            await browser.ShowAsync();
        }

        var stolen = new Dictionary<string, string>(browsers[0].Cookies);
        await browsers[0].PostAsync<SignOut>((function, request) => function.RunAsync(request, default));
        Assert.Equal(string.Empty, browsers[0].Session);
        browsers[0].Cookies["__Host-partner"] = stolen["__Host-partner"];
        Assert.Equal([false, true, true], await SignedInAsync(browsers));
        await browsers[1].PostAsync<SignOut>((function, request) => function.SignOutEverywhere(request, default));
        Assert.Equal([false, false, false], await SignedInAsync(browsers));
    }

    [Fact]
    public async Task A_form_of_another_browser_or_of_an_earlier_session_does_nothing()
    {
        await using var scene = await SignInScene.StartAsync(azurite.TakeAccount());
        await scene.AddPartnerAsync();
        await scene.AddPartnerAsync(slug: "other");
        var (own, other) = (new SceneBrowser(scene), new SceneBrowser(scene));
        await other.ShowAsync();
        foreach (var cookie in other.Cookies)
        {
            own.Cookies[cookie.Key] = cookie.Value;
        }

        var sent = await own.PostAsync<AskForSignInLink>(
            (function, request) => function.RunAsync(request, default),
            ("email", SignInScene.Email)
        );
        Assert.Equal(StatusCodes.Status400BadRequest, sent.Status);
        await scene.SendLinksAsync();
        Assert.Empty(scene.Links);

        // The page with the token of the second session was never shown.
        await own.SignInAsync();
        var refused = await own.PostAsync<SignOut>((function, request) => function.RunAsync(request, default));
        Assert.Equal(StatusCodes.Status400BadRequest, refused.Status);
        Assert.Equal([true], await SignedInAsync([own]));
    }

    [Fact]
    public async Task Erasure_removes_the_partner_from_sessions_also_under_addresses_that_it_had_before()
    {
        await using var scene = await SignInScene.StartAsync(azurite.TakeAccount());
        var (partner, other) = (await scene.AddPartnerAsync(), await scene.AddPartnerAsync(slug: "other"));
        var browser = new SceneBrowser(scene);
        await browser.SignInAsync();
        var mailbox = browser.Session!.Split('.')[0];
        var store = scene.Host.Get<AccessStore>();
        await EraseAsync(partner);
        var access = await store.FindAsync(mailbox, default);
        Assert.Equal([other.Id], access!.Sessions.Single().Partners.Select(own => own.Partner));
        Assert.Equal([other.Id], access.SignIns.Select(signIn => signIn.Partner.Partner));
        await EraseAsync(other);
        await EraseAsync(other);
        Assert.Null(await store.FindAsync(mailbox, default));

        async Task EraseAsync(Partner erased)
        {
            foreach (var feature in scene.Host.Services.GetServices<IPartnerErasure>().OfType<SessionErasure>())
            {
                await feature.EraseAsync(
                    new ErasedPartner(erased.Program, erased.Id, [], []),
                    new Mock<DurableTaskClient>("test").Object,
                    default
                );
            }
        }
    }

    private static async Task<IReadOnlyList<bool>> SignedInAsync(IEnumerable<SceneBrowser> browsers)
    {
        var signedIn = new List<bool>();
        foreach (var browser in browsers)
        {
            signedIn.Add(!(await browser.ShowAsync()).Html.Contains("Send me a link", StringComparison.Ordinal));
        }

        return signedIn;
    }
}

using Microsoft.AspNetCore.Http;
using Testing;

namespace AffiliateFunctions.Tests.PartnerPages;

/// <summary>Partners whose addresses differ, although they are of one mailbox.</summary>
public sealed class SignInAddressTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Labelled = "pat+blog@partner.example.org";

    [Fact]
    public async Task Each_address_of_a_mailbox_gets_a_link_that_shows_its_own_partners_only()
    {
        await using var scene = await SignInScene.StartAsync(azurite.TakeAccount());
        var first = await scene.AddPartnerAsync();
        await scene.AddPartnerAsync("PAT@partner.example.org", "same");
        await scene.AddPartnerAsync(Labelled, "other");
        var browser = new SceneBrowser(scene);
        await browser.AskAsync(Labelled);
        await scene.SendLinksAsync();
        Assert.Equal(2, scene.Links.Count);

        var own = Assert.Single(scene.Links, mail => mail.To == SignInScene.Email);
        var token = SignInScene.TokenOf(own);
        Assert.NotEqual(token, SignInScene.TokenOf(Assert.Single(scene.Links, mail => mail.To == Labelled)));
        await browser.OpenLinkAsync(token);
        Assert.Equal(StatusCodes.Status303SeeOther, (await browser.PressAsync(token)).Status);
        var (_, html) = await browser.ShowAsync();
        Assert.Contains("href=\"/partner/demo\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/partner/same\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/partner/other\"", html, StringComparison.Ordinal);

        // One program is left, so the browser is led to its page.
        await scene.ChangeAsync(first, stored => stored with { Email = Labelled });
        Assert.Equal(StatusCodes.Status303SeeOther, (await browser.ShowAsync()).Status);
    }
}

using EndToEnd;
using Microsoft.Playwright;

namespace Browser.Accessibility;

/// <summary>A partner signs in by keyboard alone, in a browser that accepts the cookies on http://localhost.</summary>
public sealed class PartnerKeyboardTests(Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task A_partner_signs_in_copies_its_link_and_signs_out_by_keyboard()
    {
        var context = await chromium.ContextAsync(new() { Permissions = ["clipboard-read", "clipboard-write"] });
        var page = await context.NewPageAsync();
        var faults = new List<string>();
        page.Console += (_, message) => faults.AddRange(message.Type == "error" ? [message.Text] : []);
        await using var app = await App.StartInMemoryAsync();
        var slug = await app.BeginPilotAsync();
        var partner = await app.SignUpAsync(slug);
        var site = new UriBuilder(app.Http.BaseAddress!) { Host = "localhost" }.Uri;

        await page.GotoAsync(new Uri(site, "/partner").ToString());
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(partner.Email);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToContainTextAsync("Look into your mailbox");
        var link = (await app.Outbox.LastAsync(partner.Email, "Your link to sign in")).Link("/partner/sign-in/");
        await page.GotoAsync(new Uri(site, link.AbsolutePath).ToString());
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Overview");

        var copy = page.GetByRole(AriaRole.Button, new() { Name = "Copy Your link" });
        await copy.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Copied");
        Assert.EndsWith(
            $"/r/{partner.Code}",
            await page.EvaluateAsync<string>("navigator.clipboard.readText()"),
            StringComparison.Ordinal
        );
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("You are signed out");
        await page.GotoAsync(new Uri(site, $"/partner/{slug}").ToString());
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToContainTextAsync("Sign in");
        Assert.Empty(faults);
    }
}

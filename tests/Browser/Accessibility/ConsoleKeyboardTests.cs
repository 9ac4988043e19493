using System.Text.RegularExpressions;
using EndToEnd;
using Microsoft.Playwright;

namespace Browser.Accessibility;

/// <summary>The console is opened and used by keyboard alone, with and without script.</summary>
public sealed class ConsoleKeyboardTests(Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_console_is_opened_by_keyboard_and_the_key_does_not_stay_in_the_address(bool hasScript)
    {
        var context = await chromium.ContextAsync(new() { JavaScriptEnabled = hasScript });
        var page = await context.NewPageAsync();
        var addresses = new List<string>();
        page.Request += (_, request) => addresses.Add(request.Url);
        await using var app = await App.StartInMemoryAsync();
        await app.BeginPilotAsync();
        var site = new UriBuilder(app.Http.BaseAddress!) { Host = "localhost" }.Uri;

        await page.GotoAsync(new Uri(site, "/console/programs/demo").ToString());
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Sign in to the console");
        await page.Keyboard.PressAsync("Tab");
        if (hasScript)
        {
            await page.Keyboard.TypeAsync("guessed");
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("no function key");
            await page.GetByLabel("Function key").FillAsync(string.Empty);
        }

        await page.Keyboard.TypeAsync("local-key");
        await page.Keyboard.PressAsync("Enter");
        if (!hasScript)
        {
            await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Open the console");
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.PressAsync("Enter");
        }

        var heading = page.GetByRole(AriaRole.Heading, new() { Level = 1 });
        await Assertions.Expect(heading).ToHaveTextAsync(hasScript ? "Demo partners" : "Programs");
        Assert.DoesNotContain("local-key", page.Url, StringComparison.Ordinal);
        Assert.Equal(!hasScript, addresses.Any(address => address.Contains("local-key", StringComparison.Ordinal)));

        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions
            .Expect(page)
            .ToHaveURLAsync(new Regex("#content$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(heading).ToHaveTextAsync("You are signed out");
    }
}

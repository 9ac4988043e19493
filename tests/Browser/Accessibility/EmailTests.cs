using System.Globalization;
using Microsoft.Playwright;

namespace Browser.Accessibility;

/// <summary>
/// Every e-mail of the app, as its snapshot has it with hostile texts, held against the rules of axe on a phone and on
/// a desk.
/// </summary>
public sealed class EmailTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int Phone = 390;
    private const int Desk = 1280;

    // The longest token that a link of the app has, of letters that give a browser no place to break it.
    private static readonly string Token = new('x', 500);

    [SkippableFact]
    public async Task No_email_violates_a_rule_or_is_wider_than_the_screen()
    {
        var page = await (await chromium.ContextAsync()).NewPageAsync();

        // Many programs block pictures of e-mails, and readers then see the text in their place.
        await page.RouteAsync("**/*", route => route.AbortAsync());
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Emails"), "*.html");
        var violations = new List<string>();
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var html = await File.ReadAllTextAsync(file);
            await page.SetContentAsync(html.Replace("TOKEN", Token, StringComparison.Ordinal));
            foreach (var width in new[] { Phone, Desk })
            {
                await page.SetViewportSizeAsync(width, 800);
                var name = $"{Path.GetFileNameWithoutExtension(file)} at {width}";
                violations.AddRange((await AccessibilityTests.ViolationsAsync(page)).Select(text => $"{name}: {text}"));
                await KeepScreenshotAsync(page, name);
            }
        }

        Assert.InRange(files.Length, 49, 80);
        Assert.True(violations.Count == 0, string.Join("\n\n", violations));
    }

    private static async Task KeepScreenshotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"email {name}.png"));
            await page.ScreenshotAsync(new() { Path = path, FullPage = true });
        }
    }
}

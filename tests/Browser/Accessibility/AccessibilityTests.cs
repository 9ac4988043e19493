using System.Globalization;
using Microsoft.Playwright;

namespace Browser.Accessibility;

/// <summary>
/// Every page that people see, held against the rules of axe (https://www.deque.com/axe/core-documentation) on a phone
/// and on a desk, in light and in dark colors.
/// </summary>
public sealed class AccessibilityTests(Chromium chromium, PublicPages pages)
    : IClassFixture<Chromium>,
        IClassFixture<PublicPages>
{
    private const string Address = "http://app.test/page";
    private const int Phone = 390;
    private const int Desk = 1280;

    // Contrast does not depend on the width, nor the width on the colors, so two views find what four would.
    // VIEWS=4 shows all of them.
    private static readonly (int Width, ColorScheme Scheme)[] Views = Environment.GetEnvironmentVariable("VIEWS") is "4"
        ? [(Phone, ColorScheme.Dark), (Phone, ColorScheme.Light), (Desk, ColorScheme.Dark), (Desk, ColorScheme.Light)]
        : [(Phone, ColorScheme.Dark), (Desk, ColorScheme.Light)];

    // The folder for screenshots.
    private static string? Folder =>
        Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder ? folder : null;

    [SkippableFact]
    public async Task No_page_violates_a_rule_or_is_wider_than_the_screen()
    {
        var page = await (await chromium.ContextAsync()).NewPageAsync();
        var shown = pages.Pages[0];
        await page.RouteAsync(
            "**/*",
            route =>
                route.FulfillAsync(
                    new()
                    {
                        ContentType = "text/html; charset=utf-8",
                        Body = shown.Html,
                        Headers = HeadersOf(shown),
                    }
                )
        );
        var violations = new List<string>();
        foreach (var next in pages.Pages)
        {
            shown = next;
            await page.GotoAsync(Address);
            foreach (var (width, scheme) in Views)
            {
                await page.SetViewportSizeAsync(width, 800);
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                violations.AddRange((await ViolationsAsync(page)).Select(text => $"{shown.Name} at {width}: {text}"));
                await KeepScreenshotAsync(page, width, scheme);
            }
        }

        Assert.InRange(pages.Pages.Count, 140, 170);
        Assert.True(violations.Count == 0, string.Join("\n\n", violations));

        async Task KeepScreenshotAsync(IPage page, int width, ColorScheme scheme)
        {
            if (Folder is { } folder)
            {
                var name = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{pages.Pages.ToList().IndexOf(shown):D3}-{NameOf(shown)}-{width}-{scheme}.png"
                );
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name), FullPage = true });
            }
        }
    }

    [SkippableFact]
    public async Task A_page_that_violates_rules_is_found()
    {
        var page = await (await chromium.ContextAsync()).NewPageAsync();
        await page.SetContentAsync(
            "<html><body><input><img src='x'><p style='width:9000px;color:#eee;background:#fff'>Text</p></body></html>"
        );
        var violations = string.Join('\n', await ViolationsAsync(page));
        foreach (var rule in new[] { "label (", "image-alt (", "color-contrast (", "html-has-lang (", "wider" })
        {
            Assert.Contains(rule, violations, StringComparison.Ordinal);
        }
    }

    // A name of a file on any system.
    private static string NameOf(ShownPage shown) =>
        string.Join('-', shown.Name.Split([.. shown.Name.Where(c => !char.IsAsciiLetterOrDigit(c))])).Trim('-');

    private static Dictionary<string, string> HeadersOf(ShownPage shown) =>
        shown.Policy.Length > 0 ? new() { ["Content-Security-Policy"] = shown.Policy } : [];

    internal static async Task<List<string>> ViolationsAsync(IPage page)
    {
        var violations = await Axe.ViolationsAsync(page);
        var overflow = await page.EvaluateAsync<int>(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        );
        if (overflow > 0)
        {
            violations.Add($"The page is {overflow} pixels wider than the screen.");
        }

        return violations;
    }
}

using Microsoft.Playwright;

namespace Browser;

/// <summary>A headless Chromium, where the machine has one.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Flags =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where Chromium lies, or null.</summary>
    public static string? Path { get; } =
        new[]
        {
            Environment.GetEnvironmentVariable("PLAYWRIGHT_CHROMIUM"),
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
        }.FirstOrDefault(path => path is not null && File.Exists(path));

    public async Task InitializeAsync()
    {
        if (Path is not null)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(
                new BrowserTypeLaunchOptions
                {
                    ExecutablePath = Path,
                    Headless = true,
                    Args = Flags,
                }
            );
        }
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>A page of a browser without script, as wide as a phone or a desk's screen.</summary>
    public async Task<IPage> PageAsync(int width) =>
        await (
            await ContextAsync(
                new BrowserNewContextOptions
                {
                    JavaScriptEnabled = false,
                    ViewportSize = new ViewportSize { Width = width, Height = 800 },
                }
            )
        ).NewPageAsync();

    /// <summary>A browser of its own, that remembers nothing of others.</summary>
    public Task<IBrowserContext> ContextAsync(BrowserNewContextOptions? options = null)
    {
        Skip.If(
            _browser is null,
            "There is no Chromium: install it (apt-get install chromium), or give its path in PLAYWRIGHT_CHROMIUM."
        );
        return _browser.NewContextAsync(options);
    }
}

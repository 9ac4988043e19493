using System.Net;

namespace Testing;

/// <summary>Opens the console in a browser without script.</summary>
public static class ConsoleBrowser
{
    /// <summary>A browser with a session that a function key has opened.</summary>
    /// <param name="app">The application.</param>
    /// <param name="key">The function key.</param>
    public static async Task<PartnerBrowser> SignInAsync(AppClient app, string key = "local-key")
    {
        var browser = new PartnerBrowser(app);
        using var answer = await browser.PostAsync($"/console/sign-in?code={Uri.EscapeDataString(key)}");
        if (answer.StatusCode != HttpStatusCode.SeeOther)
        {
            throw new InvalidOperationException($"The console answered {(int)answer.StatusCode}.");
        }

        // The page has the token of the session's forms.
        await browser.ReadAsync("/console");
        return browser;
    }
}

using Testing;

namespace EndToEnd.Contract;

/// <content>The console.</content>
public sealed partial class ContractTests
{
    private async Task OpenConsoleAsync()
    {
        await _client.GetAsync("/console/start", accept: "text/html");
        await _client.GetAsync("/console/sign-in", accept: "text/html");
        await _client.SendAsync(HttpMethod.Post, "/console/sign-in", 303, accept: "text/html");
        var browser = await ConsoleBrowser.SignInAsync(_app.Running);
        await SendFormAsync("/console/sessions", browser, 303);
        string[] pages = ["/console", "/console/programs/demo"];
        foreach (var page in pages)
        {
            await _client.GetAsync(page, 303, "text/html");
            await SeeAsync(page, browser, 200);
            if (page.Contains("/demo", StringComparison.Ordinal))
            {
                await SeeAsync(page.Replace("/demo", "/none", StringComparison.Ordinal), browser, 404);
            }
        }

        await SendFormAsync("/console/sign-out", browser, 200);
        await SendFormAsync("/console/sign-out", browser, 303);
        browser = await ConsoleBrowser.SignInAsync(_app.Running);
        await SendFormAsync("/console/sign-out/everywhere", browser, 200);
        await SendFormAsync("/console/sign-out/everywhere", browser, 303);
    }
}

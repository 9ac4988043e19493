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
        var list = await _client.GetAsync($"{Program}/commissions?partner={_partner}");
        var commission = list.GetProperty("data")[0];
        var cycles = await _client.GetAsync($"{Program}/cycles");
        var period = cycles.GetProperty("data")[0].GetProperty("period").GetString();
        const string Root = "/console/programs/demo";
        string[] pages =
        [
            "/console",
            Root,
            $"{Root}/partners",
            $"{Root}/partners/{_partner}",
            $"{Root}/partners/{_partner}/history",
            $"{Root}/partners/{_partner}/statements/{period}",
            $"{Root}/commissions",
            $"{Root}/commissions/{commission.GetProperty("id").GetString()}",
            $"{Root}/customers/{commission.GetProperty("customer_id").GetString()}",
            $"{Root}/events/{commission.GetProperty("event_id").GetString()}",
            $"{Root}/search",
        ];
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

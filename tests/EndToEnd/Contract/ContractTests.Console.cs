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
        var cycles = (await _client.GetAsync($"{Program}/cycles")).GetProperty("data").EnumerateArray();
        var cycle = cycles.First(closed => closed.GetProperty("files").GetArrayLength() > 0);
        var month = $"/console/programs/demo/cycles/{cycle.GetProperty("period").GetString()}";
        var file = $"{month}/files/{cycle.GetProperty("files")[0].GetProperty("name").GetString()}";
        string[] pages =
        [
            "/console/programs/demo/cycles",
            month,
            "/console",
            "/console/health",
            "/console/programs/demo",
            "/console/programs/demo/process",
            "/console/programs/demo/webhooks",
            "/console/programs/demo/webhooks/erp",
            "/console/programs/demo/audit",
        ];
        await _app.PutAsync(
            $"{Program}/webhook-endpoints/erp",
            """{"url": "https://erp.example.com/webhooks", "types": ["commission.*"]}"""
        );
        foreach (var page in pages)
        {
            await _client.GetAsync(page, 303, "text/html");
            await SeeAsync(page, browser, 200);
            if (page.Contains("/demo", StringComparison.Ordinal))
            {
                await SeeAsync(page.Replace("/demo", "/none", StringComparison.Ordinal), browser, 404);
            }
        }

        await _client.GetAsync(file, 303, "text/html");
        await _client.SendAsync(HttpMethod.Get, file, 200, accept: "*/*", headers: ("Cookie", browser.Cookies));
        await SeeAsync($"{month}/files/none", browser, 404);
        await WatchAsync(browser);
        await SendFormAsync("/console/sign-out", browser, 200);
        await SendFormAsync("/console/sign-out", browser, 303);
        browser = await ConsoleBrowser.SignInAsync(_app.Running);
        await SendFormAsync("/console/sign-out/everywhere", browser, 200);
        await SendFormAsync("/console/sign-out/everywhere", browser, 303);
    }

    private async Task WatchAsync(PartnerBrowser browser)
    {
        var test = await _client.PostAsync($"{Program}/webhook-endpoints/erp/test", "{}", 202);
        var selected = $"selected={test.GetProperty("id").GetString()}";
        (string Form, string Fields, int Status)[] forms =
        [
            ("audit/verify", "sent=1", 200),
            ("process/restart", "sent=1", 303),
            ("process/restart", "selected=none", 409),
            ("webhooks/erp/redeliver", selected, 303),
            ("webhooks/erp/redeliver", "sent=1", 409),
            ("webhooks/none/redeliver", selected, 404),
        ];
        foreach (var (form, fields, status) in forms)
        {
            await SendFormAsync($"/console/programs/demo/{form}", browser, status, fields);
            await SendFormAsync($"/console/programs/none/{form}", browser, 404, fields);
            await _client.PostTextAsync($"/console/programs/demo/{form}", fields, Form, 303, "text/html");
        }
    }
}

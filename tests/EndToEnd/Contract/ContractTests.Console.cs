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
        var cycle = cycles
            .GetProperty("data")
            .EnumerateArray()
            .First(closed => closed.GetProperty("files").GetArrayLength() > 0);
        var month = $"{Root}/cycles/{cycle.GetProperty("period").GetString()}";
        var file = $"{month}/files/{cycle.GetProperty("files")[0].GetProperty("name").GetString()}";
        var reviews = await _client.GetAsync($"{Program}/reviews");
        var measured = reviews
            .GetProperty("data")
            .EnumerateArray()
            .First(line => line.TryGetProperty("measured_at", out _));
        var review = $"{Root}/reviews/{measured.GetProperty("period").GetString()}";
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
            $"{Root}/approvals",
            $"{Root}/held",
            $"{Root}/cycles",
            month,
            $"{Root}/rules",
            $"{Root}/rules/1",
            $"{Root}/reviews",
            review,
            $"{Root}/signals",
            "/console/health",
            $"{Root}/process",
            $"{Root}/webhooks",
            $"{Root}/webhooks/erp",
            $"{Root}/audit",
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
        await DecideInConsoleAsync(browser, Root);
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
            ("process/restart", "sent=1", 409),
            ("rules/1/simulate", "from=2020-01-01&to=2020-02-01", 200),
            ("rules/1/simulate", "sent=1", 409),
            ("rules/0/simulate", "from=2020-01-01&to=2020-02-01", 404),
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

    private async Task DecideInConsoleAsync(PartnerBrowser browser, string root)
    {
        var held = await HoldSaleAsync("console-1");
        await SendFormAsync($"{root}/commissions/{held}/decision", browser, 409, "decision=release");
        await SendFormAsync($"{root}/commissions/{held}/decision", browser, 303, "decision=reverse&reason=Test");
        await SendFormAsync($"{root}/commissions/com_none/decision", browser, 404, "decision=release&reason=x");
        await SendFormAsync("/console/programs/none/commissions/com_none/decision", browser, 404);

        held = await HoldSaleAsync("console-2");
        await SendFormAsync($"{root}/held", browser, 409);
        await SendFormAsync($"{root}/held", browser, 303, $"selected={held}&decision=fraud&reason=Stolen");
        await SendFormAsync("/console/programs/none/held", browser, 404);
        await SendFormAsync($"{root}/customers/console-2/lift-hold", browser, 303, "reason=Cleared");
        await SendFormAsync($"{root}/customers/console-2/lift-hold", browser, 409);
        await SendFormAsync("/console/programs/none/customers/console-2/lift-hold", browser, 404);

        held = await HoldSaleAsync("console-3");
        await SendFormAsync($"{root}/commissions/{held}/void", browser, 409);
        await SendFormAsync($"{root}/commissions/{held}/void", browser, 303, "reason_code=mistake&reason=Test");
        await SendFormAsync($"{root}/commissions/com_none/void", browser, 404, "reason=x");

        await SendFormAsync($"{root}/partners/{_partner}/suspend", browser, 409);
        await SendFormAsync($"{root}/partners/{_partner}/suspend", browser, 303, "reason=Ads");
        await SendFormAsync($"{root}/partners/prt_none/suspend", browser, 404, "reason=Ads");
        await SendFormAsync($"{root}/partners/{_partner}/reinstate", browser, 303);
        await SendFormAsync($"{root}/partners/prt_none/reinstate", browser, 404);

        await SendFormAsync($"{root}/approvals", browser, 409, "id=none");
        await SendFormAsync("/console/programs/none/approvals", browser, 404, "id=none");
        using var anybody = new StringContent("id=none", System.Text.Encoding.UTF8, Form);
        await _client.SendAsync(HttpMethod.Post, $"{root}/approvals", 303, anybody, "text/html");
    }

    private async Task<string> HoldSaleAsync(string id)
    {
        await _client.PostAsync(
            $"{Program}/track/sale",
            $$"""
            {"event_id": "{{id}}", "invoice_id": "{{id}}", "customer": {"external_id": "{{id}}"}, "amount": 60000,
             "currency": "USD", "code": "{{_code}}"}
            """,
            202
        );
        await _app.Running.WhenIdleAsync();
        var list = await _client.GetAsync($"{Program}/commissions?customer={id}");
        return list.GetProperty("data")[0].GetProperty("id").GetString()!;
    }
}

using Testing;

namespace EndToEnd.Contract;

/// <content>The pages on which a partner signs in and sees its account.</content>
public sealed partial class ContractTests
{
    private async Task OpenPartnerPagesAsync()
    {
        var browser = new PartnerBrowser(_app.Running);
        await _client.GetAsync("/partner", accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, "/partner", 200);
        await browser.ReadAsync("/partner");
        await SendFormAsync("/partner/sign-in", browser, 200, $"email={Uri.EscapeDataString(Payee)}");
        await SendFormAsync("/partner/sign-in", browser, 400, "email=pat");
        var link = (await _app.Outbox.LastAsync(Payee, "Your link to sign in")).Link("/partner/sign-in/").AbsolutePath;
        await _client.GetAsync(link, 403, "text/html");
        await _client.GetAsync("/partner/sign-in/none", 400, "text/html");
        await SeeAsync(link, browser, 200);
        await _client.SendAsync(HttpMethod.Head, link, 200, headers: ("Cookie", browser.Cookies));
        await SendFormAsync(link, browser, 303);
        await SeeAsync(link, browser, 409);

        await browser.SignInAsync(Payee);
        await SeeAsync("/partner", browser, 303);
        await _client.SendAsync(HttpMethod.Head, "/partner", 303, headers: ("Cookie", browser.Cookies));
        await browser.ReadAsync("/partner/demo");
        var list = await _client.GetAsync($"{Program}/commissions?partner={_partner}");
        var commission = list.GetProperty("data")[0].GetProperty("id").GetString();
        var cycles = await _client.GetAsync($"{Program}/cycles");
        var period = cycles.GetProperty("data")[0].GetProperty("period").GetString();
        await _app.PostAsync(
            $"{Program}/leads",
            $$"""
            {
              "lead_id": "page-lead",
              "partners": ["{{_partner}}"],
              "customer": { "company": "Page", "domain": "page.test" }
            }
            """
        );
        await _app.Running.WhenIdleAsync();
        await SeeAsync("/partner/demo?range=custom", browser, 400);
        await SeeAsync("/partner/demo/commissions?status=unknown", browser, 400);
        string[] pages =
        [
            "",
            "/commissions",
            $"/commissions/{commission}",
            "/payouts",
            $"/statements/{period}",
            "/disputes",
            "/leads",
            "/leads/page-lead",
            "/notifications",
            "/deals",
            "/account",
            "/data",
        ];
        foreach (var page in pages)
        {
            await _client.GetAsync($"/partner/demo{page}", 303, "text/html");
            await SeeAsync($"/partner/none{page}", browser, 404);
            await SeeAsync($"/partner/demo{page}", browser, 200);
        }

        foreach (var form in new[] { "payout-details", "tax-form", "disputes", $"commissions/{commission}/dispute" })
        {
            await SendFormAsync($"/partner/none/{form}", browser, 404);
            await SendFormAsync($"/partner/demo/{form}", browser, 303);
        }

        await WorkOnPagesAsync(browser);

        await SendFormAsync("/partner/sign-out", browser, 200);
        await SendFormAsync("/partner/sign-out", browser, 303);
        await browser.SignInAsync(Payee);
        await browser.ReadAsync("/partner/demo");
        await SendFormAsync("/partner/sign-out/everywhere", browser, 200);
        await SendFormAsync("/partner/sign-out/everywhere", browser, 303);
    }

    // Without the cookie, a form leads to the form to sign in.
    private async Task WorkOnPagesAsync(PartnerBrowser browser)
    {
        const string lead = "/partner/demo/leads/page-lead";
        await SendFormAsync("/partner/demo/commissions/none/dispute", browser, 404);
        await SendFormAsync("/partner/demo/leads/none", browser, 404);
        await SendFormAsync(lead, browser, 400, "decision=perhaps");
        await SendFormAsync(lead, browser, 200, "decision=accept");
        await SendFormAsync(lead, browser, 409, "decision=accept");
        await _app.Running.WhenIdleAsync();
        await SendFormAsync(lead, browser, 409, "decision=accept");
        await SendFormAsync(lead, browser, 200, "stage=meeting&number=1");
        await _client.PostTextAsync(lead, "decision=accept", Form, 303);
        await SendFormAsync("/partner/none/notifications", browser, 404);
        await SendFormAsync("/partner/demo/notifications", browser, 200, "statements=true");
        await _client.PostTextAsync("/partner/demo/notifications", "coaching=true", Form, 303);
    }

    private async Task SeeAsync(string address, PartnerBrowser browser, int status) =>
        await _client.SendAsync(
            HttpMethod.Get,
            address,
            status,
            accept: "text/html",
            headers: ("Cookie", browser.Cookies)
        );

    private async Task SendFormAsync(string address, PartnerBrowser browser, int status, string fields = "sent=1")
    {
        using var form = new StringContent($"{fields}&form_token={browser.FormToken}", System.Text.Encoding.UTF8, Form);
        await _client.SendAsync(
            HttpMethod.Post,
            address,
            status,
            form,
            "text/html",
            headers: ("Cookie", browser.Cookies)
        );
    }
}

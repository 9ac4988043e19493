using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EndToEnd.Contract;

/// <content>The calls about commissions, webhooks to subscribers, the month's close and erasure.</content>
public sealed partial class ContractTests
{
    private async Task AskForCommissionsAsync()
    {
        var list = await _client.GetAsync($"{Program}/commissions?status=held&partner={_partner}&customer=cus_2");
        var held = list.GetProperty("data")[0].GetProperty("id").GetString();
        await _client.GetAsync($"{Program}/commissions/{held}");
        await _client.GetAsync($"{Program}/commissions/none", 404);
        await _client.GetAsync($"{Program}/commissions/{held}/explain");
        await _client.GetAsync($"{Program}/commissions/{held}/explain", accept: "text/html");
        await AskAboutHeldCommissionsAsync(held!);
        const string release = """{"decision": "release", "actor": "Fay", "reason": "Checked"}""";
        const string reverse = """{"decision": "reverse", "actor": "Fay", "reason": "Checked"}""";
        await _client.PostAsync($"{Program}/commissions/{held}/decision", release);
        await _client.PostAsync($"{Program}/commissions/{held}/decision", reverse, 409);
        await AskForAdjustmentsAsync(held!);
        await AgreeContractTermsAsync();
        await _client.GetAsync($"{Program}/exports/commissions?period=2020-01");
        await _client.GetAsync($"{Program}/partners/{_partner}/ledger");
        await _client.GetAsync($"{Program}/partners/{_partner}/balance");
        await _client.GetAsync($"{Program}/ledger/verify");
    }

    private async Task AskAboutHeldCommissionsAsync(string held)
    {
        var sale = $$"""
            {"event_id": "stolen", "invoice_id": "stolen", "customer": {"external_id": "cus_3"}, "amount": 60000,
             "currency": "USD", "code": "{{_code}}"}
            """;
        await _client.PostAsync($"{Program}/track/sale", sale, 202);
        await _app.Running.AdvanceAsync(TimeSpan.FromDays(1));
        var stolen = (await _client.GetAsync($"{Program}/commissions?customer=cus_3")).GetProperty("data")[0];
        var link = (await _app.Outbox.LastAsync(App.Owner, "held")).Link("/held/").AbsolutePath;
        await _client.GetAsync(link, accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, link, 200, accept: "text/html");
        await _client.GetAsync($"{link}/commissions/{held}", accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, $"{link}/commissions/{held}", 200, accept: "text/html");
        await _client.GetAsync($"{link}/commissions/none", 404, accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, $"{link}/commissions/none", 404, accept: "text/html");
        await _client.PostTextAsync(link, "decision=release", Form, 400, accept: "text/html");
        var fraud = $"decision=reverse_fraud&reason=Stolen&commission={stolen.GetProperty("id").GetString()}";
        await _client.PostTextAsync(link, fraud, Form, accept: "text/html");
        await _client.GetAsync($"{Program}/customers/cus_3/holds");
        await _client.GetAsync($"{Program}/customers/none/holds", 404);
        const string lift = """{"reason": "Cleared by the bank"}""";
        await _client.PostAsync($"{Program}/customers/cus_2/holds/lift", lift, 404);
        await _client.PostAsync($"{Program}/customers/cus_3/holds/lift", lift);
    }

    private async Task DecideReviewAsync(string period)
    {
        var note = $$"""{"about": "{{_partner}}", "source": "sales", "text": "Good leads.", "author": "Sam"}""";
        await _client.PostAsync($"{Program}/notes", note, 201);
        await CallNotesAsync();
        await _client.PostAsync(
            $"{Program}/notes",
            """{"about": "demo", "source": "?", "text": "", "author": ""}""",
            400
        );
        var link = (await _app.Outbox.LastAsync(App.Owner, "Review of")).Link("/approve/").AbsolutePath;
        await _client.GetAsync(link, accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, link, 200, accept: "text/html");
        await _client.PostTextAsync(link, "decision=keep&task1=Nothing", Form, 400, accept: "text/html");
        var due = (await _app.Running.NowAsync()).AddDays(20);
        var decided = $"decision=keep&task1=Call+them&owner1=sam@example.com&due1={due:yyyy-MM-dd}&metric1=refund_rate";
        await _client.PostTextAsync(link, decided, Form, accept: "text/html");
        await _app.Running.WhenIdleAsync();
        await ReportTaskAsync();
        var done = $"{Program}/reviews/{period}/actions";
        await _client.PostAsync($"{done}/{period}-1/done", """{"result": "They were called."}""");
        await _client.PostAsync($"{done}/none/done", """{"result": "?"}""", 404);
    }

    private async Task ReportTaskAsync()
    {
        var link = (await _app.Outbox.LastAsync("sam@example.com", "A task of")).Link("/review-actions/").AbsolutePath;
        await _client.GetAsync(link, accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, link, 200, accept: "text/html");
        await _client.PostTextAsync(link, "result=", Form, 400, accept: "text/html");
        await _client.PostTextAsync(link, "result=They+were+called.", Form, accept: "text/html");
        await _client.PostTextAsync(link, "result=Again", Form, 409, accept: "text/html");
    }

    private async Task ReviewComponentAsync()
    {
        const string daily = """
            {"definition": "How clicks and sales are recorded.", "inputs": ["billing"], "review_every_days": 1,
             "owner": {"name": "Program owner", "email": "owner@example.com"}}
            """;
        await _client.PutAsync($"{Program}/components/tracking_setup", daily);
        await _app.Running.AdvanceAsync(TimeSpan.FromDays(2));
        var link = (await _app.Outbox.LastAsync(App.Owner, "tracking setup")).Link("/components/").AbsolutePath;
        await _client.GetAsync(link, accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, link, 200, accept: "text/html");
        await _client.PostTextAsync(link, "checked=&next_review=soon", Form, 400, accept: "text/html");
        var next = (await _app.Running.NowAsync()).AddDays(60);
        var review = $"checked=All+of+it&changed=&next_review={next:yyyy-MM-dd}";
        await _client.PostTextAsync(link, review, Form, accept: "text/html");
        await _client.PostTextAsync(link, review, Form, accept: "text/html");
        await _client.PostTextAsync(
            link,
            review.Replace("All", "Nothing", StringComparison.Ordinal),
            Form,
            409,
            accept: "text/html"
        );
    }

    private async Task AskForAdjustmentsAsync(string commission)
    {
        var bonus = $$"""{"partner": "{{_partner}}", "amount": 100, "reason": "Thanks"}""";
        var asked = await _client.PostAsync($"{Program}/adjustments", bonus, 202);
        await _client.PostAsync(
            $"{Program}/adjustments",
            """{"partner": "prt_none", "amount": 1, "reason": "?"}""",
            400
        );
        const string duplicate = """{"reason_code": "duplicate", "reason": "Sent twice"}""";
        await _client.PostAsync($"{Program}/commissions/{commission}/void", duplicate, 202);
        await _client.PostAsync($"{Program}/commissions/none/void", duplicate, 404);
        var moved = $$"""{"partner": "{{_partner}}", "from": "2026-12-01", "reason": "Agreed"}""";
        await _client.PostAsync($"{Program}/customers/cus_2/assignment", moved, 202);
        await _client.PostAsync($"{Program}/customers/none/assignment", moved, 404);
        await _client.GetAsync($"{Program}/adjustments?status=awaiting_approval&partner={_partner}");
        await _client.GetAsync($"{Program}/adjustments/{asked.GetProperty("id").GetString()}");
        await _client.GetAsync($"{Program}/adjustments/none", 404);
        await _app.Running.WhenIdleAsync();
    }

    private async Task AgreeContractTermsAsync()
    {
        var terms = $"{Program}/partners/{_partner}/contract-terms";
        var now = await _app.Running.NowAsync();
        var asked = JsonSerializer.Serialize(
            new
            {
                rules = new { share = new { pay = new { percent = "30" } } },
                from = now.UtcDateTime,
                until = now.UtcDateTime.AddDays(90),
                reason = "Agreed",
            }
        );
        var id = (await _client.PostAsync(terms, asked, 202)).GetProperty("id").GetString();
        await _client.PostAsync(terms, asked.Replace("\"30\"", "\"31\"", StringComparison.Ordinal), 409);
        await _client.PostAsync(terms, asked.Replace("share", "none", StringComparison.Ordinal), 400);
        await _client.PostAsync($"{Program}/partners/prt_none/contract-terms", asked, 404);
        await _app.Running.WhenIdleAsync();
        await _app.DecideAsync(App.Finance, "Approve contract terms", "approve");
        await _client.GetAsync($"{terms}?limit=1");
        await _client.GetAsync($"{Program}/partners/prt_none/contract-terms", 404);
        const string end = """{"reason": "Cancelled"}""";
        await _client.PostAsync($"{terms}/{id}/end", end);
        await _client.PostAsync($"{terms}/{id}/end", "{}", 400);
        await _client.PostAsync($"{terms}/ctr_none/end", end, 404);
    }

    private async Task ManageEndpointsAsync()
    {
        const string body = """{"url": "https://erp.invalid/in", "types": ["payout.*"]}""";
        await _client.PutAsync($"{Program}/webhook-endpoints/erp", body, 201);
        await _client.PutAsync($"{Program}/webhook-endpoints/erp", body);
        await _client.GetAsync($"{Program}/webhook-endpoints");
        await _client.GetAsync($"{Program}/webhook-endpoints/erp");
        await _client.PostAsync($"{Program}/webhook-endpoints/erp/rotate", null);
        var sent = await _client.PostAsync($"{Program}/webhook-endpoints/erp/test", null, 202);
        var delivery = sent.GetProperty("id").GetString();
        await _client.PostAsync($"{Program}/webhook-endpoints/erp/deliveries/{delivery}/redeliver", null, 202);
        await _client.GetAsync($"{Program}/webhook-endpoints/erp/deliveries?status=pending");
        await _client.PutAsync($"{Program}/webhook-endpoints/old", body, 201);
        await _client.SendAsync(HttpMethod.Delete, $"{Program}/webhook-endpoints/old", 204);
        await _client.PostAsync($"{Program}/orchestrations/none/restart", null, 404);
    }

    private async Task ManagePayoutSettingsAsync()
    {
        const string settings =
            """{"prepared_by": "ann@example.com", "sepa": {"name": "Demo", "iban": "NL91ABNA0417164300"}}""";
        await _client.PutAsync($"{Program}/payout-settings", settings, 202);
        await _client.PutAsync($"{Program}/payout-settings", """{"prepared_by": "ann"}""", 400);
        await _client.GetAsync($"{Program}/payout-settings");
        await _client.GetAsync("/api/programs/none/payout-settings", 404);
        await _app.Running.WhenIdleAsync();
        await _app.DecideAsync(App.Finance, "Approve payout settings 1", "approve");
        await _client.GetAsync($"{Program}/payout-settings");
    }

    private async Task CloseMonthAsync()
    {
        var now = await _app.Running.NowAsync();
        var period = now.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        await _client.PostAsync($"{Program}/cycles", $$"""{"period": "{{period}}"}""", 409);
        var end = new DateTimeOffset(now.Year, now.Month, 1, 2, 0, 0, TimeSpan.Zero).AddMonths(1);
        await _app.Running.SkipToAsync(end);
        await _client.PostAsync($"{Program}/cycles", $$"""{"period": "{{period}}"}""", 202);
        await _app.Running.WhenIdleAsync();
        var request = (await _app.Outbox.LastAsync(App.Finance, $"Approve the payouts of {period}")).Link("/approve/");
        var page = await _app.Anonymous.GetStringAsync(request);
        var list = Regex.Match(page, "href=\"(/payout-list/[^\"]+)\"").Groups[1].Value;
        await _client.GetAsync(list, accept: "text/csv");
        await _client.GetAsync(list[..^4] + "xxxx", 400, "text/html");
        await _app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        var cycle = await _client.GetAsync($"{Program}/cycles/{period}");
        await _client.GetAsync($"{Program}/cycles");
        await _client.GetAsync($"{Program}/cycles/{period}/payouts");
        await _client.GetAsync($"{Program}/cycles/{period}/skipped");
        var file = cycle.GetProperty("files")[0].GetProperty("name").GetString();
        await _client.GetAsync($"{Program}/cycles/{period}/files/{file}", accept: "text/csv");
        var handedOver = await _app.Outbox.LastAsync(App.Finance, $"Payment files of {period}");
        var download = handedOver.Link("/payment-files/").PathAndQuery;
        await _client.GetAsync(download, accept: "text/csv");
        await _client.GetAsync(download[..^4] + "xxxx", 400, "text/html");
        const string Stop = """{"stopped_by": "finance@example.com", "reason": "Not funded"}""";
        await _client.PostAsync($"{Program}/cycles/{period}/files/{file}/stop", Stop, 409);
        await _client.PostAsync($"{Program}/cycles/{period}/files/{file}/stop", """{"reason": ""}""", 400);
        await _client.PostAsync($"{Program}/cycles/{period}/files/none/stop", Stop, 404);
        var settled = $"partner,status,reference,reason\n{_partner},paid,REF-1,\n";
        await _client.PostTextAsync($"{Program}/cycles/{period}/settlement", settled, "text/csv");
        foreach (var kind in new[] { "application/json", "text/csv", "text/html" })
        {
            await _client.GetAsync($"{Program}/partners/{_partner}/statements/{period}", accept: kind);
        }

        await _app.Running.WhenIdleAsync();
        await ReadAccountsAsync(period);
        await _client.GetAsync($"{Program}/reviews/{period}");
        await _client.GetAsync($"{Program}/reviews");
        await _client.GetAsync($"{Program}/reviews?limit=0", 400);
        await _client.GetAsync($"{Program}/signals?from={period}&to={period}");
        await _client.GetAsync($"{Program}/signals?from=never", 400);
        await _client.GetAsync($"{Program}/reviews/{period}", accept: "text/html");
        await DecideReviewAsync(period);
        await _client.GetAsync($"{Program}/audit?limit=5");
        await ReviewComponentAsync();
        await _client.GetAsync($"{Program}/audit/verify");
        await _client.GetAsync($"{Program}/exports/audit", accept: "application/x-ndjson");
        await _client.GetAsync($"{Program}/exports/audit", accept: "text/csv");
        var export = await _app.Http.GetStringAsync(new Uri($"{Program}/exports/audit", UriKind.Relative));
        var verified = await _client.PostTextAsync($"{Program}/audit/verify", export, "application/x-ndjson");
        Assert.True(verified.GetProperty("ok").GetBoolean(), verified.GetRawText());
    }

    private async Task ReadAccountsAsync(string period)
    {
        var mail = await _app.Outbox.LastAsync("pat@partner.example.org", "Your statement");
        var link = mail.Link("/statements/").AbsolutePath;
        foreach (var kind in new[] { "application/json", "text/csv", "text/html" })
        {
            await _client.GetAsync(link, accept: kind);
        }

        await _client.SendAsync(HttpMethod.Head, link, 200);
        await _client.GetAsync("/statements/none", 400, "text/html");
        await _client.GetAsync($"{Program}/partners/{_partner}/statements/2020-01", 404);
        foreach (var kind in new[] { "application/json", "text/csv" })
        {
            await _client.GetAsync($"{Program}/journal/{period}", accept: kind);
            await _client.GetAsync($"{Program}/tax-years/{period[..4]}", accept: kind);
        }

        await _client.GetAsync($"{Program}/journal/2999-01", 404);
        await _client.GetAsync($"{Program}/tax-years/none", 404);
    }

    private async Task EraseAsync()
    {
        await _client.SendAsync(HttpMethod.Delete, $"{Program}/customers/cus_1/personal-data", 204);
        await _client.SendAsync(HttpMethod.Delete, $"{Program}/customers/none/personal-data", 404);
        await _client.SendAsync(HttpMethod.Delete, $"{Program}/partners/{_partner}/personal-data", 204);
    }
}

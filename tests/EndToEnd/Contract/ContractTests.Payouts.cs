using System.Globalization;

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
        const string release = """{"decision": "release", "actor": "Fay", "reason": "Checked"}""";
        const string reverse = """{"decision": "reverse", "actor": "Fay", "reason": "Checked"}""";
        await _client.PostAsync($"{Program}/commissions/{held}/decision", release);
        await _client.PostAsync($"{Program}/commissions/{held}/decision", reverse, 409);
        await _client.GetAsync($"{Program}/exports/commissions?period=2020-01");
        await _client.GetAsync($"{Program}/partners/{_partner}/ledger");
        await _client.GetAsync($"{Program}/partners/{_partner}/balance");
        await _client.GetAsync($"{Program}/ledger/verify");
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
        await _app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        var cycle = await _client.GetAsync($"{Program}/cycles/{period}");
        await _client.GetAsync($"{Program}/cycles");
        await _client.GetAsync($"{Program}/cycles/{period}/payouts");
        var file = cycle.GetProperty("files")[0].GetProperty("name").GetString();
        await _client.GetAsync($"{Program}/cycles/{period}/files/{file}", accept: "text/csv");
        var settled = $"partner,status,reference,reason\n{_partner},paid,REF-1,\n";
        await _client.PostTextAsync($"{Program}/cycles/{period}/settlement", settled, "text/csv");
        foreach (var kind in new[] { "application/json", "text/csv", "text/html" })
        {
            await _client.GetAsync($"{Program}/partners/{_partner}/statements/{period}", accept: kind);
        }

        await _app.Running.WhenIdleAsync();
        await _client.GetAsync($"{Program}/reviews/{period}");
        await _client.GetAsync($"{Program}/reviews/{period}", accept: "text/html");
        await _client.GetAsync($"{Program}/audit?limit=5");
        await _client.GetAsync($"{Program}/audit/verify");
    }

    private async Task EraseAsync()
    {
        await _client.SendAsync(HttpMethod.Delete, $"{Program}/customers/cus_1/personal-data", 204);
        await _client.SendAsync(HttpMethod.Delete, $"{Program}/customers/none/personal-data", 404);
        await _client.SendAsync(HttpMethod.Delete, $"{Program}/partners/{_partner}/personal-data", 204);
    }
}

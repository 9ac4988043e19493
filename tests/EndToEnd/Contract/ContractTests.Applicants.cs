namespace EndToEnd.Contract;

/// <content>The calls about applicants: what is found about them, what they are asked, and their withdrawal.</content>
public sealed partial class ContractTests
{
    private async Task ScreenApplicantsAsync()
    {
        await _client.PutAsync(
            $"{Program}/banned",
            """{"domains": [{"value": "banned.test", "reason": "Spam"}], "countries": [{"value": "KP", "reason": "Law"}]}"""
        );
        await _client.PutAsync($"{Program}/banned", """{"domains": [{"value": "banned", "reason": "Spam"}]}""", 400);
        await _client.GetAsync($"{Program}/banned");
        var sent = await _client.PostAsync(
            $"{Program}/applications",
            """
            {"name": "Quinn", "email": "quinn@asked.example.org", "company": "Asked Agency", "country": "US",
             "website": "https://asked.example.org", "promotion_plan": "We write about it.",
             "terms_accepted": true, "terms_version": "1"}
            """,
            202
        );
        await _app.ConfirmAsync("quinn@asked.example.org");
        await _app.Running.WhenIdleAsync();
        var findings = $"{Program}/applications/{sent.GetProperty("application_id").GetString()}/findings";
        const string found = """
            {"source": "lists", "findings": [{"code": "adverse_media", "severity": "warning", "words": "In the news."}]}
            """;
        await _client.PostAsync(findings, found);
        await _client.PostAsync(findings, """{"source": "", "findings": []}""", 400);
        await _client.PostAsync($"{Program}/applications/none/findings", found, 404);
        await DelegateAsync();
        await AskApplicantAsync();
        await WithdrawAsync();
        await _client.PostAsync(findings, found, 409);
    }

    private async Task DelegateAsync()
    {
        var approval = (await _app.Outbox.LastAsync(App.Owner, "Asked Agency")).Link("/approve/");
        var page = await _app.Anonymous.GetStringAsync(approval);
        var at = page.IndexOf("/delegate/", StringComparison.Ordinal);
        var link = page[at..page.IndexOf('"', at)];
        await _client.GetAsync(link, accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, link, 200);
        await _client.PostTextAsync(link, "deputy_name=Dora", Form, 400);
        var today = (await _app.Running.NowAsync()).UtcDateTime.ToString("yyyy-MM-dd", null);
        await _client.PostTextAsync(link, $"deputy_name=Dora&deputy_email=dora%40example.com&until={today}", Form);
        var ended = (await _app.Running.NowAsync()).UtcDateTime.AddHours(-1).ToString("O");
        var body = $$"""
            {"person": "{{App.Owner}}", "deputy": {"name": "Dora", "email": "dora@example.com"}, "until": "{{ended}}"}
            """;
        await _client.PutAsync($"{Program}/delegations", body);
        await _client.PutAsync(
            $"{Program}/delegations",
            body.Replace(App.Owner, "nobody@example.com", StringComparison.Ordinal),
            400
        );
        await _client.GetAsync($"{Program}/delegations");
    }

    private async Task AskApplicantAsync()
    {
        var approval = (await _app.Outbox.LastAsync(App.Owner, "Asked Agency")).Link("/approve/").AbsolutePath;
        await _client.PostTextAsync(approval, "decision=ask&note=How+many+readers%3F", Form);
        await _app.Running.WhenIdleAsync();
        var answer = (await _app.Outbox.LastAsync("quinn@asked.example.org", "question")).Link("/answer/").AbsolutePath;
        await _client.GetAsync(answer, accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, answer, 200);
        await _client.PostTextAsync(answer, "answer=", Form, 400);
        await _client.PostTextAsync(answer, "answer=4000", Form);
        await _client.PostTextAsync(answer, "answer=5000", Form, 409);
    }

    private async Task WithdrawAsync()
    {
        var mail = await _app.Outbox.LastAsync("quinn@asked.example.org", "question");
        var withdraw = mail.Link("/withdraw/").AbsolutePath;
        await _client.GetAsync(withdraw, accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, withdraw, 200);
        await _client.PostAsync(withdraw, null);
        await _client.PostAsync(withdraw, null, 409);
    }
}

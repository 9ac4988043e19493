using System.Net;

namespace EndToEnd.Onboarding;

/// <summary>The ways of an application beside the straight one, over HTTP with driven time.</summary>
public sealed class ApplicantPathTests : IAsyncLifetime
{
    private App _app = null!;

    public async Task InitializeAsync() => _app = await App.StartInMemoryAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_question_is_answered_and_the_owner_decides_anew_with_the_answer_in_view()
    {
        var slug = await _app.BeginPilotAsync("asked");
        var id = await ApplyAndConfirmAsync(slug, "asked@asked.example.org");
        var first = (await _app.Outbox.LastAsync(App.Owner, "Acme Agency")).Link("/approve/");
        using var silent = await _app.PostFormAsync(first, ("decision", "ask"));
        Assert.Equal(HttpStatusCode.BadRequest, silent.StatusCode);
        await DecideAsync(first, "ask", "How many readers do you have?");
        Assert.Equal("pending_information", await StatusAsync(slug, id));

        await _app.Running.AdvanceAsync(TimeSpan.FromHours(25));
        var reminder = await _app.Outbox.LastAsync("asked@asked.example.org", "Reminder: a question");
        Assert.Contains("How many readers do you have?", reminder.Text);
        var link = reminder.Link("/answer/");
        Assert.Contains("How many readers do you have?", await _app.Anonymous.GetStringAsync(link));
        using var empty = await _app.PostFormAsync(link, ("answer", " "));
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
        using var answered = await _app.PostFormAsync(link, ("answer", "About 4,000 readers <a month>."));
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        using var again = await _app.PostFormAsync(link, ("answer", "5,000"));
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);

        var second = (await _app.Outbox.LastAsync(App.Owner, "Acme Agency")).Link("/approve/");
        Assert.NotEqual(first, second);
        Assert.Contains("About 4,000 readers &lt;a month&gt;.", await _app.Anonymous.GetStringAsync(second));
        await DecideAsync(second, "approve", note: null);
        Assert.Equal("approved", await StatusAsync(slug, id));
        using var earlier = await _app.PostFormAsync(first, ("decision", "approve"));
        Assert.Equal(HttpStatusCode.Conflict, earlier.StatusCode);
        Assert.True((await _app.Program(slug).VerifyAuditAsync()).Ok);
    }

    [Fact]
    public async Task A_question_without_an_answer_ends_the_application_and_a_withdrawal_ends_the_approval()
    {
        var slug = await _app.BeginPilotAsync("ended");
        var silent = await ApplyAndConfirmAsync(slug, "silent@silent.example.org", "Silent Agency");
        var ask = (await _app.Outbox.LastAsync(App.Owner, "Silent Agency")).Link("/approve/");
        await DecideAsync(ask, "ask", "Who are you?");
        await _app.Running.SkipAsync(TimeSpan.FromDays(15));
        Assert.Equal("expired", await StatusAsync(slug, silent));
        var told = await _app.Outbox.LastAsync("silent@silent.example.org", "has expired");
        Assert.Contains("was not answered in time", told.Text);
        await _app.ApplyAsync(slug, "silent@silent.example.org", "Silent Agency");
        Assert.Equal(2, (await _app.Outbox.ListAsync("silent@silent.example.org", "confirm")).Count);

        var leaving = await ApplyAndConfirmAsync(slug, "leaving@leaving.example.org", "Leaving Agency");
        var mail = await _app.Outbox.LastAsync("leaving@leaving.example.org", "confirm");
        var withdraw = mail.Link("/withdraw/");
        Assert.Contains("Withdraw my application", await _app.Anonymous.GetStringAsync(withdraw));
        Assert.Equal("pending_approval", await StatusAsync(slug, leaving));
        var approve = (await _app.Outbox.LastAsync(App.Owner, "Leaving Agency")).Link("/approve/");
        using var withdrawn = await _app.Anonymous.PostAsync(withdraw, null);
        Assert.Equal(HttpStatusCode.OK, withdrawn.StatusCode);
        Assert.Equal("withdrawn", await StatusAsync(slug, leaving));
        await _app.Outbox.LastAsync(App.Owner, "Withdrawn: the application of Leaving Agency");
        await _app.Outbox.LastAsync("leaving@leaving.example.org", "is withdrawn");
        using var late = await _app.PostFormAsync(approve, ("decision", "approve"));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("The applicant has withdrawn the application.", await late.Content.ReadAsStringAsync());
        using var twice = await _app.Anonymous.PostAsync(withdraw, null);
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
        Assert.True((await _app.Program(slug).VerifyAuditAsync()).Ok);
    }

    [Fact]
    public async Task A_banned_applicant_is_rejected_without_a_reason_and_may_apply_again_when_the_rules_say_so()
    {
        var slug = await _app.BeginPilotAsync(
            "screened",
            """
            "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}],
            "onboarding": {"reapply": {"days": 30}, "findings_within_hours": 12,
              "auto_reject": {"field": "application.findings", "op": "contains", "value": "sanctions_match"}}
            """
        );
        await _app.PutAsync(
            $"/api/programs/{slug}/banned",
            """{"domains": [{"value": "Banned.test", "reason": "Forged leads"}]}"""
        );
        var banned = await ApplyAndConfirmAsync(slug, "pat@banned.test");
        var application = await _app.GetAsync($"/api/programs/{slug}/applications/{banned}");
        Assert.Equal("rejected", application.GetProperty("status").GetString());
        Assert.Equal("banned_domain", application.GetProperty("findings")[0].GetProperty("code").GetString());
        var told = await _app.Outbox.LastAsync("pat@banned.test", "Your application");
        Assert.Contains("You can apply again from", told.Text);
        Assert.DoesNotContain("ban", told.Text!.Replace("banned.test", "", StringComparison.Ordinal));
        await _app.ApplyAsync(slug, "pat@banned.test");
        Assert.Single(await _app.Outbox.ListAsync("pat@banned.test", "confirm"));
        await _app.Running.SkipAsync(TimeSpan.FromDays(31));
        await _app.ApplyAsync(slug, "pat@banned.test");
        Assert.Equal(2, (await _app.Outbox.ListAsync("pat@banned.test", "confirm")).Count);

        await _app.PutAsync(
            $"/api/programs/{slug}/webhook-endpoints/screening",
            """{"url": "https://screening.example.com/", "types": ["application.screen"]}"""
        );
        var listed = await ApplyAndConfirmAsync(slug, "kim@listed.test");
        Assert.Equal("screening", await StatusAsync(slug, listed));
        await _app.PostAsync(
            $"/api/programs/{slug}/applications/{listed}/findings",
            """
            {"source": "lists", "findings": [{"code": "sanctions_match", "severity": "serious", "words": "An entry."}]}
            """
        );
        Assert.Equal("rejected", await StatusAsync(slug, listed));

        var unscreened = await ApplyAndConfirmAsync(slug, "lou@unscreened.test", "Unscreened Agency");
        await _app.Running.AdvanceAsync(TimeSpan.FromHours(13));
        Assert.Equal("pending_approval", await StatusAsync(slug, unscreened));
        var first = await _app.Outbox.LastAsync(App.Owner, "Unscreened Agency");
        Assert.Contains("has not reported in time", first.Text);
        await _app.PostAsync(
            $"/api/programs/{slug}/applications/{unscreened}/findings",
            """{"source": "lists", "findings": [{"code": "adverse_media", "severity": "warning", "words": "In the news."}]}"""
        );
        var second = await _app.Outbox.LastAsync(App.Owner, "Unscreened Agency");
        Assert.Contains("In the news.", second.Text);
        using var outdated = await _app.PostFormAsync(first.Link("/approve/"), ("decision", "approve"));
        Assert.Equal(HttpStatusCode.Conflict, outdated.StatusCode);
    }

    [Fact]
    public async Task The_confirmation_is_sent_again_to_whoever_applies_again_but_three_times_at_most()
    {
        var slug = await _app.BeginPilotAsync("resent");
        var id = await _app.ApplyAsync(slug, "lost@lost.example.org");
        Assert.Equal(id, await _app.ApplyAsync(slug, "lost@lost.example.org"));
        Assert.Single(await _app.Outbox.ListAsync("lost@lost.example.org", "confirm"));
        for (var time = 0; time < 5; time++)
        {
            await _app.Running.AdvanceAsync(TimeSpan.FromHours(13));
            await _app.ApplyAsync(slug, "lost@lost.example.org");
        }

        // The first e-mail, the reminder, and three more.
        Assert.Equal(5, (await _app.Outbox.ListAsync("lost@lost.example.org", "confirm")).Count);
        await _app.ConfirmAsync("lost@lost.example.org");
        Assert.Equal("pending_approval", await StatusAsync(slug, id));
    }

    [Fact]
    public async Task A_deputy_approves_with_group_and_code_on_behalf_of_the_owner()
    {
        var slug = await _app.BeginPilotAsync("deputy");
        await ApplyAndConfirmAsync(slug, "first@first.example.org", "First Agency");
        var own = (await _app.Outbox.LastAsync(App.Owner, "First Agency")).Link("/approve/");
        var page = await _app.Anonymous.GetStringAsync(own);
        var at = page.IndexOf("/delegate/", StringComparison.Ordinal);
        var name = new Uri(own, page[at..page.IndexOf('"', at)]);
        var last = (await _app.Running.NowAsync()).AddDays(5).UtcDateTime.ToString("yyyy-MM-dd", null);
        using var named = await _app.PostFormAsync(
            name,
            ("deputy_name", "Dora"),
            ("deputy_email", "dora@example.com"),
            ("until", last)
        );
        Assert.Equal(HttpStatusCode.OK, named.StatusCode);
        await _app.Outbox.LastAsync(App.Owner, "Deputy for decisions");
        await _app.Outbox.LastAsync("dora@example.com", "Deputy for decisions");

        await ApplyAndConfirmAsync(slug, "second@second.example.org", "Second Agency");
        Assert.Empty(await _app.Outbox.ListAsync(App.Owner, "Second Agency"));
        var link = (await _app.Outbox.LastAsync("dora@example.com", "Second Agency")).Link("/approve/");
        Assert.Contains($"on behalf of Program owner ({App.Owner})", await _app.Anonymous.GetStringAsync(link));
        using var wrong = await _app.PostFormAsync(link, ("decision", "approve"), ("inputs.code", "?"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var approved = await _app.PostFormAsync(
            link,
            ("decision", "approve"),
            ("inputs.group", "gold"),
            ("inputs.code", "second-best")
        );
        Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
        await _app.Running.WhenIdleAsync();
        var partner = Assert.Single(await _app.Program(slug).PartnersAsync());
        Assert.Equal(("gold", "second-best", "dora@example.com"), (partner.Group, partner.Code, partner.ApprovedBy));

        using var rejected = await _app.PostFormAsync(own, ("decision", "reject"), ("reason_code", "not_a_fit"));
        Assert.Equal(HttpStatusCode.OK, rejected.StatusCode);
        var approvals = (await _app.GetAsync($"/api/programs/{slug}/approvals?status=decided&kind=application"))
            .GetProperty("data")
            .EnumerateArray()
            .Select(approval => approval.GetProperty("outcome"))
            .ToList();
        Assert.Contains(
            approvals,
            outcome => outcome.TryGetProperty("reason_code", out var code) && code.GetString() == "not_a_fit"
        );
        Assert.Contains(
            approvals,
            outcome => outcome.TryGetProperty("on_behalf_of", out var person) && person.GetString() == App.Owner
        );
        await AssertEndsAsync(slug);
    }

    // A link that a deputy was sent decides nothing after the last day; the backup owner has been asked meanwhile.
    private async Task AssertEndsAsync(string slug)
    {
        var id = await ApplyAndConfirmAsync(slug, "third@third.example.org", "Third Agency");
        var link = (await _app.Outbox.LastAsync("dora@example.com", "Third Agency")).Link("/approve/");
        await _app.Running.SkipAsync(TimeSpan.FromDays(6));

        using var shown = await _app.Anonymous.GetAsync(link);
        Assert.Equal(HttpStatusCode.Forbidden, shown.StatusCode);
        using var late = await _app.PostFormAsync(link, ("decision", "approve"));
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
        Assert.Equal("pending_approval", await StatusAsync(slug, id));
        await _app.Outbox.LastAsync(App.Backup, "Still open: Approve the application of Third Agency");
    }

    [Fact]
    public async Task A_partner_is_encouraged_congratulated_and_has_a_timeline()
    {
        var slug = await _app.BeginPilotAsync("started");
        var quiet = await _app.SignUpAsync(slug, "Quiet Agency");
        var partner = await _app.SignUpAsync(slug, "Selling Agency");
        foreach (var sale in new[] { "sale-1", "sale-2" })
        {
            await _app.PostAsync(
                $"/api/programs/{slug}/track/sale",
                $$"""
                {"event_id": "{{sale}}", "invoice_id": "{{sale}}", "customer": {"external_id": "{{sale}}"}, "amount": 10000,
                 "currency": "USD", "code": "{{partner.Code}}"}
                """
            );
            await _app.Running.WhenIdleAsync();
        }

        Assert.Single(await _app.Outbox.ListAsync(partner.Email, "Your first sale"));
        await _app.PostAsync($"/api/programs/{slug}/partners/{quiet.Id}/suspend", """{"reason": "A question"}""");
        await _app.PostAsync($"/api/programs/{slug}/partners/{quiet.Id}/reinstate", "{}");
        await _app.Running.SkipAsync(TimeSpan.FromDays(15));
        Assert.Single(await _app.Outbox.ListAsync(quiet.Email, "has not been used yet"));
        Assert.Empty(await _app.Outbox.ListAsync(partner.Email, "has not been used yet"));
        Assert.Single(await _app.Outbox.ListAsync(partner.Email, "Your first sale"));

        var timeline = (await _app.GetAsync($"/api/programs/{slug}/partners/{quiet.Id}/timeline"))
            .GetProperty("data")
            .EnumerateArray()
            .ToList();
        var steps = timeline.Select(entry => entry.GetProperty("step").GetString()).ToList();
        string[] expected =
        [
            "submitted",
            "email_confirmed",
            "screened",
            "application_decided_approve",
            "activated",
            "partner_suspended",
            "partner_reinstated",
        ];
        Assert.Equal(expected, steps.Where(step => expected.Contains(step)));
        Assert.All(timeline, entry => Assert.True(entry.GetProperty("waited_seconds").GetInt64() >= 0));
    }

    private async Task<string> ApplyAndConfirmAsync(string slug, string email, string company = "Acme Agency")
    {
        var id = await _app.ApplyAsync(slug, email, company);
        await _app.ConfirmAsync(email);
        await _app.Running.WhenIdleAsync();
        return id;
    }

    private async Task DecideAsync(Uri link, string decision, string? note)
    {
        using var decided = await _app.PostFormAsync(link, ("decision", decision), ("note", note ?? string.Empty));
        Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
        await _app.Running.WhenIdleAsync();
    }

    private async Task<string> StatusAsync(string slug, string id)
    {
        await _app.Running.WhenIdleAsync();
        return (await _app.Program(slug).ApplicationAsync(id)).Status;
    }
}

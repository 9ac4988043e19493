using System.Net;
using System.Text.Json;
using Testing.Answers;

namespace EndToEnd.RuleBooks;

/// <summary>The versions of a program's rule book: which of them applies, and since when.</summary>
public sealed class VersionTests : IAsyncLifetime
{
    private App _app = null!;
    private string _slug = null!;
    private ProgramReader _program = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync();
        _slug = await _app.BeginPilotAsync();
        _program = _app.Program(_slug);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_version_applies_from_its_date_and_never_before_its_approval()
    {
        var begun = await _app.Running.NowAsync();
        var early = await StoreAsync(21);
        await SubmitAsync(early, begun.AddDays(-30));
        Assert.Equal(("submitted", 1), (await StatusAsync(early), await CurrentAsync()));
        await _app.Running.AdvanceAsync(TimeSpan.FromHours(1));
        await _app.DecideAsync(App.Owner, $"Approve rule book {early}", "approve");
        Assert.Equal(
            ("approved", "superseded", early),
            (await StatusAsync(early), await StatusAsync(1), await CurrentAsync())
        );

        // A sale of a minute before the approval is judged by the version that applied then.
        var code = (await _app.SignUpAsync(_slug)).Code;
        var approved = (await _program.RuleBookAsync(early)).DecidedAt!.Value;
        await SellAsync("before", code, approved.AddMinutes(-1));
        await SellAsync("after", code, approved);
        Assert.Equal([(1, 2_000L), (early, 2_100L)], await CommissionsAsync());
    }

    [Fact]
    public async Task A_version_of_a_later_date_waits_for_it()
    {
        var later = (await _app.Running.NowAsync()).AddDays(3);
        var version = await StoreAsync(22);
        await SubmitAsync(version, later);
        await _app.DecideAsync(App.Owner, $"Approve rule book {version}", "approve");
        Assert.Equal(("approved", 1), (await StatusAsync(version), await CurrentAsync()));
        await _app.Running.AdvanceToAsync(later);
        Assert.Equal(
            ("approved", "superseded", version),
            (await StatusAsync(version), await StatusAsync(1), await CurrentAsync())
        );
    }

    [Fact]
    public async Task Nothing_applies_before_the_first_approval()
    {
        await _app.PutAsync(
            "/api/programs/other",
            """
            {"name": "Other", "currency": "USD", "website": "https://www.example.com", "allowed_origins": [], "allowed_destinations": []}
            """
        );
        await _app.PostAsync("/api/programs/other/rules", Document(20));
        using var current = await _app.Http.GetAsync(new Uri("/api/programs/other/rules/current", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, current.StatusCode);
        var (status, _) = await _app.TryPostAsync(
            "/api/programs/other/rules/1/submit",
            """{"effective_from": "2026-12-01"}"""
        );
        Assert.Equal(HttpStatusCode.Conflict, status);
    }

    [Fact]
    public async Task A_rejected_version_never_applies_and_its_document_begins_anew()
    {
        var now = await _app.Running.NowAsync();
        var version = await StoreAsync(23);
        Assert.Equal(version, await StoreAsync(23));
        await SubmitAsync(version, now);
        Assert.Equal(version, await StoreAsync(23));
        await _app.DecideAsync(App.Owner, $"Approve rule book {version}", "reject", "Too much.");
        Assert.Equal(("rejected", 1), (await StatusAsync(version), await CurrentAsync()));
        var again = await StoreAsync(23);
        Assert.Equal(version + 1, again);
        await SubmitAsync(again, now);
        await _app.DecideAsync(App.Owner, $"Approve rule book {again}", "approve");
        Assert.Equal((again, "rejected"), (await CurrentAsync(), await StatusAsync(version)));
    }

    [Fact]
    public async Task A_program_can_go_back_to_an_earlier_document()
    {
        await _app.ApproveRulesAsync(_slug, Share(24));
        Assert.Equal(2, await CurrentAsync());
        Assert.Equal(2, await StoreAsync(24));
        await _app.Running.AdvanceAsync(TimeSpan.FromDays(1));
        await _app.ApproveRulesAsync(_slug, Share(20));
        Assert.Equal((3, 3), (await CurrentAsync(), await StoreAsync(20)));
    }

    [Fact]
    public async Task A_repeated_submission_is_answered_with_the_state_and_another_date_is_refused()
    {
        var version = await StoreAsync(25);
        var from = await _app.Running.NowAsync();
        await SubmitAsync(version, from);
        await SubmitAsync(version, from);
        await _app.DecideAsync(App.Owner, $"Approve rule book {version}", "approve");
        var repeated = await SubmitAsync(version, from);
        Assert.Equal("approved", repeated.Status);
        var (other, _) = await _app.TryPostAsync(
            $"/api/programs/{_slug}/rules/{version}/submit",
            """{"effective_from": "2030-01-01"}"""
        );
        Assert.Equal(HttpStatusCode.Conflict, other);
        var (untimed, problem) = await _app.PostRefusedAsync(
            $"/api/programs/{_slug}/rules/{version}/submit",
            """{"effective_from": "2030-01-01T00:00:00"}"""
        );
        Assert.Equal((HttpStatusCode.BadRequest, "/effective_from"), (untimed, Assert.Single(problem.Pointers)));
    }

    private static string Share(int percent) =>
        $$""" "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "{{percent}}"} }] """;

    private static string Document(int percent) =>
        $$"""{"schema": "affiliate-rules/1", "name": "Rules", "currency": "USD", {{Share(percent)}} }""";

    private async Task<int> StoreAsync(int percent) =>
        (await _app.PostAsync<StoredRuleBookJson>($"/api/programs/{_slug}/rules", Document(percent))).Version;

    private async Task<StoredRuleBookJson> SubmitAsync(int version, DateTimeOffset from)
    {
        var answer = await _app.PostAsync<StoredRuleBookJson>(
            $"/api/programs/{_slug}/rules/{version}/submit",
            JsonSerializer.Serialize(new { effective_from = from })
        );
        await _app.Running.WhenIdleAsync();
        return answer;
    }

    private async Task<string> StatusAsync(int version) => (await _program.RuleBookAsync(version)).Status;

    private async Task<int> CurrentAsync() => (await _program.CurrentRuleBookAsync()).Version;

    private async Task SellAsync(string id, string code, DateTimeOffset at)
    {
        await _app.PostAsync(
            $"/api/programs/{_slug}/track/sale",
            $$"""
            {"event_id": "{{id}}", "invoice_id": "inv-{{id}}", "occurred_at": "{{at.UtcDateTime:O}}", "customer": {"external_id": "{{id}}"}, "code": "{{code}}", "amount": 10000, "currency": "USD"}
            """
        );
        await _app.Running.WhenIdleAsync();
    }

    private async Task<IEnumerable<(int, long)>> CommissionsAsync() =>
        (await _program.CommissionsAsync()).Select(commission => (commission.RulesVersion, commission.Amount)).Order();
}

using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using EndToEnd.Payouts;
using Testing.Answers;

namespace EndToEnd.Operations;

/// <summary>
/// docs/runbooks/stuck-orchestrations.md, played with its own calls: the mail provider is unavailable for longer than the
/// steps are retried.
/// </summary>
public sealed partial class StuckProcessStoryTests : IAsyncLifetime
{
    private const string Slug = "acme";
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 0,
        "payout": {"minimum": 100, "require": ["tax_form", "payout_details"]}
        """;

    // Ten attempts take almost two hours.
    private static readonly TimeSpan UntilItFails = TimeSpan.FromHours(3);

    // The month ends on a Thursday, and the reminder of Sunday waits for the working hours of Monday.
    private static readonly TimeSpan UntilItsReminder = TimeSpan.FromDays(3) + TimeSpan.FromHours(9);

    private MailProvider _mails = null!;
    private App _app = null!;
    private ProgramMonth _month = null!;

    private RunbookCalls Operator => new(_app.Running);

    public async Task InitializeAsync()
    {
        _mails = await MailProvider.StartAsync();
        _app = await App.StartInMemoryAsync(RunbookCalls.Settings(("SendGrid__BaseUrl", _mails.Address)));
        _mails.Outbox = _app.Http.BaseAddress;
        await _app.AdvanceToNextMonthAsync();
        await _app.BeginPilotAsync(Slug, Rules);
        _month = new ProgramMonth(_app, Slug);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _mails.DisposeAsync();
    }

    [Fact]
    public async Task A_cycle_whose_e_mails_were_refused_is_restarted_and_pays_once()
    {
        var partner = await _month.PartnerAsync("Paid Agency");
        await _month.SellAsync(partner, "sale-1", 10_000);
        _mails.IsAway = true;
        var period = await _month.CloseAsync();
        await _app.Running.AdvanceAsync(UntilItFails);
        var (cycle, review) = ($"cycle-{Slug}-{period}", $"review-{Slug}-{period}");

        Assert.Equal("degraded failed_orchestrations", await Operator.HealthAsync());
        var failed = await FailedAsync();
        Assert.Equal([cycle, review], failed.Select(InstanceOf).Order());
        Assert.All(
            failed,
            process => Assert.Contains("SendGrid rejected the e-mail", process.GetProperty("reason").GetString())
        );
        Assert.Equal("failed", (await StateAsync(cycle)).GetProperty("status").GetString());
        Assert.Contains(cycle, (await Operator.CallAsync("GET", $"{Program}/process")).GetRawText());
        Assert.Equal(
            "awaiting_approval",
            (await Operator.CallAsync("GET", $"{Program}/cycles/{period}")).GetProperty("status").GetString()
        );

        // The provider is back. The e-mails to the owner name the calls. A restarted cycle calls its review again.
        _mails.IsAway = false;
        await _app.Running.AdvanceAsync(TimeSpan.FromHours(1));
        foreach (var instance in new[] { review, cycle })
        {
            var mails = await _app.Outbox.ListAsync(App.Owner, "has stopped");
            var calls = mails.Select(mail => new Uri(RestartCall().Match(mail.Text!).Value).AbsolutePath);
            var call = Assert.Single(calls, path => path == $"{Program}/orchestrations/{instance}/restart");
            await Operator.CallAsync("POST", call);
            await _app.Running.WhenIdleAsync();
        }

        Assert.Equal("healthy", await Operator.HealthAsync());
        Assert.Empty(await FailedAsync());

        Assert.Single(await _app.Outbox.ListAsync(App.Finance, $"Approve the payouts of {period}"));
        Assert.NotEmpty(await _app.Outbox.ListAsync(App.Owner, "Review of"));
        await _app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        await _month.SettleAsync(period, $"partner,status,reference\n{partner.Id},paid,REF-1\n");
        var payout = Assert.Single(await _app.Program(Slug).PayoutsAsync(period));
        Assert.Equal(("paid", 2_000), (payout.Status, payout.Amount));
        Assert.Equal(2_000, (await _app.Program(Slug).BalanceAsync(partner.Id)).Paid);
        Assert.True((await _app.Program(Slug).VerifyLedgerAsync()).Ok);
        await _app.DecideAsync(App.Owner, "Review of", "keep");
        Assert.Equal(("keep", "reviewed"), (await DecisionAsync(period), await StatusAsync(period)));
        Assert.Single(
            await _app.Program(Slug).AuditAsync("limit=1000"),
            record => record.Action == "orchestration_restarted" && record.Subject == cycle
        );
    }

    [Fact]
    public async Task A_review_whose_reminder_was_refused_is_restarted_while_its_cycle_waits_for_results()
    {
        var partner = await _month.PartnerAsync("Paid Agency");
        await _month.SellAsync(partner, "sale-1", 10_000);
        var period = await _month.CloseAsync();
        await _app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        _mails.IsAway = true;
        await _app.Running.AdvanceAsync(UntilItsReminder + UntilItFails);
        var review = $"review-{Slug}-{period}";
        Assert.Equal([review], (await FailedAsync()).Select(InstanceOf));
        Assert.Equal("degraded failed_orchestrations", await Operator.HealthAsync());
        Assert.Equal("paying", await StatusAsync(period));

        // The owner decides by the link of the first e-mail, and nobody carries it out.
        _mails.IsAway = false;
        await _app.DecideAsync(App.Owner, "Review of", "keep");
        Assert.Null(await DecisionAsync(period));
        await Operator.CallAsync("POST", $"{Program}/orchestrations/{review}/restart");
        await _app.Running.WhenIdleAsync();
        Assert.Equal("keep", await DecisionAsync(period));
        Assert.Equal("paying", await StatusAsync(period));

        await _month.SettleAsync(period, $"partner,status,reference\n{partner.Id},paid,REF-1\n");
        Assert.Equal("reviewed", await StatusAsync(period));
        await _app.Running.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Equal("healthy", await Operator.HealthAsync());
    }

    [Fact]
    public async Task An_onboarding_whose_e_mails_were_refused_is_restarted_and_makes_one_partner()
    {
        await _app.ApplyAsync(Slug, "agency@partner.example.org");
        await _app.Running.WhenIdleAsync();
        _mails.IsAway = true;
        await _app.ConfirmAsync("agency@partner.example.org");
        await _app.Running.AdvanceAsync(UntilItFails);
        var failed = Assert.Single(await FailedAsync());
        var instance = failed.GetProperty("instance_id").GetString()!;
        await AssertWaitingAsync();

        // Restarted before the cause is fixed, it fails again.
        await Operator.CallAsync("POST", $"{Program}/orchestrations/{instance}/restart");
        Assert.Equal("healthy", await Operator.HealthAsync());
        Assert.Equal("running", (await StateAsync(instance)).GetProperty("status").GetString());
        await AssertRefusedAsync(
            $"{Program}/orchestrations/{instance}/restart",
            HttpStatusCode.Conflict,
            $"The orchestration '{instance}' is already running again, or has completed."
        );
        await _app.Running.AdvanceAsync(UntilItFails);
        Assert.Equal("degraded failed_orchestrations", await Operator.HealthAsync());

        _mails.IsAway = false;
        await Operator.CallAsync("POST", $"{Program}/orchestrations/{instance}/restart");
        await _app.DecideAsync(App.Owner, "Acme Agency", "approve");
        Assert.Single(await _app.Program(Slug).PartnersAsync());
        await _app.Running.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Equal("healthy", await Operator.HealthAsync());
        await AssertRefusedAsync(
            $"{Program}/orchestrations/{instance}/restart",
            HttpStatusCode.NotFound,
            $"No orchestration '{instance}' of the program has failed."
        );
    }

    [Fact]
    public async Task What_has_not_failed_is_not_restarted()
    {
        await AssertRefusedAsync(
            $"{Program}/orchestrations/cycle-{Slug}-2026-11/restart",
            HttpStatusCode.NotFound,
            $"No orchestration 'cycle-{Slug}-2026-11' of the program has failed."
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await Operator.TryAsync("GET", $"{Program}/orchestrations", key: null)).Status
        );
    }

    private static string Program => $"/api/programs/{Slug}";

    private static string? InstanceOf(JsonElement process) => process.GetProperty("instance_id").GetString();

    private async Task<string?> StatusAsync(string period) =>
        (await Operator.CallAsync("GET", $"{Program}/cycles/{period}")).GetProperty("status").GetString();

    private async Task<string?> DecisionAsync(string period) =>
        (await Operator.CallAsync("GET", $"{Program}/reviews/{period}")).TryGetProperty("decision", out var decided)
        && decided.ValueKind == JsonValueKind.Object
            ? decided.GetProperty("decision").GetString()
            : null;

    private async Task AssertWaitingAsync()
    {
        var open = await Operator.CallAsync("GET", $"{Program}/approvals?status=open");
        var process = await Operator.CallAsync("GET", $"{Program}/process");
        Assert.Contains("Acme Agency", open.GetRawText());
        Assert.Contains("SendGrid rejected the e-mail", process.GetRawText());
    }

    private async Task<IReadOnlyList<JsonElement>> FailedAsync() =>
        [.. (await Operator.CallAsync("GET", $"{Program}/orchestrations")).GetProperty("data").EnumerateArray()];

    private Task<JsonElement> StateAsync(string instance) =>
        Operator.CallAsync("GET", $"{Program}/orchestrations/{instance}");

    private async Task AssertRefusedAsync(string address, HttpStatusCode expected, string detail)
    {
        var (status, problem) = await Operator.TryAsync("POST", address);
        Assert.Equal((expected, detail), (status, problem.As<ProblemJson>().Detail));
    }

    [GeneratedRegex(@"http://\S+/restart")]
    private static partial Regex RestartCall();
}

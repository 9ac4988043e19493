using System.Net;
using System.Text;
using Testing;

namespace EndToEnd.ConsolePages;

/// <summary>What is decided in the console has the same effect as by the API, in the name of the person.</summary>
public sealed class ConsoleDecisionTests
{
    private const string Root = "/console/programs/demo";
    private const string Person = $"{App.Owner} (signed in with aad)";

    private const string Rules = """
        "eligibility": {"screens": [{"id": "large", "on": "sale", "then": "hold", "reason": "Large",
                                     "when": {"field": "sale.amount", "op": "gt", "value": 1000}}]},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 1
        """;

    private static readonly Dictionary<string, string?> ForPersons = new()
    {
        ["Console__SignIn"] = "easy_auth",
        ["Console__Addresses__0"] = App.Owner,
        ["Approvals__SignIn__Trusted"] = "true",
    };

    [Fact]
    public async Task A_person_decides_in_the_console_and_the_audit_log_names_the_person()
    {
        await using var app = await App.StartInMemoryAsync(ForPersons);
        await app.BeginPilotAsync("demo", Rules);
        var partner = await app.SignUpAsync("demo", "Acme Agency");
        foreach (var number in new[] { 1, 2, 3 })
        {
            await ConsoleLookUpTests.SellAsync(app, partner.Code, $"sale-{number}", $"cus_{number}", "US", 10_000);
        }

        var browser = await SignInAsync(app, App.Owner);
        var held = await browser.ReadAsync($"{Root}/held");
        var ids = (await app.GetAsync("/api/programs/demo/commissions"))
            .GetProperty("data")
            .EnumerateArray()
            .ToDictionary(
                commission => commission.GetProperty("event_id").GetString()!,
                commission => commission.GetProperty("id").GetString()!
            );
        Assert.All(ids.Values, id => Assert.Contains($"value=\"{id}\"", held, StringComparison.Ordinal));

        await SendAsync(
            "held",
            ("selected", ids["sale-1"]),
            ("selected", ids["sale-2"]),
            ("decision", "release"),
            ("reason", "The orders are confirmed.")
        );
        await SendAsync($"commissions/{ids["sale-3"]}/decision", ("decision", "fraud"), ("reason", "Stolen card."));
        Assert.Contains(
            "in force",
            await browser.ReadAsync($"{Root}/customers/cus_3"),
            StringComparison.OrdinalIgnoreCase
        );
        await SendAsync("customers/cus_3/lift-hold", ("reason", "The bank has cleared the customer."));
        await SendAsync($"commissions/{ids["sale-1"]}/void", ("reason_code", "duplicate"), ("reason", "Twice."));
        await SendAsync(
            $"partners/{partner.Id}/suspend",
            ("reason", "Bids on our brand."),
            ("message", "Please stop.")
        );
        Assert.Contains("Reinstate this partner", await browser.ReadAsync($"{Root}/partners/{partner.Id}"));
        await SendAsync($"partners/{partner.Id}/reinstate", ("reason", "The bids have ended."));
        await app.Running.WhenIdleAsync();

        Assert.Equal("pending", await StatusOfAsync(ids["sale-1"]));
        Assert.Equal("pending", await StatusOfAsync(ids["sale-2"]));
        Assert.Equal("reversed", await StatusOfAsync(ids["sale-3"]));
        var audit = (await app.GetAsync("/api/programs/demo/audit")).GetProperty("data").EnumerateArray().ToList();
        foreach (
            var (action, count) in new[]
            {
                ("commission_released", 2),
                ("commission_reversed", 1),
                ("customer_held", 1),
                ("customer_hold_lifted", 1),
                ("adjustment_requested", 1),
                ("partner_suspended", 1),
                ("partner_reinstated", 1),
            }
        )
        {
            var records = audit.Where(record => record.GetProperty("action").GetString() == action).ToList();
            Assert.True(records.Count == count, $"{action}: {records.Count}");
            Assert.All(records, record => Assert.Equal(Person, record.GetProperty("actor").GetString()));
        }

        // The owner has prepared the void, so finance is asked, and not the owner.
        Assert.Contains(
            "Void",
            (await app.Outbox.LastAsync(App.Finance, "void")).Subject,
            StringComparison.OrdinalIgnoreCase
        );

        async Task SendAsync(string path, params (string, string)[] fields)
        {
            using var answer = await browser.PostAsync($"{Root}/{path}", fields);
            Assert.True(
                answer.StatusCode == HttpStatusCode.SeeOther,
                $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}"
            );
            var shown = await browser.ReadAsync(answer.Headers.Location!.ToString());
            Assert.Contains("class=\"done\"", shown, StringComparison.Ordinal);
        }

        async Task<string?> StatusOfAsync(string id) =>
            (await app.GetAsync($"/api/programs/demo/commissions/{id}")).GetProperty("status").GetString();
    }

    [Fact]
    public async Task Only_the_person_who_was_asked_is_led_to_the_decision()
    {
        var settings = new Dictionary<string, string?>(ForPersons) { ["Console__Addresses__1"] = App.Finance };
        await using var app = await App.StartInMemoryAsync(settings);
        await app.BeginPilotAsync("demo", Rules);
        const string Applicant = "pat@partner.example.org";
        await app.ApplyAsync("demo", Applicant);
        await app.ConfirmAsync(Applicant);
        await app.Running.WhenIdleAsync();
        var open = (await app.GetAsync("/api/programs/demo/approvals?status=open")).GetProperty("data")[0];
        var id = open.GetProperty("id").GetString()!;

        var other = await SignInAsync(app, App.Finance);
        var list = await other.ReadAsync($"{Root}/approvals");
        Assert.Contains("Approve the application", list, StringComparison.Ordinal);
        Assert.DoesNotContain("Open the decision", list, StringComparison.Ordinal);
        using (var refused = await other.PostAsync($"{Root}/approvals", ("id", id)))
        {
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        }

        var owner = await SignInAsync(app, App.Owner);
        Assert.Contains("Open the decision", await owner.ReadAsync($"{Root}/approvals"), StringComparison.Ordinal);
        using var led = await owner.PostAsync($"{Root}/approvals", ("id", id));
        var path = led.Headers.Location!.ToString();
        Assert.StartsWith("/approve/", path, StringComparison.Ordinal);
        var page = await owner.ReadAsync(path);
        Assert.Contains("Approve the application", page, StringComparison.Ordinal);
        using var decided = await owner.PostAsync(path, ("decision", "approve"));
        Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
        await app.Running.WhenIdleAsync();
        Assert.Contains(
            "Nothing waits for a decision",
            await owner.ReadAsync($"{Root}/approvals"),
            StringComparison.Ordinal
        );
    }

    private static async Task<PartnerBrowser> SignInAsync(App app, string address)
    {
        var browser = new PartnerBrowser(app.Running)
        {
            Headers =
            {
                ["X-MS-CLIENT-PRINCIPAL"] = Convert.ToBase64String(
                    Encoding.UTF8.GetBytes(
                        $$"""{"auth_typ": "aad", "claims": [{"typ": "preferred_username", "val": "{{address}}"}]}"""
                    )
                ),
            },
        };
        await browser.ReadAsync("/console/start");
        using var opened = await browser.PostAsync("/console/sessions", ("next", Root));
        Assert.Equal(Root, opened.Headers.Location!.ToString());
        await browser.ReadAsync(Root);
        return browser;
    }
}

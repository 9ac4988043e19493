using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Testing;

namespace EndToEnd;

/// <summary>The whole application on storage of its own, with the words that tests speak to it.</summary>
internal sealed class App(RunningApp app) : IAsyncDisposable
{
    public const string Owner = "owner@example.com";
    public const string Backup = "backup@example.com";
    public const string Finance = "finance@example.com";

    public RunningApp Running => app;

    public HttpClient Http => app.Http;

    public HttpClient Anonymous => app.Anonymous;

    public Outbox Outbox => app.Outbox;

    /// <summary>Starts it.</summary>
    /// <param name="settings">Settings that differ from the example's, with two underscores between section and name.</param>
    public static async Task<App> StartAsync(IReadOnlyDictionary<string, string?>? settings = null)
        => new(await RunningApp.StartAsync(typeof(AffiliateFunctions.Governance.IPrograms).Assembly, settings: settings));

    /// <summary>Makes a program and brings it to its pilot, the rule book being approved by the owner's link.</summary>
    public async Task<string> BeginPilotAsync(string slug = "demo", string rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}] """)
    {
        await PutAsync($"/api/programs/{slug}", """
            {"name": "Demo partners", "currency": "USD", "website": "https://www.example.com", "allowed_origins": ["https://www.example.com"], "allowed_destinations": ["shop.example.com"]}
            """);
        await PutAsync($"/api/programs/{slug}/charter", $$"""
            {
              "business_question": "Do partners bring customers that stay?",
              "owner": {"name": "Program owner", "email": "{{Owner}}"},
              "backup_owner": {"name": "Backup owner", "email": "{{Backup}}"},
              "finance": {"name": "Finance", "email": "{{Finance}}"},
              "input_sources": [{"kind": "billing", "name": "Stripe", "owner": "Finance"}],
              "workflow": [{"step": "application", "owner": "Program owner", "sla_hours": 48}],
              "quality_signals": [{"metric": "refund_rate", "target": 0.05, "direction": "at_most", "min_sample": 1}],
              "review_cadence": "monthly"
            }
            """);
        foreach (var component in new[] { "partner_onboarding", "program_rules", "tracking_setup", "payout_policy", "performance_review" })
        {
            await PutAsync($"/api/programs/{slug}/components/{component}", $$"""
                {"definition": "What we do for {{component}}", "inputs": ["The charter"], "owner": {"name": "Program owner", "email": "{{Owner}}"}, "review_every_days": 90}
                """);
        }

        await ApproveRulesAsync(slug, rules);
        await PostAsync($"/api/programs/{slug}/stage", """{"to": "pilot"}""");
        return slug;
    }

    /// <summary>Stores a rule book and has it approved from now on.</summary>
    public async Task ApproveRulesAsync(string slug, string rules)
    {
        var stored = await PostAsync($"/api/programs/{slug}/rules", $$"""{"schema": "affiliate-rules/1", "name": "Rules", "currency": "USD", {{rules}} }""");
        var version = stored.GetProperty("version").GetInt32();
        var now = await app.NowAsync();
        await PostAsync($"/api/programs/{slug}/rules/{version}/submit", JsonSerializer.Serialize(new { effective_from = now.UtcDateTime.AddDays(-1) }));
        await DecideAsync(Owner, $"Approve rule book {version}", "approve");
    }

    /// <summary>Signs a partner up the whole way, and answers the partner.</summary>
    public async Task<JsonElement> SignUpAsync(string slug, string company = "Acme Agency")
    {
        var email = $"{company.Replace(' ', '.').ToLowerInvariant()}@partner.example.org";
        await ApplyAsync(slug, email, company);
        await ConfirmAsync(email);
        await DecideAsync(Owner, company, "approve");
        await app.WhenIdleAsync();
        var partners = await GetAsync($"/api/programs/{slug}/partners");
        return partners.GetProperty("data").EnumerateArray().Single(partner => partner.GetProperty("email").GetString() == email);
    }

    /// <summary>Sends an application.</summary>
    public async Task<string> ApplyAsync(string slug, string email, string company = "Acme Agency")
    {
        var body = new
        {
            name = "Contact",
            email,
            company,
            website = "https://partner.example.org",
            country = "US",
            promotion_plan = "We write about it.",
            terms_accepted = true,
            terms_version = "1",
        };
        using var answer = await Anonymous.PostAsJsonAsync($"/api/programs/{slug}/applications", body);
        return (await ReadAsync(answer)).GetProperty("application_id").GetString()!;
    }

    /// <summary>Presses the button of the mail that asks to confirm the address.</summary>
    public async Task ConfirmAsync(string email)
    {
        var link = (await Outbox.LastAsync(email, "confirm")).Link("/verify/");
        using var answer = await Anonymous.PostAsync(link, null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Decides by the link of the newest mail of that subject.</summary>
    public async Task DecideAsync(string decider, string subject, string decision, string? reason = null)
    {
        var link = (await Outbox.LastAsync(decider, subject)).Link("/approve/");
        using var answer = await PostFormAsync(link, ("decision", decision), ("reason", reason ?? string.Empty));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await app.WhenIdleAsync();
    }

    /// <summary>Sends a form as a browser does.</summary>
    public Task<HttpResponseMessage> PostFormAsync(Uri address, params (string Name, string Value)[] fields)
        => Anonymous.PostAsync(address, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    public async Task<JsonElement> GetAsync(string address)
    {
        using var answer = await Http.GetAsync(new Uri(address, UriKind.Relative));
        return await ReadAsync(answer);
    }

    public async Task<JsonElement> PutAsync(string address, string json)
    {
        using var answer = await Http.PutAsync(new Uri(address, UriKind.Relative), Json(json));
        return await ReadAsync(answer);
    }

    public async Task<JsonElement> PostAsync(string address, string json)
    {
        using var answer = await Http.PostAsync(new Uri(address, UriKind.Relative), Json(json));
        return await ReadAsync(answer);
    }

    /// <summary>Sends JSON and answers the status with the body, whatever it is.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> TryPostAsync(string address, string json)
    {
        using var answer = await Http.PostAsync(new Uri(address, UriKind.Relative), Json(json));
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    public static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }
}

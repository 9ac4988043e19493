using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Testing.Answers;

namespace Testing;

/// <summary>A partner that a pilot was given.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Code">The code of its link.</param>
public sealed record PilotPartner(string Id, string Code);

/// <summary>Sets programs up over HTTP, as their owners do.</summary>
/// <param name="app">The application.</param>
public sealed class Pilot(AppClient app)
{
    /// <summary>Who owns each program.</summary>
    public const string Owner = "owner@example.com";

    /// <summary>Who decides when the owner does not.</summary>
    public const string Backup = "backup@example.com";

    /// <summary>Who sees to the payments.</summary>
    public const string Finance = "finance@example.com";

    private static readonly string[] Components =
    [
        "partner_onboarding",
        "program_rules",
        "tracking_setup",
        "payout_policy",
        "performance_review",
    ];

    /// <summary>Makes a program and brings it to its pilot, the rule book being approved by the owner's link.</summary>
    /// <param name="slug">The program's name.</param>
    /// <param name="rules">The members of the rule book.</param>
    /// <param name="currency">The currency of the program.</param>
    public async Task BeginAsync(string slug, string rules, string currency = "USD")
    {
        await SendAsync(
            HttpMethod.Put,
            $"/api/programs/{slug}",
            $$"""
            {"name": "Demo partners", "currency": "{{currency}}", "website": "https://www.example.com", "allowed_origins": ["https://www.example.com"], "allowed_destinations": ["shop.example.com"], "link_parameters": ["via"]}
            """
        );
        await SendAsync(
            HttpMethod.Put,
            $"/api/programs/{slug}/charter",
            $$"""
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
            """
        );
        foreach (var component in Components)
        {
            await SendAsync(
                HttpMethod.Put,
                $"/api/programs/{slug}/components/{component}",
                $$"""
                {"definition": "What we do for {{component}}", "inputs": ["The charter"], "owner": {"name": "Program owner", "email": "{{Owner}}"}, "review_every_days": 90}
                """
            );
        }

        await ApproveRulesAsync(slug, rules, currency);
        await SendAsync(HttpMethod.Post, $"/api/programs/{slug}/stage", """{"to": "pilot"}""");
    }

    /// <summary>Stores a rule book and has it approved from now on.</summary>
    /// <param name="slug">The program.</param>
    /// <param name="rules">The members of the rule book.</param>
    /// <param name="currency">The currency of the program.</param>
    public async Task ApproveRulesAsync(string slug, string rules, string currency = "USD")
    {
        var stored = await SendAsync(
            HttpMethod.Post,
            $"/api/programs/{slug}/rules",
            $$"""{"schema": "affiliate-rules/1", "name": "Rules", "currency": "{{currency}}", {{rules}} }"""
        );
        var version = stored.As<StoredRuleBookJson>().Version;
        var now = await app.NowAsync();
        await SendAsync(
            HttpMethod.Post,
            $"/api/programs/{slug}/rules/{version}/submit",
            JsonSerializer.Serialize(new { effective_from = now.UtcDateTime.AddDays(-1) })
        );
        await DecideAsync(Owner, $"Approve rule book {version}", "approve");
    }

    /// <summary>Decides by the link of the newest mail of that subject.</summary>
    /// <param name="decider">Whose mail it is.</param>
    /// <param name="subject">A part of its subject.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="reason">Why.</param>
    public async Task DecideAsync(string decider, string subject, string decision, string? reason = null)
    {
        var link = (await app.Outbox.LastAsync(decider, subject)).Link("/approve/");
        var form = new FormUrlEncodedContent([
            KeyValuePair.Create("decision", decision),
            KeyValuePair.Create("reason", reason ?? string.Empty),
        ]);
        using var answer = await app.Anonymous.PostAsync(link, form);
        await ReadAsync(answer);
        await app.WhenIdleAsync();
    }

    /// <summary>
    /// Makes partners by a file, each with a code of its own; in a pilot no more than
    /// <c>Governance__PilotMaxPartners</c>.
    /// </summary>
    /// <param name="slug">The program, which is part of the codes: these are unique over all programs.</param>
    /// <param name="count">How many, 1,000 at most.</param>
    /// <param name="first">The number of the first one.</param>
    /// <returns>The partners, in the order of their numbers.</returns>
    public async Task<IReadOnlyList<PilotPartner>> AddPartnersAsync(string slug, int count, int first = 0)
    {
        var file = new StringBuilder("name,email,company,country,code\n");
        for (var number = first; number < first + count; number++)
        {
            file.Append(
                CultureInfo.InvariantCulture,
                $"Contact {number},contact@partner{number}.example.org,Partner {number},US,{CodeOf(slug, number)}\n"
            );
        }

        using var content = new StringContent(file.ToString(), Encoding.UTF8, new MediaTypeHeaderValue("text/csv"));
        using var answer = await app.Http.PostAsync(
            new Uri($"/api/programs/{slug}/partners/import", UriKind.Relative),
            content
        );
        var rows = (await ReadAsync(answer)).GetProperty("results").EnumerateArray().ToList();
        return rows.TrueForAll(row => row.GetProperty("status").GetString() == "created")
            ?
            [
                .. rows.Select(
                    (row, index) =>
                        new PilotPartner(row.GetProperty("partner_id").GetString()!, CodeOf(slug, first + index))
                ),
            ]
            : throw new InvalidOperationException($"Not all partners were made: {string.Join('\n', rows)}");
    }

    private static string CodeOf(string slug, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{slug}-p{number}");

    private async Task<JsonElement> SendAsync(HttpMethod method, string address, string json)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative))
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        using var answer = await app.Http.SendAsync(request);
        return await ReadAsync(answer);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return !answer.IsSuccessStatusCode
                ? throw new InvalidOperationException(
                    $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri}: "
                        + $"{(int)answer.StatusCode} {text}"
                )
            : answer.Content.Headers.ContentType?.MediaType == "application/json" ? JsonElement.Parse(text)
            : default;
    }
}

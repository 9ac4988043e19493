using EndToEnd;

namespace Browser.Accessibility;

/// <summary>Leads a program through a month and keeps every page that somebody sees on the way.</summary>
public sealed partial class PublicPages : IAsyncLifetime
{
    private const string Slug = "demo";
    private const string Program = $"/api/programs/{Slug}";
    private const string Partner = "pat@partner.example.org";

    private const string Rules = """
        "eligibility": {"screens": [{"id": "large", "on": "sale", "then": "hold", "reason": "Large",
                                     "when": {"field": "sale.amount", "op": "gt", "value": 50000}}]},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 1,
        "payout": {"minimum": 100, "require": ["tax_form", "payout_details"]}
        """;

    private const string Terms = """
        # Partner terms

        You recommend our product, and **we pay you**. See [our site](https://www.example.com).

        | what | when |
        |---|---|
        | payout | each month |
        """;

    private readonly List<ShownPage> _pages = [];
    private App _app = null!;
    private string _partner = null!;

    /// <summary>A form with a question of each type.</summary>
    public const string AllTypes = """
        {"questions": [
          {"id": "team", "type": "text", "label": "Your team", "help": "As on your website.", "max": 50},
          {"id": "story", "type": "long_text", "label": "Your story"},
          {"id": "channel", "type": "choice", "label": "Where do you recommend us?", "required": true,
           "choices": ["Blog", "Podcast"]},
          {"id": "listeners", "type": "number", "label": "How many listeners do you have?", "required": true, "min": 1,
           "shown_when": {"question": "channel", "equals": "Podcast"}},
          {"id": "regions", "type": "multiple_choice", "label": "Your regions", "choices": ["EU", "US", "Asia"]},
          {"id": "page", "type": "url", "label": "Your best page"},
          {"id": "agency", "type": "checkbox", "label": "We are an agency"},
          {"id": "clients", "type": "text", "label": "Your clients", "required": true,
           "shown_when": {"question": "agency", "equals": true}},
          {"id": "seat", "type": "country", "label": "Your seat"}
        ]}
        """;

    /// <summary>The pages, in the order in which they were seen.</summary>
    public IReadOnlyList<ShownPage> Pages => _pages;

    public async Task InitializeAsync()
    {
        if (Chromium.Path is null)
        {
            return;
        }

        _app = await App.StartInMemoryAsync();
        await _app.AdvanceToNextMonthAsync();
        await _app.BeginPilotAsync(Slug, Rules);
        await _app.PutAsync(
            Program,
            """
            {"name": "Demo partners", "currency": "USD", "website": "https://www.example.com", "color": "#FFDD00",
             "allowed_origins": ["https://www.example.com"], "legal_name": "Example GmbH",
             "address": "Beispielstr. 1, 10115 Berlin"}
            """
        );
        await _app.PutAsync($"{Program}/form", AllTypes);
        await _app.PutAsync($"{Program}/terms", Json(new { version = "1", text = Terms }));
        await SignUpAsync();
        await EnterPayoutDetailsAsync();
        await HandOverLeadAsync();
        await AskForDecisionsAsync();
        await CloseMonthAsync();
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private async Task SeeApprovalAsync(string person, string subject)
    {
        var mail = await _app.Outbox.LastAsync(person, subject);
        await SeeAsync($"the approval “{mail.Subject}”", mail.Link("/approve/").AbsolutePath);
    }

    private async Task SeeAsync(string name, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        request.Headers.Add("Accept", "text/html");
        using var answer = await (
            address.StartsWith("/api/", StringComparison.Ordinal) ? _app.Http : _app.Anonymous
        ).SendAsync(request);
        await KeepAsync(name, answer);
    }

    private async Task SendAsync(string name, Uri address, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Add("Accept", "text/html");
        using var answer = await _app.Anonymous.SendAsync(request);
        await KeepAsync(name, answer);
    }

    private async Task KeepAsync(string name, HttpResponseMessage answer)
    {
        var html = await answer.Content.ReadAsStringAsync();
        Assert.True(
            answer.Content.Headers.ContentType?.MediaType == "text/html" && (int)answer.StatusCode < 500,
            $"{name}: {(int)answer.StatusCode} {html}"
        );
        var policy = answer.Headers.TryGetValues("Content-Security-Policy", out var policies) ? policies.Single() : "";
        _pages.Add(new ShownPage(name, html, policy));
    }

    private static string Json<T>(T value) => System.Text.Json.JsonSerializer.Serialize(value);
}

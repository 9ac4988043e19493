using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AffiliateFunctions.Programs;
using Testing;
using Testing.Answers;
using Testing.Tables;

namespace EndToEnd;

/// <summary>The whole application on storage of its own, with the words that tests speak to it.</summary>
internal sealed class App(RunningApp app) : IAsyncDisposable
{
    public const string Owner = Pilot.Owner;
    public const string Backup = Pilot.Backup;
    public const string Finance = Pilot.Finance;

    public RunningApp Running => app;

    public HttpClient Http => app.Http;

    public HttpClient Anonymous => app.Anonymous;

    public Outbox Outbox => app.Outbox;

    /// <summary>Sets programs up.</summary>
    public Pilot Pilot => field ??= new(app);

    /// <summary>Reads what a program holds.</summary>
    public ProgramReader Program(string slug) => new(app, slug);

    /// <summary>Starts it.</summary>
    /// <param name="settings">Settings that differ from the example's, with two underscores between section and
    /// name.</param>
    public static async Task<App> StartAsync(IReadOnlyDictionary<string, string?>? settings = null) =>
        new(await RunningApp.StartAsync(typeof(IPrograms).Assembly, settings: settings));

    /// <summary>Starts it with tables in memory, for what plays through months or thousands of events.</summary>
    /// <param name="settings">Settings that differ from the example's, with two underscores between section and
    /// name.</param>
    public static async Task<App> StartInMemoryAsync(IReadOnlyDictionary<string, string?>? settings = null) =>
        new(await RunningApp.StartAsync(typeof(IPrograms).Assembly, settings: settings, tables: new MemoryTables()));

    /// <summary>Ends it, and starts it on what it has stored, with other settings.</summary>
    /// <param name="settings">Settings that differ from the example's, with two underscores between section and
    /// name.</param>
    public async Task<App> RestartAsync(IReadOnlyDictionary<string, string?> settings)
    {
        await DisposeAsync();
        return new(await RunningApp.StartAsync(typeof(IPrograms).Assembly, app.Storage, settings, tables: app.Tables));
    }

    /// <summary>Makes a program and brings it to its pilot, the rule book being approved by the owner's link.</summary>
    public async Task<string> BeginPilotAsync(
        string slug = "demo",
        string rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}] """
    )
    {
        await Pilot.BeginAsync(slug, rules);
        return slug;
    }

    /// <summary>Stores a rule book and has it approved from now on.</summary>
    public Task ApproveRulesAsync(string slug, string rules) => Pilot.ApproveRulesAsync(slug, rules);

    /// <summary>Signs a partner up the whole way, and answers the partner.</summary>
    public async Task<PartnerJson> SignUpAsync(string slug, string company = "Acme Agency")
    {
        var email = $"{company.Replace(' ', '.').ToLowerInvariant()}@partner.example.org";
        await ApplyAsync(slug, email, company);
        await ConfirmAsync(email);
        await DecideAsync(Owner, company, "approve");
        await app.WhenIdleAsync();
        return (await Program(slug).PartnersAsync()).Single(partner => partner.Email == email);
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
    public Task DecideAsync(string decider, string subject, string decision, string? reason = null) =>
        Pilot.DecideAsync(decider, subject, decision, reason);

    /// <summary>Sends a form as a browser does.</summary>
    public Task<HttpResponseMessage> PostFormAsync(Uri address, params (string Name, string Value)[] fields) =>
        Anonymous.PostAsync(
            address,
            new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)))
        );

    public async Task<JsonElement> GetAsync(string address)
    {
        using var answer = await Http.GetAsync(new Uri(address, UriKind.Relative));
        return await ReadAsync(answer);
    }

    public async Task<T> GetAsync<T>(string address) => (await GetAsync(address)).As<T>();

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

    public async Task<T> PostAsync<T>(string address, string json) => (await PostAsync(address, json)).As<T>();

    /// <summary>Sends JSON that is refused, and answers the status with the problem.</summary>
    public async Task<(HttpStatusCode Status, ProblemJson Problem)> PostRefusedAsync(string address, string json)
    {
        var (status, body) = await TryPostAsync(address, json);
        return (status, body.As<ProblemJson>());
    }

    /// <summary>Sends JSON and answers the status with the body, whatever it is.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> TryPostAsync(string address, string json)
    {
        using var answer = await Http.PostAsync(new Uri(address, UriKind.Relative), Json(json));
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    /// <summary>Sends CSV and answers the status with the body, whatever it is.</summary>
    public async Task<(HttpStatusCode Status, string Body)> TryPostCsvAsync(string address, string csv)
    {
        using var content = new StringContent(csv, System.Text.Encoding.UTF8, "text/csv");
        using var answer = await Http.PostAsync(new Uri(address, UriKind.Relative), content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>
    /// Moves the time to a day of the next month, so that a story of some days does not meet the end of a
    /// month, whatever the date is.
    /// </summary>
    public async Task AdvanceToNextMonthAsync(int day = 2)
    {
        var now = await app.NowAsync();
        await app.SkipToAsync(new DateTimeOffset(now.Year, now.Month, day, 0, 0, 0, TimeSpan.Zero).AddMonths(1));
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    public static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    public static async Task<T> ReadAsync<T>(HttpResponseMessage answer) => (await ReadAsync(answer)).As<T>();

    /// <summary>Reads the problem of a refused request.</summary>
    public static async Task<ProblemJson> ReadProblemAsync(HttpResponseMessage answer) =>
        TypedJson.Parse<ProblemJson>(await answer.Content.ReadAsStringAsync());

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(
            answer.IsSuccessStatusCode,
            $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {text}"
        );
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }
}

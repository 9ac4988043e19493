using System.Text;
using System.Text.Json;

namespace EndToEnd.Contract;

/// <summary>A caller that holds every answer against the document.</summary>
internal sealed class ContractClient(App app, ContractDocument document)
{
    /// <summary>The operations that were called, by id, with the last path that was not refused.</summary>
    public Dictionary<string, string> Called { get; } = [];

    /// <summary>The bodies that were sent with these calls, by the operation's id.</summary>
    public Dictionary<string, (string Text, string Kind)> Sent { get; } = [];

    /// <summary>The statuses that were answered, with their operations' ids.</summary>
    public HashSet<(string Operation, int Status)> Answered { get; } = [];

    /// <summary>The operations of which a call left a record in the audit log of the program.</summary>
    public HashSet<string> Audited { get; } = [];

    /// <summary>What was answered that the document or the caller does not expect.</summary>
    public List<string> Violations { get; } = [];

    public Task<JsonElement> GetAsync(string address, int status = 200, string accept = "application/json") =>
        SendAsync(HttpMethod.Get, address, status, accept: accept);

    public Task<JsonElement> PutAsync(string address, string json, int status = 200) =>
        SendAsync(HttpMethod.Put, address, status, App.Json(json));

    public Task<JsonElement> PostAsync(string address, string? json, int status = 200) =>
        SendAsync(HttpMethod.Post, address, status, json is null ? null : App.Json(json));

    public Task<JsonElement> PostTextAsync(
        string address,
        string text,
        string kind,
        int status = 200,
        string accept = "application/json"
    ) => SendAsync(HttpMethod.Post, address, status, new StringContent(text, Encoding.UTF8, kind), accept);

    /// <summary>Sends a request, holds the answer against the document, and returns its JSON.</summary>
    public async Task<JsonElement> SendAsync(
        HttpMethod method,
        string address,
        int status,
        HttpContent? content = null,
        string accept = "application/json",
        bool withoutKey = false,
        params (string Name, string Value)[] headers
    )
    {
        var operation = document.Find(method, address.Split('?')[0]);
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative)) { Content = content };
        request.Headers.Add("Accept", accept);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        var writes = operation.NeedsKey && !withoutKey && method != HttpMethod.Get && status < 300;
        if (writes)
        {
            // A record of work that an earlier call started is not this call's.
            await app.Running.WhenIdleAsync();
        }

        var records = writes ? await RecordsAsync(address) : 0;
        using var answer = await (operation.NeedsKey && !withoutKey ? app.Http : app.Anonymous).SendAsync(request);
        if (writes && await RecordsAsync(address) > records)
        {
            Audited.Add(operation.Id);
        }

        var body = await answer.Content.ReadAsStringAsync();
        var kind = answer.Content.Headers.ContentType?.MediaType;
        var given = (int)answer.StatusCode;
        Answered.Add((operation.Id, given));
        if (given != status)
        {
            Violations.Add($"{method} {address} answered {given}, not {status}: {body}");
        }

        if (document.Violation(operation, given, kind, body) is { } violation)
        {
            Violations.Add($"{method} {address}: {violation}");
        }

        if (!withoutKey && (given < 400 || !Called.ContainsKey(operation.Id)))
        {
            Called[operation.Id] = address.Split('?')[0];
            if (content?.Headers.ContentType?.MediaType is { } sentKind)
            {
                Sent[operation.Id] = (await content.ReadAsStringAsync(), sentKind);
            }
        }

        if (given == 200 && kind == "application/json" && ContractOrder.Violation(operation.Id, body) is { } disorder)
        {
            Violations.Add($"{method} {address}: {disorder}");
        }

        var isJson = body.Length > 0 && kind is "application/json" or "application/problem+json";
        return isJson ? JsonElement.Parse(body) : default;
    }

    /// <summary>Sends what may be wrong. The document says what is answered, and that is no fault of the app.</summary>
    public async Task SendAnyAsync(ContractOperation operation, string address, HttpContent? content = null)
    {
        var method = new HttpMethod(operation.Method.ToUpperInvariant());
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative)) { Content = content };
        request.Headers.Add("Accept", "application/json");
        using var answer = await (operation.NeedsKey ? app.Http : app.Anonymous).SendAsync(request);
        var given = (int)answer.StatusCode;
        var body = await answer.Content.ReadAsStringAsync();
        var kind = answer.Content.Headers.ContentType?.MediaType;
        var violation = given >= 500 ? $"answered {given}: {body}" : document.Violation(operation, given, kind, body);
        if (violation is not null)
        {
            var sent = content is null ? "" : await content.ReadAsStringAsync();
            Violations.Add($"{method} {address}: {violation} Sent: {sent[..Math.Min(sent.Length, 500)]}");
        }
    }

    private async Task<long> RecordsAsync(string address)
    {
        var program = string.Join('/', address.Split('?')[0].Split('/').Take(4));
        using var answer = await app.Http.GetAsync(new Uri($"{program}/audit/verify", UriKind.Relative));
        return answer.IsSuccessStatusCode
            ? (await App.ReadAsync<Testing.Answers.AuditVerificationJson>(answer)).Records
            : 0;
    }
}

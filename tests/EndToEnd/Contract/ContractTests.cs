using System.Text;
using System.Text.Json;
using Testing;

namespace EndToEnd.Contract;

/// <summary>
/// Every operation of the OpenAPI document, called on a running app: what it answers is in the document, status, media
/// type and each member, and the document has no operation that is not called here.
/// </summary>
public sealed partial class ContractTests : IAsyncLifetime
{
    private const string Program = "/api/programs/demo";
    private const string Form = "application/x-www-form-urlencoded";
    private const string Secret = "the secret of Stripe's webhooks";
    private const string Rules = """
        "eligibility": {"screens": [{"id": "large", "on": "sale", "then": "hold", "reason": "Large",
                                     "when": {"field": "sale.amount", "op": "gt", "value": 50000}}]},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 1,
        "payout": {"minimum": 100, "require": ["tax_form", "payout_details"]}
        """;

    // A failed orchestration and a statement that is missing behind a signed link cannot be made by requests. Webhooks
    // of PayPal are accepted only if PayPal confirms them, and only a batch that PayPal has rejected is stopped.
    // An import needs another installation; TransferStoryTests has two.
    private static readonly (string Operation, int Status)[] Unreachable =
    [
        ("GetOrchestration", 200),
        ("ImportProgram", 200),
        ("ReceivePayPalWebhook", 202),
        ("RestartOrchestration", 202),
        ("ShowStatement", 404),
        ("ShowStatementHead", 404),
        ("StopBatch", 202),
    ];

    // Calls that read a body whatever its media type, and refuse only its content coding.
    private static readonly string[] OfAnyMediaType =
    [
        "ImportSettlement",
        "ReceivePayPalWebhook",
        "ReceiveWebhook",
        "RetryEvent",
    ];

    // Every other call with a key that changes something leaves a record in the audit log.
    private static readonly Dictionary<string, string> NotAudited = new()
    {
        ["TrackEvent"] = "an event is stored with its sender's content, and is no decision",
        ["TrackBatch"] = "as TrackEvent",
        ["EvaluateRules"] = "changes nothing",
        ["SimulateRuleBook"] = "changes nothing",
        ["VerifyAuditExport"] = "changes nothing",
        ["TestWebhookEndpoint"] = "sends a message to the subscriber, and changes nothing",
        ["RedeliverWebhook"] = "sends a stored message again, and changes nothing",
        ["RestartOrchestration"] = "cannot be made to succeed here; it has a test of its own",
        ["StopBatch"] = "as RestartOrchestration",
        ["ReturnPoisonMessages"] = "sends a stored message again, and belongs to no program; it is logged",
        ["RemovePoisonMessage"] = "as ReturnPoisonMessages",
        ["ReencryptSecrets"] = "is recorded in every program; ReencryptionTests holds it",
        ["ExportProgram"] = "is recorded in the program, which is no part of its address; TransferStoryTests holds it",
        ["ImportProgram"] = "as ExportProgram",
        ["OpenConsoleByKey"] = "opens a session in a browser; what is done in it is audited",
    };

    private App _app = null!;
    private ContractDocument _document = null!;
    private ContractClient _client = null!;
    private string _partner = null!;
    private string _code = null!;

    public async Task InitializeAsync()
    {
        var settings = new Dictionary<string, string?> { ["WebhookSecrets__demo__stripe"] = Secret };
        _app = await App.StartInMemoryAsync(settings);
        var address = new Uri("/api/openapi.json", UriKind.Relative);
        _document = new ContractDocument(await _app.Anonymous.GetStringAsync(address));
        _client = new ContractClient(_app, _document);
        await _app.AdvanceToNextMonthAsync();
        await _app.BeginPilotAsync(rules: Rules);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Every_operation_answers_what_the_document_says()
    {
        Func<Task>[] steps =
        [
            AskForDescriptionsAsync,
            ManageProgramsAsync,
            ManageRuleBooksAsync,
            SignUpAsync,
            ScreenApplicantsAsync,
            EnterPayoutDetailsAsync,
            ManagePartnersAsync,
            FollowLinksAsync,
            HandOutLeadsAsync,
            TrackAsync,
            AskForCommissionsAsync,
            ManageEndpointsAsync,
            ManagePayoutSettingsAsync,
            CloseMonthAsync,
            ContestAsync,
            OpenPartnerPagesAsync,
            OpenConsoleAsync,
            EraseAsync,
            OperateAsync,
            AskForUnchangedFilesAsync,
            RefuseParametersAsync,
            RefuseUnknownProgramsAsync,
            RefuseOtherMediaTypesAsync,
            RefuseCallersWithoutKeyAsync,
            ReadMutatedAddressesAsync,
            SendMutatedBodiesAsync,
        ];
        foreach (var step in steps)
        {
            if (await Record.ExceptionAsync(step) is { } exception)
            {
                _client.Violations.Add($"{step.Method.Name}: {exception}");
            }
        }

        var uncalled = _document.Operations.Select(operation => operation.Id).Except(_client.Called.Keys);
        _client.Violations.AddRange(uncalled.Select(id => $"{id} is not called."));
        _client.Violations.AddRange(
            Expected()
                .Except([.. _client.Answered, .. Unreachable])
                .Select(answer => $"{answer.Operation} never answers {answer.Status}.")
        );
        _client.Violations.AddRange(
            _document
                .Operations.Where(operation => operation.NeedsKey && operation.Method != "get")
                .Select(operation => operation.Id)
                .Except([.. _client.Audited, .. NotAudited.Keys])
                .Select(id => $"{id} changes something and leaves no audit record.")
        );
        Assert.True(_client.Violations.Count == 0, string.Join("\n\n", _client.Violations));
    }

    private async Task AskForDescriptionsAsync()
    {
        await _client.GetAsync("/api/openapi.json");
        await _client.GetAsync("/api/health");
        await _client.GetAsync("/", accept: "text/html");
        await _client.SendAsync(HttpMethod.Head, "/", 200);
        await _client.GetAsync("/api/docs", accept: "text/html");
        foreach (var path in new[] { "/api/health", "/api/openapi.json", "/api/docs", "/api/docs/swagger-ui.css" })
        {
            await _client.SendAsync(HttpMethod.Head, path, 200);
        }

        await _client.GetAsync("/api/docs/swagger-ui.css", accept: "text/css");
        await _client.GetAsync("/api/docs/none.js", 404);
        await _client.SendAsync(HttpMethod.Head, "/api/docs/none.js", 404);
        await _client.GetAsync("/api/schemas/affiliate-rules-1.json");
        await _client.SendAsync(HttpMethod.Head, "/api/schemas/affiliate-rules-1.json", 200);
    }

    // Refused bodies, states and limits of single operations have tests of their own.
    private IEnumerable<(string Operation, int Status)> Expected() =>
        from operation in _document.Operations
        from status in operation.Statuses
        where status is < 400 or 401 or 404 or 415
        select (operation.Id, status);

    private async Task AskForUnchangedFilesAsync()
    {
        foreach (var path in new[] { "/api/docs/swagger-ui.css", "/track.js" })
        {
            using var answer = await _app.Anonymous.GetAsync(new Uri(path, UriKind.Relative));
            var tag = ("If-None-Match", answer.Headers.ETag!.Tag);
            await _client.SendAsync(HttpMethod.Get, path, 304, accept: "*/*", headers: tag);
            await _client.SendAsync(HttpMethod.Head, path, 304, accept: "*/*", headers: tag);
        }
    }

    private async Task RefuseUnknownProgramsAsync()
    {
        // Without a session, a partner's page and the console lead to the form to sign in.
        var operations = _document.Operations.Where(operation =>
            operation.Statuses.Contains(404)
            && !operation.Path.StartsWith("/partner/", StringComparison.Ordinal)
            && !operation.Path.StartsWith("/console/", StringComparison.Ordinal)
        );
        foreach (var operation in operations)
        {
            var path = _client.Called[operation.Id];
            var unknown = path.Replace("/demo", "/none", StringComparison.Ordinal);
            if (unknown != path)
            {
                await _client.SendAsync(MethodOf(operation), unknown, 404, BodyOf(operation));
            }
        }
    }

    private async Task RefuseOtherMediaTypesAsync()
    {
        // Without a session, the console does not look at a form.
        var browser = await ConsoleBrowser.SignInAsync(_app.Running);
        foreach (var operation in _document.Operations.Where(operation => operation.Statuses.Contains(415)))
        {
            if (!OfAnyMediaType.Contains(operation.Id))
            {
                using var markdown = new StringContent("text", Encoding.UTF8, "text/markdown");
                await SendAsync(operation, markdown);
            }

            using var coded = BodyOf(operation) ?? App.Json("{}");
            coded.Headers.ContentEncoding.Add("zstd");
            await SendAsync(operation, coded);
        }

        Task SendAsync(ContractOperation operation, HttpContent body) =>
            _client.SendAsync(
                MethodOf(operation),
                _client.Called[operation.Id],
                415,
                body,
                headers: ("Cookie", browser.Cookies)
            );
    }

    // What the document names is read, since a wrong value is refused; what it does not name is not.
    private async Task RefuseParametersAsync()
    {
        var wrong = new string('!', 2000);
        var keyed = _document.Operations.Where(operation =>
            operation.NeedsKey && operation.Statuses.Contains(400) && _client.Called.ContainsKey(operation.Id)
        );
        foreach (var operation in keyed)
        {
            foreach (var name in operation.QueryParameters.Append("surprise"))
            {
                var address = $"{_client.Called[operation.Id]}?{name}={wrong}";
                var refused = await _client.SendAsync(MethodOf(operation), address, 400, BodyOf(operation));
                var isNamed =
                    refused.ValueKind is JsonValueKind.Object
                    && refused.TryGetProperty("errors", out var errors)
                    && errors.TryGetProperty($"/{name}", out _);
                if (!isNamed)
                {
                    _client.Violations.Add($"{operation.Id} does not read {name}: {refused}");
                }
            }
        }
    }

    private async Task RefuseCallersWithoutKeyAsync()
    {
        foreach (var operation in _document.Operations.Where(operation => operation.NeedsKey))
        {
            var address = _client.Called.GetValueOrDefault(operation.Id, operation.Path);
            await _client.SendAsync(MethodOf(operation), address, 401, withoutKey: true);
        }
    }

    private StringContent? BodyOf(ContractOperation operation) =>
        _client.Sent.TryGetValue(operation.Id, out var sent)
            ? new StringContent(sent.Text, Encoding.UTF8, sent.Kind)
            : null;

    private static HttpMethod MethodOf(ContractOperation operation) => new(operation.Method.ToUpperInvariant());
}

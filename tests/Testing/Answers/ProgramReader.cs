namespace Testing.Answers;

/// <summary>Reads what a program holds, as records.</summary>
/// <param name="app">The application.</param>
/// <param name="slug">The program.</param>
public sealed class ProgramReader(AppClient app, string slug)
{
    /// <summary>An event.</summary>
    /// <param name="id">The event's id.</param>
    public Task<EventJson> EventAsync(string id) => GetAsync<EventJson>($"events/{id}");

    /// <summary>The status of an event and its reason, if there is one.</summary>
    /// <param name="id">The event's id.</param>
    public async Task<(string Status, string? Reason)> EventStatusAsync(string id)
    {
        var found = await EventAsync(id);
        return (found.Status, found.Reason);
    }

    /// <summary>The first page of the events.</summary>
    /// <param name="filter">The filter, in the form of a query string.</param>
    public Task<IReadOnlyList<EventJson>> EventsAsync(string filter = "") =>
        FirstPageAsync<EventJson>("events", filter);

    /// <summary>All events, page by page.</summary>
    /// <param name="filter">The filter, in the form of a query string.</param>
    public Task<IReadOnlyList<EventJson>> AllEventsAsync(string filter) => AllPagesAsync<EventJson>("events", filter);

    /// <summary>A commission.</summary>
    /// <param name="id">The commission's id.</param>
    public Task<CommissionJson> CommissionAsync(string id) => GetAsync<CommissionJson>($"commissions/{id}");

    /// <summary>How a commission came about.</summary>
    /// <param name="id">The commission's id.</param>
    public Task<ExplanationJson> ExplanationAsync(string id) => GetAsync<ExplanationJson>($"commissions/{id}/explain");

    /// <summary>The first page of the commissions.</summary>
    /// <param name="filter">The filter, in the form of a query string.</param>
    public Task<IReadOnlyList<CommissionJson>> CommissionsAsync(string filter = "") =>
        FirstPageAsync<CommissionJson>("commissions", filter);

    /// <summary>All commissions, page by page.</summary>
    /// <param name="filter">The filter, in the form of a query string.</param>
    public Task<IReadOnlyList<CommissionJson>> AllCommissionsAsync(string filter) =>
        AllPagesAsync<CommissionJson>("commissions", filter);

    /// <summary>What a partner is owed and was paid.</summary>
    /// <param name="partner">The partner's id.</param>
    public Task<BalanceJson> BalanceAsync(string partner) => GetAsync<BalanceJson>($"partners/{partner}/balance");

    /// <summary>A partner's commissions that wait for the end of their hold days, in minor units.</summary>
    /// <param name="partner">The partner's id.</param>
    public async Task<long> PendingAsync(string partner) => (await BalanceAsync(partner)).Pending;

    /// <summary>The first page of a partner's postings.</summary>
    /// <param name="partner">The partner's id.</param>
    /// <param name="filter">The filter, in the form of a query string.</param>
    public Task<IReadOnlyList<PostingJson>> PostingsAsync(string partner, string filter = "") =>
        FirstPageAsync<PostingJson>($"partners/{partner}/ledger", filter);

    /// <summary>Whether a replay of the ledger agrees with its totals.</summary>
    public Task<LedgerVerificationJson> VerifyLedgerAsync() => GetAsync<LedgerVerificationJson>("ledger/verify");

    /// <summary>The first page of the partners.</summary>
    public Task<IReadOnlyList<PartnerJson>> PartnersAsync() => FirstPageAsync<PartnerJson>("partners");

    /// <summary>An application of a partner.</summary>
    /// <param name="id">The application's id.</param>
    public Task<ApplicationJson> ApplicationAsync(string id) => GetAsync<ApplicationJson>($"applications/{id}");

    /// <summary>The first page of the deals.</summary>
    public Task<IReadOnlyList<DealJson>> DealsAsync() => FirstPageAsync<DealJson>("deals");

    /// <summary>The cycle of a period.</summary>
    /// <param name="period">The month, such as <c>2026-11</c>.</param>
    public Task<CycleJson> CycleAsync(string period) => GetAsync<CycleJson>($"cycles/{period}");

    /// <summary>The first page of the payouts of a cycle.</summary>
    /// <param name="period">The month, such as <c>2026-11</c>.</param>
    public Task<IReadOnlyList<PayoutJson>> PayoutsAsync(string period) =>
        FirstPageAsync<PayoutJson>($"cycles/{period}/payouts");

    /// <summary>A version of the rule book.</summary>
    /// <param name="version">The version's number.</param>
    public Task<RuleBookJson> RuleBookAsync(int version) => GetAsync<RuleBookJson>($"rules/{version}");

    /// <summary>The accounting journal of a month.</summary>
    /// <param name="period">The month.</param>
    public Task<JournalJson> JournalAsync(string period) => GetAsync<JournalJson>($"journal/{period}");

    /// <summary>What was paid in a calendar year.</summary>
    /// <param name="year">The year.</param>
    public Task<TaxYearJson> TaxYearAsync(int year) => GetAsync<TaxYearJson>($"tax-years/{year}");

    /// <summary>The version of the rule book that applies.</summary>
    public Task<RuleBookJson> CurrentRuleBookAsync() => GetAsync<RuleBookJson>("rules/current");

    /// <summary>The first page of the audit log.</summary>
    /// <param name="filter">The filter, in the form of a query string.</param>
    public Task<IReadOnlyList<AuditRecordJson>> AuditAsync(string filter = "") =>
        FirstPageAsync<AuditRecordJson>("audit", filter);

    /// <summary>Whether the records of the audit log are the ones that were written.</summary>
    public Task<AuditVerificationJson> VerifyAuditAsync() => GetAsync<AuditVerificationJson>("audit/verify");

    /// <summary>An endpoint of outgoing webhooks.</summary>
    /// <param name="id">The endpoint's id.</param>
    public Task<WebhookEndpointJson> WebhookEndpointAsync(string id) =>
        GetAsync<WebhookEndpointJson>($"webhook-endpoints/{id}");

    /// <summary>The first page of the endpoints of outgoing webhooks.</summary>
    public Task<IReadOnlyList<WebhookEndpointJson>> WebhookEndpointsAsync() =>
        FirstPageAsync<WebhookEndpointJson>("webhook-endpoints");

    /// <summary>The first page of the deliveries to an endpoint, newest first.</summary>
    /// <param name="endpoint">The endpoint's id.</param>
    /// <param name="filter">The filter, in the form of a query string.</param>
    public Task<IReadOnlyList<DeliveryJson>> DeliveriesAsync(string endpoint, string filter = "") =>
        FirstPageAsync<DeliveryJson>($"webhook-endpoints/{endpoint}/deliveries", filter);

    private async Task<IReadOnlyList<T>> FirstPageAsync<T>(string route, string filter = "") =>
        (await GetAsync<PageJson<T>>(filter.Length == 0 ? route : $"{route}?{filter}")).Data;

    private async Task<IReadOnlyList<T>> AllPagesAsync<T>(string route, string filter)
    {
        var (all, cursor) = (new List<T>(), (string?)null);
        do
        {
            var next = cursor is null ? string.Empty : $"&cursor={Uri.EscapeDataString(cursor)}";
            var page = await GetAsync<PageJson<T>>($"{route}?{filter}{next}");
            all.AddRange(page.Data);
            cursor = page.NextCursor;
        } while (cursor is not null);
        return all;
    }

    private async Task<T> GetAsync<T>(string route)
    {
        var address = new Uri($"/api/programs/{slug}/{route}", UriKind.Relative);
        using var answer = await app.Http.GetAsync(address);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? TypedJson.Parse<T>(text)
            : throw new InvalidOperationException($"GET {address}: {(int)answer.StatusCode} {text}");
    }
}

using System.Net;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Testing.Answers;

namespace EndToEnd.RuleBooks;

/// <summary>What another rule book would have made of what has happened.</summary>
public sealed class SimulationTests : IAsyncLifetime
{
    private const string Raised = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "25"} }, {"id": "lead", "on": "lead", "pay": {"flat": 300} }],
        "bonuses": [{"id": "three", "metric": "partner.sales", "window": "lifetime", "at_least": 3, "pay": {"flat": 777} }]
        """;

    private App _app = null!;
    private string _slug = null!;
    private PartnerJson _partner = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync();
        _slug = await _app.BeginPilotAsync();
        _partner = await _app.SignUpAsync(_slug);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_version_is_replayed_over_what_happened_and_nothing_is_stored()
    {
        var begun = await _app.Running.NowAsync();
        await TradeAsync();
        var version = await DraftAsync(Raised);
        var before = await StoredAsync();
        var report = await SimulateAsync(version, begun, begun.AddHours(1));
        Assert.Equal(before, await StoredAsync());

        // Sales of 100.00, 50.01 and 20.00, of which 10.00 of the first were refunded, and a lead: 20 % before, 25 %, a
        // bounty and a bonus then.
        Assert.Equal(
            (5, 3_200L, 5_077L, 1_877L),
            (report.Events, report.ActualTotal, report.SimulatedTotal, report.Difference)
        );
        var partner = Assert.Single(report.ByPartner);
        Assert.Equal((_partner.Id, 1_877L), (partner.Partner, partner.Difference));
        Assert.Equal(4, report.ChangedCount);
        var third = report.Changed.Single(change => change.EventId == "sale-3");
        Assert.Equal([("share", 400L)], Amounts(third.Actual));
        Assert.Equal([("share", 500L), ("three", 777L)], Amounts(third.Simulated));
    }

    [Fact]
    public async Task The_version_in_force_makes_no_difference()
    {
        var begun = await _app.Running.NowAsync();
        await TradeAsync();
        var report = await SimulateAsync(1, begun.AddDays(-30), begun.AddHours(1));
        Assert.Equal((3_200L, 0L, 0), (report.ActualTotal, report.Difference, report.ChangedCount));
    }

    [Fact]
    public async Task All_that_has_ever_happened_can_be_replayed()
    {
        await TradeAsync();
        var report = await SimulateAsync(
            1,
            new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero),
            (await _app.Running.NowAsync()).AddHours(1)
        );
        Assert.Equal((5, 3_200L), (report.Events, report.ActualTotal));
    }

    [Fact]
    public async Task Counters_are_where_they_stood_when_the_simulated_time_begins()
    {
        await SellAsync("sale-1", "c1", 10_000);
        await SellAsync("sale-2", "c2", 10_000);
        await _app.Running.SkipAsync(TimeSpan.FromDays(3));
        var since = await _app.Running.NowAsync();
        await SellAsync("sale-3", "c3", 10_000);
        var report = await SimulateAsync(await DraftAsync(Raised), since, since.AddHours(1));
        Assert.Equal((1, 2_000L, 3_277L), (report.Events, report.ActualTotal, report.SimulatedTotal));
    }

    [Fact]
    public async Task Whoever_approves_reads_what_changes_and_what_it_would_have_come_to()
    {
        await TradeAsync();
        await _app.PostAsync(
            $"/api/programs/{_slug}/rules/{await DraftAsync(Raised)}/submit",
            JsonSerializer.Serialize(new { effective_from = await _app.Running.NowAsync() })
        );
        await _app.Running.WhenIdleAsync();
        var link = (await _app.Outbox.LastAsync(App.Owner, "Approve rule book 2")).Link("/approve/");
        var page = WebUtility.HtmlDecode(await _app.Anonymous.GetStringAsync(link));
        Assert.Contains("What changes from version 1", page);
        Assert.Contains(
            "share: on each sale 25 % of the net amount; before: on each sale 20 % of the net amount.",
            page
        );
        Assert.Contains("New: lead: on each lead 3.00 USD, once for each customer.", page);
        Assert.Contains(
            "32.00 USD was granted; this version would have granted 50.77 USD, 18.77 USD more (58.7 %).",
            page
        );
        Assert.Contains("Acme Agency: 50.77 USD instead of 32.00 USD, 18.77 USD more.", page);
    }

    [Theory]
    [InlineData("""{"from": "2026-11-02T00:00:00Z", "to": "2026-11-01T00:00:00Z"}""", "/to")]
    [InlineData("""{"from": "2026-11-01T00:00:00", "to": "2026-11-02T00:00:00Z"}""", "/from")]
    [InlineData("""{"from": "2090-11-02T00:00:00Z", "to": "2091-11-01T00:00:00Z"}""", "/from")]
    [InlineData("""{"to": "2026-11-01T00:00:00Z"}""", "/from")]
    public async Task A_time_that_cannot_be_simulated_is_named(string body, string pointer)
    {
        var (status, problem) = await _app.PostRefusedAsync($"/api/programs/{_slug}/rules/1/simulate", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(pointer, problem.Pointers);
    }

    private async Task TradeAsync()
    {
        await _app.PostAsync(
            $"/api/programs/{_slug}/track/lead",
            $$"""{"event_id": "lead-1", "customer": {"external_id": "c1"}, "code": "{{_partner.Code}}"}"""
        );
        await _app.Running.WhenIdleAsync();
        await SellAsync("sale-1", "c1", 10_000);
        await SellAsync("sale-2", "c2", 5_001);
        await SellAsync("sale-3", "c3", 2_000);
        await _app.PostAsync(
            $"/api/programs/{_slug}/track/refund",
            """{"event_id": "refund-1", "invoice_id": "inv-sale-1", "amount": 1000}"""
        );
        await _app.Running.WhenIdleAsync();
    }

    private async Task SellAsync(string id, string customer, long amount)
    {
        await _app.PostAsync(
            $"/api/programs/{_slug}/track/sale",
            $$"""
            {"event_id": "{{id}}", "invoice_id": "inv-{{id}}", "customer": {"external_id": "{{customer}}"}, "code": "{{_partner.Code}}", "amount": {{amount}}, "currency": "USD"}
            """
        );
        await _app.Running.WhenIdleAsync();
    }

    private async Task<int> DraftAsync(string members) =>
        (
            await _app.PostAsync<StoredRuleBookJson>(
                $"/api/programs/{_slug}/rules",
                $$"""{"schema": "affiliate-rules/1", "name": "Rules", "currency": "USD", {{members}} }"""
            )
        ).Version;

    private Task<SimulationJson> SimulateAsync(int version, DateTimeOffset from, DateTimeOffset to) =>
        _app.PostAsync<SimulationJson>(
            $"/api/programs/{_slug}/rules/{version}/simulate",
            JsonSerializer.Serialize(new { from = from.AddMinutes(-1), to })
        );

    private static IEnumerable<(string, long)> Amounts(IEnumerable<SimulatedGrantJson> grants) =>
        grants.Select(grant => (grant.Rule, grant.Amount));

    // Every row of the application's tables with its version: what is written, also with the same content, gets
    // another. The tables of the platform are left out, where workers keep telling that they live.
    private async Task<SortedSet<string>> StoredAsync()
    {
        var tables = new TableServiceClient(_app.Running.Storage, _app.Running.Tables!.Options());
        var rows = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var table in _app.Running.Services.GetServices<DeclaredTable>())
        {
            await foreach (
                var row in tables
                    .GetTableClient(table.Name)
                    .QueryAsync<TableEntity>(select: ["PartitionKey", "RowKey", "Timestamp"])
            )
            {
                rows.Add($"{table.Name} {row.PartitionKey} {row.RowKey} {row.Timestamp:O}");
            }
        }

        return rows;
    }
}

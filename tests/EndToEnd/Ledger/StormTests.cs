using System.Globalization;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Programs;
using Testing;
using Testing.Answers;

namespace EndToEnd.Ledger;

/// <summary>
/// Ten thousand sales of one partner at once, taken in and applied by two instances of the application on the same
/// storage.
/// </summary>
public sealed class StormTests
{
    private const int Sales = 10_000;
    private const int Customers = 400;
    private const int SalesInBatch = 500;
    private const long Amount = 10_000;
    private const long CustomerCap = 25_000;
    private const long PartnerCap = 9_000_000;

    private static readonly string Rules = $$"""
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} }],
        "caps": [{"id": "customer", "scope": "customer", "window": "lifetime", "max": {{CustomerCap}} }, {"id": "partner", "scope": "partner", "window": "lifetime", "max": {{PartnerCap}} }],
        "bonuses": [{"id": "all", "metric": "partner.sales", "window": "lifetime", "at_least": {{Sales}}, "pay": {"flat": 123456} },
                    {"id": "one-more", "metric": "partner.sales", "window": "lifetime", "at_least": {{Sales
            + 1}}, "pay": {"flat": 654321} }]
        """;

    [Fact]
    public async Task A_storm_on_one_partner_leaves_exact_counters_caps_that_hold_and_a_verified_ledger()
    {
        await using var app = await App.StartInMemoryAsync();
        await using var second = await RunningApp.StartAsync(
            typeof(IPrograms).Assembly,
            app.Running.Storage,
            tables: app.Running.Tables
        );
        var slug = await app.BeginPilotAsync(rules: Rules);
        var partner = await app.SignUpAsync(slug);

        // Every tenth batch is sent to both.
        var batches = Enumerable
            .Range(0, Sales)
            .Chunk(SalesInBatch)
            .Select(numbers => BatchOf(numbers, partner.Code))
            .ToList();
        await Task.WhenAll(
            batches
                .Select((batch, i) => SendAsync(i % 2 == 0 ? app.Http : second.Http, slug, batch))
                .Concat(batches.Where((_, i) => i % 10 == 0).Select(batch => SendAsync(second.Http, slug, batch)))
        );
        await Task.WhenAll(app.Running.WhenIdleAsync(), second.WhenIdleAsync());

        var program = app.Program(slug);
        var commissions = await program.AllCommissionsAsync("limit=1000");
        var shares = commissions.Where(commission => commission.Rule == "share").ToList();
        Assert.DoesNotContain(shares, share => share.CustomerId is null);
        Assert.All(
            shares.GroupBy(share => share.CustomerId),
            own => Assert.True(own.Sum(share => share.Amount) <= CustomerCap)
        );

        // Four hundred customers of 250.00 each would come to more than the partner's cap, which is therefore used to
        // the last cent.
        Assert.Equal(PartnerCap, shares.Sum(share => share.Amount));

        // The sales were counted ten thousand times, no more and no less.
        Assert.Equal([123_456L], commissions.Except(shares).Select(bonus => bonus.Amount));
        Assert.Equal(PartnerCap + 123_456, await program.PendingAsync(partner.Id));
        var verified = await program.VerifyLedgerAsync();
        Assert.True(verified.Ok, string.Join('\n', verified.Mismatches));
        await TracesCountEachSaleOnceAsync(program, shares);
    }

    // The counter that each sale saw is in its trace: no two saw the same, and the last one saw all the others.
    private static async Task TracesCountEachSaleOnceAsync(ProgramReader program, List<CommissionJson> shares)
    {
        var seen = new List<long>();
        foreach (var share in shares.Where((_, i) => i % 25 == 0))
        {
            var trace = (await program.ExplanationAsync(share.Id)).Trace;
            Assert.Equal(share.Amount, TraceRecomputation.AmountOf(trace));
            seen.Add(
                trace
                    .GetProperty("evaluation")
                    .GetProperty("partner")
                    .GetProperty("stats")
                    .GetProperty("sales")
                    .GetProperty("lifetime")
                    .GetInt64()
            );
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.InRange(seen.Max(), 0, Sales - 1);
    }

    private static async Task SendAsync(HttpClient http, string slug, string batch)
    {
        using var answer = await http.PostAsync(
            new Uri($"/api/programs/{slug}/track/batch", UriKind.Relative),
            App.Json(batch)
        );
        Assert.Equal(SalesInBatch, (await App.ReadAsync<BatchJson>(answer)).Accepted);
    }

    private static string BatchOf(int[] numbers, string code) =>
        $$"""{"events": [{{string.Join(",\n", numbers.Select(number => string.Create(CultureInfo.InvariantCulture, $$"""
        {"event_id": "sale-{{number}}", "type": "sale", "invoice_id": "inv-{{number}}", "customer": {"external_id": "c{{number % Customers}}"}, "code": "{{code}}", "amount": {{Amount}}, "currency": "USD"}
        """)))}}]}""";
}

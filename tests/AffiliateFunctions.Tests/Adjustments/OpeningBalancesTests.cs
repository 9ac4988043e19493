using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Adjustments;
using AffiliateFunctions.Adjustments.OpeningBalances;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;
using static AffiliateFunctions.Tests.Adjustments.AdjustmentHost;

namespace AffiliateFunctions.Tests.Adjustments;

/// <summary>What another product owed the partners, from the file to the posting.</summary>
public sealed class OpeningBalancesTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string File = """
        email,unpaid,currency
        contact@partner0.example.org,1250.5,USD
        contact@partner1.example.org,-20,usd
        contact@partner7.example.org,1,USD
        contact@partner0.example.org,1,USD
        """;

    private readonly Mock<DurableTaskClient> orchestrations = new("test");

    [Fact]
    public async Task A_file_is_one_decision_and_each_balance_is_posted_once()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var dry = await ImportAsync(host, File, "?dry_run=true");
        Assert.Equal(["2 would_request 125050", "3 would_request -2000", "4 refused", "5 refused"], RowsOf(dry));
        Assert.Empty(host.Audit.Entries);

        var asked = await ImportAsync(host, File, $"?prepared_by={Ann}");
        Assert.Equal(["2 requested 125050", "3 requested -2000", "4 refused", "5 refused"], RowsOf(asked));
        Assert.Equal(123_050, asked.GetProperty("total").GetInt64());
        Assert.Equal(0, (await host.BalanceAsync()).Payable);
        var key = KeyOf(asked);
        var request = await host.Function<PrepareOpeningBalancesApproval>().RunAsync(key, default);
        var shown = (await host.Get<ApprovalStore>().FindAsync(Slug, request.Id, default))!.Request;
        Assert.Equal("Approve opening balances of 1,230.50 USD for 2 partners", shown.Subject);
        Assert.Equal([Ann], shown.Excluded);
        Assert.Equal(
            ["1,250.50 USD", "-20.00 USD"],
            Assert.Single(shown.Sections).Table!.Rows.Select(row => row.Cells[1].Text)
        );

        await CloseAsync(host, key, "approve");
        await CloseAsync(host, key, "approve");
        Assert.Equal(125_050, (await host.BalanceAsync()).Payable);
        Assert.Contains(
            $"Opening balance of 1,250.50 USD for {Partner}; due 0.00 USD before, 1,250.50 USD after",
            host.Audit.Entries.Values.Select(entry => entry.Reason)
        );
        Assert.Equal("Opening balances: approved", Assert.Single(host.Mails, mail => mail.To == Ann).Subject);
        await host.VerifyAsync();
    }

    [Fact]
    public async Task A_repeated_file_changes_nothing_and_another_amount_is_refused()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var asked = await ImportAsync(host, File, string.Empty);
        Assert.Equal(["2 exists 125050", "3 exists -2000", "4 refused", "5 refused"], RowsOf(await Again()));
        Assert.Equal(
            JsonValueKind.Undefined,
            (await Again()).TryGetProperty("batch", out var none) ? none.ValueKind : default
        );
        await CloseAsync(host, KeyOf(asked), "approve");

        var other = await ImportAsync(host, "partner,amount_minor\nprt_p0,1\nprt_p1,-2000\n", string.Empty);
        Assert.Equal(["2 refused 1", "3 exists -2000"], RowsOf(other));
        Assert.Equal(125_050, (await host.BalanceAsync()).Payable);

        Task<JsonElement> Again() => ImportAsync(host, File, string.Empty);
    }

    [Theory]
    [InlineData("reject")]
    [InlineData("expired")]
    public async Task Balances_that_were_not_approved_can_be_asked_for_again(string decision)
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var first = KeyOf(await ImportAsync(host, File, string.Empty));
        await CloseAsync(host, first, decision);
        Assert.Equal(0, (await host.BalanceAsync()).Payable);

        var asked = await ImportAsync(host, "partner,amount\np0,7\n", string.Empty);
        Assert.Equal(["2 requested 700"], RowsOf(asked));
        await CloseAsync(host, first, "approve");
        Assert.Equal(0, (await host.BalanceAsync()).Payable);
        await CloseAsync(host, KeyOf(asked), "approve");
        Assert.Equal(700, (await host.BalanceAsync()).Payable);
        await host.VerifyAsync();
    }

    [Fact]
    public async Task Balances_of_an_interrupted_request_are_started_by_the_repeat()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var batch = KeyOf(await ImportAsync(host, File, string.Empty));
        await ImportAsync(host, File, string.Empty);
        VerifyStarts(batch, 1);
        host.Clock.Advance(TimeSpan.FromMinutes(15));
        await ImportAsync(host, File, string.Empty);
        VerifyStarts(batch, 2);
    }

    [Fact]
    public async Task An_interrupted_import_is_recorded_and_started_once_its_request_has_ended()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var batch = new OpeningBalancesKey(Slug, "opb_1");
        await AddAsync(host, "adj_01m1k9n3e0v3rs3dtr98h6bcf1", batch.Batch, 100);
        await AddAsync(host, "adj_01m1k9n3e0v3rs3dtr98h6bcf2", batch.Batch, 200);

        await ResumeAsync(host);
        VerifyStarts(batch, 0);
        Assert.Empty(host.Audit.Entries);

        host.Clock.Advance(TimeSpan.FromMinutes(15));
        await ResumeAsync(host);
        VerifyStarts(batch, 1);
        Assert.Equal(
            ["adj_01m1k9n3e0v3rs3dtr98h6bcf1", "adj_01m1k9n3e0v3rs3dtr98h6bcf2"],
            host.Audit.Entries.Values.Where(entry => entry.Action == "adjustment_requested")
                .Select(entry => entry.Subject)
                .Order()
        );
    }

    [Fact]
    public async Task A_balance_that_comes_after_its_import_was_prepared_is_decided_by_itself()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var batch = new OpeningBalancesKey(Slug, "opb_1");
        await AddAsync(host, "adj_01m1k9n3e0v3rs3dtr98h6bcf2", batch.Batch, 200);
        var request = await host.Function<PrepareOpeningBalancesApproval>().RunAsync(batch, default);
        await AddAsync(host, "adj_01m1k9n3e0v3rs3dtr98h6bcf1", batch.Batch, 100);
        await AddAsync(host, "adj_01m1k9n3e0v3rs3dtr98h6bcf3", batch.Batch, 300);

        var shown = (await host.Get<ApprovalStore>().FindAsync(Slug, request.Id, default))!.Request;
        Assert.Equal("Approve opening balances of 2.00 USD for 1 partner", shown.Subject);
        await CloseAsync(host, batch, "approve");
        Assert.Equal(200, (await host.BalanceAsync()).Payable);

        host.Clock.Advance(TimeSpan.FromMinutes(15));
        await ResumeAsync(host);
        VerifyStarts(batch, 0);
        var late = await host.Get<AdjustmentStore>().OpenAsync(default).ToListAsync();
        Assert.Equal([100, 300], late.Select(balance => balance.Amount!.Value));
        var other = new OpeningBalancesKey(Slug, Assert.Single(late.Select(balance => balance.Batch!).Distinct()));
        Assert.NotEqual(batch, other);
        VerifyStarts(other, 1);
        await CloseAsync(host, other, "approve");
        Assert.Equal(600, (await host.BalanceAsync()).Payable);
        await host.VerifyAsync();
    }

    [Fact]
    public async Task All_balances_that_another_run_has_prepared_at_the_same_time_are_shown()
    {
        var between = new AfterFirstList();
        await using var host = await StartAsync(azurite.TakeAccount(), between);
        var batch = new OpeningBalancesKey(Slug, "opb_1");
        await AddAsync(host, "adj_01m1k9n3e0v3rs3dtr98h6bcf1", batch.Batch, 100);
        between.Run = async () =>
        {
            await AddAsync(host, "adj_01m1k9n3e0v3rs3dtr98h6bcf2", batch.Batch, 200);
            await host.Get<AdjustmentStore>().PrepareBatchAsync(Slug, batch.Batch, default);
        };

        var request = await host.Function<PrepareOpeningBalancesApproval>().RunAsync(batch, default);

        var shown = (await host.Get<ApprovalStore>().FindAsync(Slug, request.Id, default))!.Request;
        Assert.Equal("Approve opening balances of 3.00 USD for 2 partners", shown.Subject);
        await CloseAsync(host, batch, "approve");
        Assert.Equal(300, (await host.BalanceAsync()).Payable);
    }

    private void VerifyStarts(OpeningBalancesKey batch, int starts) =>
        orchestrations.Verify(
            client =>
                client.ScheduleNewOrchestrationInstanceAsync(
                    nameof(OpeningBalancesOrchestrator),
                    batch,
                    It.Is<StartOrchestrationOptions>(options => options.InstanceId == $"opening-{Slug}-{batch.Batch}"),
                    default
                ),
            Times.Exactly(starts)
        );

    private Task ResumeAsync(AdjustmentHost host) =>
        host.Function<ResumeAdjustments>().RunAsync(new TimerInfo(), orchestrations.Object, default);

    private static Task<StoredAdjustment> AddAsync(AdjustmentHost host, string id, string batch, long amount) =>
        host.Get<AdjustmentStore>()
            .AddAsync(
                Asked(AdjustmentKind.OpeningBalance, Partner, "Opening balance.") with
                {
                    Id = AdjustmentId.Parse(id),
                    Amount = amount,
                    Batch = batch,
                    RequestedAt = host.Clock.GetUtcNow(),
                },
                default
            );

    private static OpeningBalancesKey KeyOf(JsonElement answer) => new(Slug, answer.GetProperty("batch").GetString()!);

    private static List<string> RowsOf(JsonElement answer) =>
        [
            .. answer
                .GetProperty("results")
                .EnumerateArray()
                .Select(row =>
                    $"{row.GetProperty("row").GetInt32()} {row.GetProperty("status").GetString()}"
                    + (row.TryGetProperty("amount", out var amount) ? $" {amount.GetInt64()}" : string.Empty)
                ),
        ];

    private static async Task CloseAsync(AdjustmentHost host, OpeningBalancesKey key, string decision)
    {
        await host.Function<PrepareOpeningBalancesApproval>().RunAsync(key, default);
        var at = new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);
        var outcome = new ApprovalOutcome(key.Batch, decision, "finance@example.com", null, null, at, at.AddHours(1));
        Assert.Null(
            await host.Function<CloseOpeningBalances>()
                .RunAsync(new CloseOpeningBalances.Input(key, outcome, null), default)
        );
        await host.Function<MailOpeningBalancesDecision>()
            .RunAsync(new MailOpeningBalancesDecision.Input(key, outcome), default);
    }

    private async Task<JsonElement> ImportAsync(AdjustmentHost host, string file, string query)
    {
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        http.Request.ContentType = "text/csv";
        http.Request.QueryString = new QueryString(query);
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(file));
        http.Response.Body = new MemoryStream();
        var answer = await host.Function<ImportOpeningBalances>()
            .RunAsync(http.Request, Slug.Value, orchestrations.Object, default);
        await answer.ExecuteAsync(http);
        return JsonElement.Parse(((MemoryStream)http.Response.Body).ToArray());
    }

    /// <summary>Runs once, after the first list of the balances of an import was read.</summary>
    private sealed class AfterFirstList : HttpPipelinePolicy
    {
        public Func<Task>? Run { get; set; }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("Storage is only called asynchronously.");

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await ProcessNextAsync(message, pipeline);
            if (Run is { } run && message.Request.Uri.Query.Contains("opb_", StringComparison.Ordinal))
            {
                Run = null;
                await run();
            }
        }
    }
}

using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Cycles.Activities;
using AffiliateFunctions.Payouts.Rails;
using AffiliateFunctions.Payouts.Rails.Activities;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Orchestrations;
using Azure;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Payouts.CycleHost;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>
/// A month in which Ada has earned 10.00 and Bob 20.00 dollars, paid by PayPal's API. PayPal is a server on this
/// machine; the ledger, the tables and the orchestrations are the app's own.
/// </summary>
internal sealed class PayPalScene : IAsyncDisposable
{
    public const string Ada = "ada@example.org";
    public const string Bob = "bob@example.org";

    public static readonly PartnerId AdaId = PartnerId.Parse("prt_ada");
    public static readonly PartnerId BobId = PartnerId.Parse("prt_bob");

    private PayPalScene(CycleHost host, LocalPayPal paypal) => (Host, PayPal) = (host, paypal);

    public CycleHost Host { get; }

    public LocalPayPal PayPal { get; }

    public StorageFault Storage { get; private init; } = null!;

    public Mock<DurableTaskClient> Orchestrations { get; } = new("test");

    /// <summary>The approvals that were asked.</summary>
    public List<ApprovalRequest> Requests { get; } = [];

    public IReadOnlyList<MailMessage> Mails => Host.Emails.Sent;

    public static async Task<PayPalScene> StartAsync(string storage, params (string Name, string Value)[] settings)
    {
        var fault = new StorageFault();
        return await StartAsync(storage, fault, fault, settings);
    }

    /// <summary>The scene, whose requests to storage another policy sees.</summary>
    public static Task<PayPalScene> StartAsync(string storage, HttpPipelinePolicy policy) =>
        StartAsync(storage, policy, new StorageFault(), []);

    private static async Task<PayPalScene> StartAsync(
        string storage,
        HttpPipelinePolicy policy,
        StorageFault fault,
        (string Name, string Value)[] settings
    )
    {
        var paypal = await LocalPayPal.StartAsync();
        (string, string)[] all =
        [
            ("Payouts:PayPal:ClientId", "client"),
            ("Payouts:PayPal:ClientSecret", "secret"),
            ("Payouts:PayPal:WebhookId", paypal.WebhookId),
            ("Payouts:PayPal:BaseUrl", paypal.Address),
            .. settings,
        ];
        // What is earned is posted in the month that the cycle pays.
        var december = FirstDay.AddDays(-10);
        var host = await CycleHost.StartAsync(storage, policy, settings: all, now: december);
        var scene = new PayPalScene(host, paypal) { Storage = fault };
        await scene.EarnAsync(AdaId, AccountOf(Ada), 10_000);
        await scene.EarnAsync(BobId, AccountOf(Bob), 20_000);
        host.Clock.SetUtcNow(FirstDay);
        return scene;
    }

    /// <summary>Runs the cycle to the approval of everybody, and to the end of the first attempt to send.</summary>
    public async Task<StoredCycle> HandOverAsync()
    {
        await RepeatAsync(() =>
            Host.Get<CycleStarter>()
                .StartAsync(LedgerHost.Program, Key.Period, new CycleStart("key"), Orchestrations.Object, default)
        );
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            CycleOrchestrator.RunAsync(Run("cycle", () => throw new OperationCanceledException("Handed over.")))
        );
        StoredCycle? cycle = null;
        await RepeatAsync(async () => cycle = await CycleAsync());
        return cycle!;
    }

    /// <summary>Runs the cycle to its end.</summary>
    /// <param name="whileWaiting">What happens in each wait of a day, by its number from 1.</param>
    public async Task RunToEndAsync(Func<int, Task> whileWaiting)
    {
        await Host.Get<CycleStarter>()
            .StartAsync(LedgerHost.Program, Key.Period, new CycleStart("key"), Orchestrations.Object, default);
        var days = 0;
        await CycleOrchestrator.RunAsync(
            Run(
                "cycle",
                () =>
                {
                    Host.Clock.Advance(TimeSpan.FromDays(1));
                    return whileWaiting(++days);
                }
            )
        );
    }

    /// <summary>Lets a partner earn a tenth of a sale.</summary>
    public Task EarnAsync(PartnerId partner, PayoutDetails details, long sale)
    {
        Host.Partners.Put(Slug, partner, details);
        return Host.Get<IAccrualLedger>()
            .ApplyAsync(
                Slug,
                partner,
                [Sale($"{partner}-1", sale, customer: $"c-{partner}", credited: [partner])],
                default
            );
    }

    /// <summary>Runs the orchestration that follows the batches, and returns how often it waited.</summary>
    /// <param name="whileWaiting">What happens meanwhile. The clock is advanced before.</param>
    public async Task<int> FollowAsync(Action<TimeSpan>? whileWaiting = null)
    {
        var (start, waits) = (Host.Clock.GetUtcNow(), 0);
        await RailOrchestrator.RunAsync(
            Run(
                "rails",
                () =>
                {
                    waits++;
                    Host.Clock.Advance(RailOrchestrator.WaitAfter(Host.Clock.GetUtcNow() - start));
                    whileWaiting?.Invoke(Host.Clock.GetUtcNow() - start);
                    return Task.CompletedTask;
                }
            )
        );
        return waits;
    }

    public Task SendAsync() => Create<SendPayouts>().RunAsync(Key, default);

    public Task<bool> PollAsync() => Create<PollPayouts>().RunAsync(Key, Orchestrations.Object, default);

    public Task<StoredCycle> CycleAsync() => Host.Get<CycleStore>().RequireAsync(Slug, Key.Period, default);

    public async Task<CycleFile> BatchAsync() => Assert.Single((await CycleAsync()).Files);

    public async Task<StoredPayout> PayoutAsync(PartnerId partner) =>
        (await Host.Get<CycleStore>().FindPayoutAsync(Slug, Key.Period, partner, default))!;

    public Task<PartnerBalance> BalanceAsync(PartnerId partner) =>
        Host.Get<ILedger>().BalanceAsync(Slug, partner, default);

    /// <summary>Imports a settlement, and returns the status code and the body.</summary>
    public async Task<(int Status, string Body)> ImportAsync(string lines)
    {
        var http = new DefaultHttpContext { RequestServices = Host.Services };
        http.Request.ContentType = "text/csv";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes($"partner,status,reference,reason\n{lines}\n"));
        using var body = new MemoryStream();
        http.Response.Body = body;
        var answer = await Create<ImportSettlement>()
            .RunAsync(http.Request, Slug.Value, Key.Period.Value, Orchestrations.Object, default);
        await answer.ExecuteAsync(http);
        return (http.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()));
    }

    /// <summary>Stops the batch, and returns the status code and the body.</summary>
    public async Task<(int Status, string Body)> StopAsync(
        string file = "payments-2026-12-paypal-usd.json",
        string body = """{"stopped_by": "fay@example.com", "reason": "The account is not funded."}"""
    )
    {
        var http = new DefaultHttpContext { RequestServices = Host.Services };
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        var result = await Create<StopBatch>()
            .RunAsync(http.Request, Slug.Value, Key.Period.Value, file, Orchestrations.Object, default);
        await result.ExecuteAsync(http);
        return (http.Response.StatusCode, Encoding.UTF8.GetString(answer.ToArray()));
    }

    /// <summary>Runs the orchestration of a stopped batch.</summary>
    public Task ReleaseAsync() =>
        StoppedBatchOrchestrator.RunAsync(
            new OrchestrationRun(Host.Services, "stopped", new StoppedBatch(Key, "payments-2026-12-paypal-usd.json"))
            {
                RepeatsActivities = true,
                RunChild = (_, _) => Task.FromResult<object?>(null),
                WhileWaiting = () => Task.CompletedTask,
            }
        );

    public T Create<T>() => ActivatorUtilities.CreateInstance<T>(Host.Services);

    public async ValueTask DisposeAsync()
    {
        Assert.Empty((await Host.Get<ILedger>().VerifyAsync(Slug, default)).Mismatches);
        await Host.DisposeAsync();
        await PayPal.DisposeAsync();
    }

    // A caller whose request to storage is cut off sends it again.
    private static async Task RepeatAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (RequestFailedException)
        {
            await step();
        }
    }

    private static PayoutDetails AccountOf(string email) =>
        new("paypal", new Dictionary<string, string> { ["email"] = email });

    private OrchestrationRun Run(string id, Func<Task> whileWaiting) =>
        new(Host.Services, id, Key)
        {
            RepeatsActivities = true,
            RunChild = (name, input) => Task.FromResult<object?>(DecisionOf(name, input)),
            WhileWaiting = whileWaiting,
        };

    private ApprovalOutcome? DecisionOf(string child, object? input)
    {
        if (child != nameof(ApprovalOrchestrator))
        {
            return null;
        }

        var (request, now) = ((ApprovalRequest)input!, Host.Clock.GetUtcNow());
        Requests.Add(request);
        return new ApprovalOutcome(
            request.Id,
            PrepareCycleApproval.Approve,
            request.Owner.Email,
            Reason: null,
            Note: null,
            now,
            now
        );
    }
}

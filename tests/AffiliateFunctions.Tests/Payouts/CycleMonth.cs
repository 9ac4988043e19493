using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Cycles.Activities;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Orchestrations;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Payouts.CycleHost;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>
/// A month from its sales to the end of its cycle. Of every five partners two are paid by two methods, one has no
/// account, one changes its account during the approval, and one payment fails.
/// </summary>
/// <param name="host">Runs the cycle.</param>
/// <param name="groups">How many times five partners there are.</param>
/// <param name="names">The names of those of the five who have sales; all of them by default.</param>
internal sealed class CycleMonth(CycleHost host, int groups = 1, params string[] names)
{
    private static readonly string[] All = ["paid1", "paid2", "without", "changing", "failing"];

    /// <summary>The partner of the first group that is paid by ACH.</summary>
    public static PartnerId First { get; } = Partner("paid1", 1);

    /// <summary>The partner of the first group whose payment fails.</summary>
    public static PartnerId Failing { get; } = Partner("failing", 1);

    /// <summary>
    /// Imports the results of the payments; <see cref="SettleAsync()"/> unless a test does otherwise.
    /// </summary>
    public Func<Task>? Settle { get; init; }

    private IEnumerable<int> Groups => Enumerable.Range(1, groups);

    /// <summary>Gives each partner its account and two sales.</summary>
    public async Task EarnAsync()
    {
        foreach (var group in Groups)
        {
            host.Partners.Put(Slug, Partner("paid1", group), Bank($"1{group:D2}"));
            var payPal = new Dictionary<string, string> { ["email"] = $"p{group}@example.org" };
            host.Partners.Put(Slug, Partner("paid2", group), new("paypal", payPal));
            host.Partners.Put(Slug, Partner("without", group), details: null);
            host.Partners.Put(Slug, Partner("changing", group), Bank($"2{group:D2}"));
            host.Partners.Put(Slug, Partner("failing", group), Bank($"3{group:D2}"));
            foreach (var name in names.Length > 0 ? names : All)
            {
                var partner = Partner(name, group);
                LedgerEffect[] sales = [.. Enumerable.Range(1, 2).Select(number => SaleOf(partner, number))];
                await host.Get<IAccrualLedger>().ApplyAsync(Slug, partner, sales, default);
            }
        }

        static ConversionEffect SaleOf(PartnerId partner, int number) =>
            Sale($"{partner}-{number}", 10_000 * number, customer: $"customer-of-{partner}", credited: [partner]);
    }

    /// <summary>Starts the cycle and runs it to its end; what a broken connection interrupts is done again.</summary>
    /// <param name="repeatsActivities">Whether an interrupted activity is repeated, or the whole orchestration.</param>
    public async Task RunAsync(bool repeatsActivities)
    {
        await UntilItSucceedsAsync(() =>
            host.Get<CycleStarter>()
                .StartAsync(
                    LedgerHost.Program,
                    Key.Period,
                    new CycleStart("key"),
                    new Mock<DurableTaskClient>("test").Object,
                    default
                )
        );
        await UntilItSucceedsAsync(() =>
            CycleOrchestrator.RunAsync(
                new OrchestrationRun(host.Services, "cycle", Key)
                {
                    RepeatsActivities = repeatsActivities,
                    RunChild = (name, input) => Task.FromResult<object?>(DecisionOf(name, input)),
                    WhileWaiting = () => UntilItSucceedsAsync(Settle ?? SettleAsync),
                }
            )
        );
    }

    /// <summary>Everything that a person, the bank or another system sees of the month, as text.</summary>
    public async Task<string> EndAsync()
    {
        var cycles = host.Get<CycleStore>();
        var text = new StringBuilder();
        var cycle = await cycles.RequireAsync(Slug, Key.Period, default);
        text.AppendLine(JsonSerializer.Serialize(cycle with { FileRun = null }));
        foreach (var skipped in await host.Get<SkippedPartnerStore>().SkippedAsync(cycle))
        {
            text.AppendLine(JsonSerializer.Serialize(skipped));
        }

        foreach (var payout in await cycles.AllPayoutsAsync(Slug, Key.Period, default))
        {
            text.AppendLine(JsonSerializer.Serialize(payout));
        }

        foreach (var partner in await host.Get<ILedger>().PartnersAsync(Slug, default).ToListAsync())
        {
            text.AppendLine($"{partner}: {await host.Get<ILedger>().BalanceAsync(Slug, partner, default)}");
        }

        Assert.Empty((await host.Get<ILedger>().VerifyAsync(Slug, default)).Mismatches);
        Assert.Null((await host.Get<AuditLog>().VerifyAsync(Slug, default)).FirstBreak);
        var audit = host.Get<AuditLog>().ReadAsync(Slug, after: null, default).Select(record => record.Text.Text);
        text.AppendJoin('\n', await audit.Select(WithoutId).Order(StringComparer.Ordinal).ToListAsync()).AppendLine();
        text.AppendJoin('\n', host.Webhooks.Of(Slug)).AppendLine();
        foreach (var email in host.Emails.Sent)
        {
            text.AppendLine($"{email.Key} to {email.To}: {email.Subject}\n{email.Text}");
        }

        return text.ToString();
    }

    /// <summary>The lines that only one of two ends has.</summary>
    public static string Difference(string whole, string end)
    {
        var (expected, actual) = (whole.Split('\n'), end.Split('\n'));
        return string.Join(
            '\n',
            [
                .. expected.Except(actual).Select(line => $"- {line}"),
                .. actual.Except(expected).Select(line => $"+ {line}"),
            ]
        );
    }

    private static PartnerId Partner(string name, int group) => PartnerId.Parse($"prt_{name}_{group}");

    private static PayoutDetails Bank(string account) =>
        new(
            "ach",
            new Dictionary<string, string>
            {
                ["account_holder"] = "Agency",
                ["routing_number"] = "021000021",
                ["account_number"] = $"123456{account}",
                ["account_type"] = "checking",
            }
        );

    // The first request is withdrawn because a partner changes its account. Then the asked persons approve.
    private ApprovalOutcome? DecisionOf(string child, object? input)
    {
        if (child != nameof(ApprovalOrchestrator))
        {
            return null;
        }

        var (request, now) = ((ApprovalRequest)input!, host.Clock.GetUtcNow());
        var isFirst = request.Id == $"cycle-{Key.Period}-finance";
        if (isFirst)
        {
            foreach (var group in Groups)
            {
                host.Partners.Put(Slug, Partner("changing", group), Bank($"4{group:D2}"), changedAt: now);
            }
        }

        return new ApprovalOutcome(
            request.Id,
            isFirst ? "withdrawn" : PrepareCycleApproval.Approve,
            request.Owner.Email,
            Reason: null,
            Note: null,
            now,
            now
        );
    }

    /// <summary>Reports every payout that was handed over as paid or failed.</summary>
    public Task SettleAsync() => SettleAsync(_ => true);

    /// <summary>Reports those payouts as paid or failed that were handed over and are not settled.</summary>
    public Task SettleOpenAsync() => SettleAsync(payout => payout.Status == PayoutStatus.Reserved);

    private async Task SettleAsync(Func<StoredPayout, bool> isReported)
    {
        var results = string.Concat(
            (await host.Get<CycleStore>().AllPayoutsAsync(Slug, Key.Period, default))
                .Where(payout => isReported(payout) && payout.Reason is null or "closed")
                .Select(payout =>
                    payout.Partner.Value.StartsWith("prt_failing", StringComparison.Ordinal)
                        ? $"{payout.Partner},failed,,closed\n"
                        : $"{payout.Partner},paid,REF-{payout.Partner},\n"
                )
        );
        var (status, answer) = await ImportAsync(host, results, new Mock<DurableTaskClient>("test").Object);
        Assert.True(status == StatusCodes.Status200OK, answer);
    }

    /// <summary>Sends the results of payments to a host, and returns its answer.</summary>
    /// <param name="host">The host.</param>
    /// <param name="results">The lines of partner, status, reference and reason.</param>
    /// <param name="orchestrations">Hears of what is started.</param>
    public static async Task<(int Status, string Answer)> ImportAsync(
        CycleHost host,
        string results,
        DurableTaskClient orchestrations
    )
    {
        var http = new DefaultHttpContext { RequestServices = host.Services };
        http.Request.ContentType = "text/csv";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes($"partner,status,reference,reason\n{results}"));
        using var body = new MemoryStream();
        http.Response.Body = body;
        var answer = await ActivatorUtilities
            .CreateInstance<ImportSettlement>(host.Services)
            .RunAsync(http.Request, Slug.Value, Key.Period.Value, orchestrations, default);
        await answer.ExecuteAsync(http);
        return (http.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()));
    }

    // A repeated step may record what it did after another one. The ids of records are random.
    private static string WithoutId(string record) => record[record.IndexOf("\"at\"", StringComparison.Ordinal)..];

    private static async Task UntilItSucceedsAsync(Func<Task> step)
    {
        while (true)
        {
            try
            {
                await step();
                return;
            }
            catch (Exception fault) when (StorageFault.IsBrokenConnection(fault))
            {
                // The connection broke: the caller asks again.
            }
        }
    }
}

using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Cycles.Activities;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Orchestrations;
using AffiliateFunctions.Tests.OutgoingWebhooks;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Payouts.CycleHost;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>
/// A month in which every single request to storage fails once: before it is sent, or with its answer lost. Partners
/// are paid by two methods, one has no account, one changes its account during the approval, and one payment fails.
/// Whatever failed, and whether the step is repeated or the whole cycle is started again, nothing is paid twice, nothing
/// is stuck, and cycle, payouts, files, ledger, audit, e-mails and webhooks end the same.
/// </summary>
public sealed class CycleCutOffTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly PartnerId[] Paid = [PartnerId.Parse("prt_paid1"), PartnerId.Parse("prt_paid2")];
    private static readonly PartnerId WithoutAccount = PartnerId.Parse("prt_without");
    private static readonly PartnerId Changing = PartnerId.Parse("prt_changing");
    private static readonly PartnerId Failing = PartnerId.Parse("prt_failing");

    private readonly string storage = azurite.TakeAccount();

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public async Task A_fault_at_any_request_of_a_cycle_comes_to_the_same_end(bool answerLost, bool repeatsActivities)
    {
        var (whole, requests) = await RunAsync(failsAt: 0, answerLost, repeatsActivities);
        Assert.True(requests > 40, $"The cycle took only {requests} requests.");

        for (var failsAt = 1; failsAt <= requests; failsAt++)
        {
            var (end, sent) = await RunAsync(failsAt, answerLost, repeatsActivities);
            Assert.True(sent >= failsAt, $"Request {failsAt} never came.");
            Assert.True(whole == end, $"A fault of request {failsAt} changed the end:\n{Difference(whole, end)}");
        }
    }

    private async Task<(string End, int Requests)> RunAsync(int failsAt, bool answerLost, bool repeatsActivities)
    {
        var fault = new StorageFault();
        await using var host = await StartAsync(storage, fault);
        await EarnAsync(host);
        fault.Arm(failsAt, answerLost);
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
                    RunChild = (name, input) => Task.FromResult<object?>(DecisionOf(host, name, input)),
                    WhileWaiting = () => UntilItSucceedsAsync(() => SettleAsync(host)),
                }
            )
        );
        var requests = fault.Requests;
        fault.Arm(0, answerLost: false);
        return (await EndAsync(host), requests);
    }

    private static async Task EarnAsync(CycleHost host)
    {
        host.Partners.Put(Slug, Paid[0], Bank("1"));
        host.Partners.Put(Slug, Paid[1], new("paypal", new Dictionary<string, string> { ["email"] = "p@example.org" }));
        host.Partners.Put(Slug, WithoutAccount, details: null);
        host.Partners.Put(Slug, Changing, Bank("2"));
        host.Partners.Put(Slug, Failing, Bank("3"));
        foreach (var partner in (PartnerId[])[.. Paid, WithoutAccount, Changing, Failing])
        {
            LedgerEffect[] sales = [.. Enumerable.Range(1, 2).Select(number => SaleOf(partner, number))];
            await host.Get<IAccrualLedger>().ApplyAsync(Slug, partner, sales, default);
        }

        static ConversionEffect SaleOf(PartnerId partner, int number) =>
            Sale($"{partner}-{number}", 10_000 * number, customer: $"customer-of-{partner}", credited: [partner]);
    }

    private static PayoutDetails Bank(string account) =>
        new(
            "ach",
            new Dictionary<string, string>
            {
                ["account_holder"] = "Agency",
                ["routing_number"] = "021000021",
                ["account_number"] = $"12345678{account}",
                ["account_type"] = "checking",
            }
        );

    // The first request is withdrawn because a partner changes its account. Then the asked persons approve.
    private static ApprovalOutcome? DecisionOf(CycleHost host, string child, object? input)
    {
        if (child != nameof(ApprovalOrchestrator))
        {
            return null;
        }

        var (request, now) = ((ApprovalRequest)input!, host.Clock.GetUtcNow());
        var isFirst = !request.Id.EndsWith("-2", StringComparison.Ordinal) && request.Excluded.Count == 1;
        if (isFirst)
        {
            host.Partners.Put(Slug, Changing, Bank("4"), changedAt: now);
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

    private static async Task SettleAsync(CycleHost host)
    {
        var results = string.Concat(
            (await host.Get<CycleStore>().AllPayoutsAsync(Slug, Key.Period, default))
                .Where(payout => payout.Reason is null || payout.Reason == "closed")
                .Select(payout =>
                    payout.Partner == Failing
                        ? $"{payout.Partner},failed,,closed\n"
                        : $"{payout.Partner},paid,REF-{payout.Partner},\n"
                )
        );
        var http = new DefaultHttpContext { RequestServices = host.Services };
        http.Request.ContentType = "text/csv";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes($"partner,status,reference,reason\n{results}"));
        using var body = new MemoryStream();
        http.Response.Body = body;
        var answer = await ActivatorUtilities
            .CreateInstance<ImportSettlement>(host.Services)
            .RunAsync(http.Request, Slug.Value, Key.Period.Value, new Mock<DurableTaskClient>("test").Object, default);
        await answer.ExecuteAsync(http);
        Assert.True(http.Response.StatusCode == StatusCodes.Status200OK, Encoding.UTF8.GetString(body.ToArray()));
    }

    // Everything that a person, the bank or another system sees of the month, as text.
    private static async Task<string> EndAsync(CycleHost host)
    {
        var cycles = host.Get<CycleStore>();
        var text = new StringBuilder();
        text.AppendLine(JsonSerializer.Serialize(await cycles.RequireAsync(Slug, Key.Period, default)));
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
        text.AppendJoin('\n', ((HeardWebhooks)host.Get<IWebhooks>()).Of(Slug)).AppendLine();
        foreach (var email in host.Emails.Sent)
        {
            text.AppendLine($"{email.Key} to {email.To}: {email.Subject}\n{email.Text}");
        }

        return text.ToString();
    }

    private static string Difference(string whole, string end)
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
            catch (RequestFailedException fault) when (fault.Status == 0)
            {
                // The connection broke: the caller asks again.
            }
        }
    }
}

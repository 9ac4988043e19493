using System.Text;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Payouts.Doubles;
using Microsoft.DurableTask.Client;
using Moq;
using Testing;
using static AffiliateFunctions.Tests.Payouts.CycleHost;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>Two persons, or a person and a step of the cycle, that change the same cycle at the same time.</summary>
public sealed class CycleRaceTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private readonly string storage = azurite.TakeAccount();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_starts_of_a_period_at_once_make_one_cycle(bool isRejected)
    {
        var attempt = isRejected ? 1 : 0;
        var meetings = await Meetings.AtEachRequestAsync(
            storage,
            async (first, second, meetAsync) =>
            {
                if (isRejected)
                {
                    await StartAsync(first, "eve@example.com", Platform.Of([]));
                    await first
                        .Get<CycleStore>()
                        .ChangeAsync(Slug, Key.Period, cycle => cycle with { Status = CycleStatus.Rejected }, default);
                }

                var started = new List<string>();
                StoredCycle? one = null;
                StoredCycle? other = null;
                await meetAsync(
                    async () => one = await StartAsync(first, "ann@example.com", Platform.Of(started)),
                    async () => other = await StartAsync(second, "bob@example.com", Platform.Of(started))
                );

                Assert.Equal(
                    (one!.StartedBy, one.Attempt, one.StartedAt),
                    (other!.StartedBy, other.Attempt, other.StartedAt)
                );
                Assert.Contains(one.StartedBy, new[] { "ann@example.com", "bob@example.com" });
                Assert.Equal(attempt, one.Attempt);
                Assert.Equal([one.InstanceId], started);
                var records = await RecordsAsync(first);
                Assert.Equal(attempt + 1, records.Count);
                Assert.Contains($"\"{one.StartedBy}\"", records[^1], StringComparison.Ordinal);
            }
        );
        Assert.InRange(meetings, 4, 20);
    }

    [Theory]
    [InlineData("approve", "reject")]
    [InlineData("reject", "approve")]
    public async Task Of_an_approval_and_a_rejection_at_once_one_is_stored_and_the_other_person_is_told_of_it(
        string decision,
        string otherDecision
    )
    {
        var winners = new HashSet<string>();
        var meetings = await Meetings.AtEachRequestAsync(
            storage,
            async (first, second, meetAsync) =>
            {
                var approval = await first.Get<ApprovalStore>().OpenAsync(Request(), first.Clock.GetUtcNow(), default);
                var signals = new List<string>();
                ApprovalLinkResult? one = null;
                ApprovalLinkResult? other = null;
                await meetAsync(
                    async () => one = await DecideAsync(first, approval, "owner@example.com", decision, signals),
                    async () =>
                        other = await DecideAsync(second, approval, "backup@example.com", otherDecision, signals)
                );

                var stored = (await first.Get<ApprovalStore>().FindAsync(Slug, "cycle-1", default))!.Decision!;
                var (won, lost) = one is ApprovalLinkResult.Decided ? (one, other) : (other, one);
                Assert.Equal(stored, Assert.IsType<ApprovalLinkResult.Decided>(won).Approval.Decision);
                Assert.Equal(stored, Assert.IsType<ApprovalLinkResult.AlreadyDecided>(lost).Approval.Decision);
                Assert.Equal(one == won ? decision : otherDecision, stored.Decision);
                Assert.Equal(one == won ? "owner@example.com" : "backup@example.com", stored.Actor);
                Assert.Equal([stored.Decision], signals);
                Assert.Contains(
                    $"\"{stored.Actor}\"",
                    Assert.Single(await RecordsAsync(first)),
                    StringComparison.Ordinal
                );
                winners.Add(stored.Actor);
            }
        );
        Assert.InRange(meetings, 4, 20);
        Assert.Equal(["backup@example.com", "owner@example.com"], winners.Order());
    }

    // The partner is refunded a sale and changes its account, at each moment from the start to the settlement.
    [Fact]
    public async Task A_refund_and_a_new_account_at_any_moment_of_a_cycle_pay_no_account_that_was_not_approved()
    {
        var ends = new HashSet<(long Paid, long Payable, long Negative)>();
        var meetings = await Meetings.AtEachRequestAsync(
            storage,
            async (first, second, meetAsync) =>
            {
                var month = new CycleMonth(first, groups: 1, "paid1", "paid2");
                await month.EarnAsync();
                await meetAsync(() => month.RunAsync(repeatsActivities: true), () => RefundAndMoveAsync(second));

                await month.EndAsync();
                var balance = await first.Get<ILedger>().BalanceAsync(Slug, CycleMonth.First, default);
                var payout = await first.Get<CycleStore>().FindPayoutAsync(Slug, Key.Period, CycleMonth.First, default);
                var paid = payout?.Status == PayoutStatus.Paid ? payout.Amount : 0;
                Assert.Equal((paid, 0, 0), (balance.Paid, balance.InPayout, balance.Held));
                Assert.Equal(2_000, paid + balance.Payable + balance.Pending + balance.Negative);
                var files = await PaymentFilesOf(first);
                Assert.DoesNotContain("999999999", files, StringComparison.Ordinal);
                Assert.Equal(paid > 0, files.Contains("123456101", StringComparison.Ordinal));
                ends.Add((balance.Paid, balance.Payable, balance.Negative));
            }
        );
        Assert.InRange(meetings, 60, 400);
        // The refund comes before the reservation, after it in a payout that is taken out, or after the payment file.
        Assert.Equal([(0, 2_000, 0), (0, 3_000, -1_000), (3_000, 0, -1_000)], ends.Order());
    }

    private static async Task RefundAndMoveAsync(CycleHost host)
    {
        LedgerEffect refund = Effects.Refund("refund", $"{CycleMonth.First}-1", 10_000, 1);
        await host.Get<IAccrualLedger>().ApplyAsync(Slug, CycleMonth.First, [refund], default);
        var account = new PayoutDetails(
            "ach",
            new Dictionary<string, string>
            {
                ["account_holder"] = "Agency",
                ["routing_number"] = "021000021",
                ["account_number"] = "999999999",
                ["account_type"] = "checking",
            }
        );
        host.Partners.Put(Slug, CycleMonth.First, account, changedAt: host.Clock.GetUtcNow());
    }

    private static async Task<string> PaymentFilesOf(CycleHost host)
    {
        var cycle = await host.Get<CycleStore>().RequireAsync(Slug, Key.Period, default);
        var text = new StringBuilder();
        foreach (var file in cycle.Files)
        {
            var parts = host.Get<PaymentFileStore>().ReadAsync(cycle, file, default);
            await foreach (var part in parts)
            {
                text.Append(Encoding.UTF8.GetString(part));
            }
        }

        return text.ToString();
    }

    private static Task<StoredCycle> StartAsync(CycleHost host, string actor, DurableTaskClient platform) =>
        host.Get<CycleStarter>()
            .StartAsync(LedgerHost.Program, Key.Period, new CycleStart(actor, Again: true), platform, default);

    private static async Task<ApprovalLinkResult> DecideAsync(
        CycleHost host,
        StoredApproval approval,
        string actor,
        string decision,
        List<string> signals
    )
    {
        var platform = new Mock<DurableTaskClient>("test");
        platform
            .Setup(client =>
                client.RaiseEventAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<object?>(), default)
            )
            .Callback((string _, string _, object? payload, CancellationToken _) => signals.Add((string)payload!))
            .Returns(Task.CompletedTask);
        var link = new Uri(host.Get<ApprovalLinks>().AddressFor(approval, actor)).Segments[^1];
        var form = new DecisionForm(decision, "As agreed", null);
        return await host.Get<ApprovalService>().DecideAsync(link, form, null, platform.Object, default);
    }

    private static async Task<List<string>> RecordsAsync(CycleHost host) =>
        await host.Get<AuditLog>()
            .ReadAsync(Slug, after: null, default)
            .Select(record => record.Text.Text)
            .ToListAsync();

    private static ApprovalRequest Request() =>
        new()
        {
            Id = "cycle-1",
            Program = Slug,
            Kind = "cycle",
            Subject = "Approve the payouts",
            Facts = [new ApprovalFact("Payouts", "1")],
            Options =
            [
                new ApprovalOption("approve", "Approve"),
                new ApprovalOption("reject", "Reject", ReasonRequired: true),
            ],
            Owner = new Person("Program owner", "owner@example.com"),
            Backup = new Person("Backup owner", "backup@example.com"),
            RemindAfter = TimeSpan.FromDays(1),
            EscalateAfter = TimeSpan.FromDays(3),
            ExpireAfter = TimeSpan.FromDays(14),
            DecisionOnExpiry = "reject",
        };
}

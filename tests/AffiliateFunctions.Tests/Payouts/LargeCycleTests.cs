using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using Moq;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>A cycle of thousands of partners and lines is larger than a row of the service.</summary>
public sealed class LargeCycleTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int Lines = 4_900;
    private const int Payouts = 3_500;
    private const int Dropped = 5_500;

    private static readonly ProgramSlug Program = ProgramSlug.Parse("demo");
    private static readonly Period Period = Period.Parse("2026-10");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_payout_of_4900_lines_is_stored_whole(bool inMemory)
    {
        var cycles = new CycleStore(await TablesAsync(inMemory));
        await cycles.PutPayoutAsync(Program, Period, Payout(Lines), default);
        await cycles.PutPayoutAsync(
            Program,
            Period,
            Payout(Lines) with
            {
                Status = PayoutStatus.Paid,
                Reference = "REF-1",
            },
            default
        );

        var stored = await cycles.FindPayoutAsync(Program, Period, PartnerId.Parse("prt_1"), default);
        Assert.Equal(
            (Lines, 4_900L, PayoutStatus.Paid),
            (stored!.Lines.Count, stored.Lines.Sum(line => line.Amount), stored.Status)
        );
        Assert.Equal(
            StoredPayout.Fingerprint([Payout(Lines)]),
            StoredPayout.Fingerprint(await cycles.AllPayoutsAsync(Program, Period, default))
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cycle_that_drops_5500_payouts_is_stored_whole(bool inMemory)
    {
        var cycles = new CycleStore(await TablesAsync(inMemory));
        await cycles.BeginAsync(Cycle(), default);
        await cycles.ChangeAsync(Program, Period, cycle => cycle with { Dropped = DroppedPayouts() }, default);
        await cycles.ChangeAsync(Program, Period, cycle => cycle.MoveTo(CycleStatus.Computed), default);

        var stored = await cycles.RequireAsync(Program, Period, default);
        Assert.Equal((Dropped, CycleStatus.Computed), (stored.Dropped.Count, stored.Status));
        Assert.Equal(DroppedPayouts(), stored.Dropped);
        Assert.Equal([Period], await cycles.PeriodsAsync(Program, default).ToListAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_approval_of_3500_payouts_is_stored_whole_decided_and_named_by_little(bool inMemory)
    {
        var approvals = new ApprovalStore(await TablesAsync(inMemory), new AnyProgram(any => any));
        var now = DateTimeOffset.UnixEpoch;
        var prepared = await approvals.PrepareAsync(Request(), now, default);
        Assert.Empty(prepared.Sections);
        Assert.Equal(Request().InstanceId, prepared.InstanceId);

        // Whoever asks opens what was prepared.
        var opened = await approvals.OpenAsync(prepared, now.AddHours(1), default);
        Assert.Equal((Payouts, now), (opened.Request.Sections[0].Lines.Count, opened.AskedAt));
        var decided = await approvals.DecideAsync(
            Program,
            prepared.Id,
            new ApprovalDecision("approve", "owner@example.com", null, null, now),
            default
        );
        await approvals.CloseAsync(Program, prepared.Id, default);
        var stored = await approvals.FindAsync(Program, prepared.Id, default);
        Assert.Equal(Request().Sections[0].Lines, stored!.Request.Sections[0].Lines);
        Assert.Equal((opened.ContentHash, "approve"), (stored.ContentHash, decided.Decision!.Decision));
        Assert.Equal("approve", (await approvals.ListAsync(Program, default).SingleAsync()).Decision);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Interrupted_at_any_request_a_reader_sees_all_of_one_version(bool answerLost)
    {
        var fault = new StorageFault();
        for (var (failsAt, requests) = (1, 1); failsAt <= requests; failsAt++)
        {
            var cycles = new CycleStore(await TablesAsync(inMemory: true, fault));
            fault.Arm(0, answerLost);
            await cycles.BeginAsync(Cycle() with { Dropped = DroppedPayouts() }, default);
            fault.Arm(failsAt, answerLost);
            var change = () =>
                cycles.ChangeAsync(
                    Program,
                    Period,
                    cycle =>
                        cycle with
                        {
                            Dropped = [.. DroppedPayouts().Select(dropped => dropped with { Amount = 2 })],
                        },
                    default
                );
            try
            {
                await change();
            }
            catch (RequestFailedException)
            {
                // The step is repeated, after somebody has read.
                fault.Arm(0, answerLost);
                var between = await cycles.RequireAsync(Program, Period, default);
                Assert.Equal(Dropped, between.Dropped.Count);
                Assert.Single(between.Dropped.Select(payout => payout.Amount).Distinct());
                await change();
            }

            requests = Math.Max(requests, fault.Requests);
            fault.Arm(0, answerLost);
            Assert.All(
                (await cycles.RequireAsync(Program, Period, default)).Dropped,
                item => Assert.Equal(2, item.Amount)
            );
        }
    }

    [Fact]
    public async Task An_earlier_version_leaves_nothing()
    {
        var tables = await TablesAsync(inMemory: true);
        var cycles = new CycleStore(tables);
        await cycles.PutPayoutAsync(Program, Period, Payout(Lines), default);
        await new PayoutErasure(cycles).EraseAsync(
            new ErasedPartner(Program, PartnerId.Parse("prt_1"), [], []),
            new Mock<DurableTaskClient>("test").Object,
            default
        );
        Assert.Equal(
            "Large Agency",
            (await cycles.FindPayoutAsync(Program, Period, PartnerId.Parse("prt_1"), default))!.Name
        );

        await cycles.BeginAsync(Cycle(), default);
        await new PayoutErasure(cycles).EraseAsync(
            new ErasedPartner(Program, PartnerId.Parse("prt_1"), [], []),
            new Mock<DurableTaskClient>("test").Object,
            default
        );
        Assert.Equal(
            "Erased",
            (await cycles.FindPayoutAsync(Program, Period, PartnerId.Parse("prt_1"), default))!.Name
        );
        await foreach (var row in tables[CycleStore.PayoutsTable].QueryAsync<TableEntity>())
        {
            Assert.DoesNotContain(
                row.Select(column => column.Value).OfType<string>(),
                text => text.Contains("Large Agency", StringComparison.Ordinal)
            );
        }
    }

    private async Task<StorageTables> TablesAsync(bool inMemory, HttpPipelinePolicy? policy = null)
    {
        var options = inMemory ? new MemoryTables().Options() : new TableClientOptions();
        options.AddPolicy(new ServiceLimits(), HttpPipelinePosition.BeforeTransport);
        if (policy is not null)
        {
            options.Retry.MaxRetries = 0;
            options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        }

        var service = new TableServiceClient(azurite.TakeAccount(), options);
        var tables = new StorageTables(service);
        foreach (var name in new[] { CycleStore.CyclesTable, CycleStore.PayoutsTable, ApprovalStore.Table })
        {
            await tables[name].CreateAsync();
        }

        return tables;
    }

    private static StoredCycle Cycle() =>
        new()
        {
            Program = Program,
            Period = Period,
            Status = CycleStatus.Closing,
            StartedBy = "key",
            StartedAt = DateTimeOffset.UnixEpoch,
            Currency = "USD",
        };

    private static DroppedPayout[] DroppedPayouts() =>
        [
            .. Enumerable
                .Range(0, Dropped)
                .Select(number => new DroppedPayout(
                    PartnerId.Parse(Text($"prt_01jd{number:D22}")),
                    1,
                    "payout_details_missing",
                    null,
                    null
                )),
        ];

    private static StoredPayout Payout(int lines) =>
        new()
        {
            Id = "pay_1",
            Partner = PartnerId.Parse("prt_1"),
            Name = "Large Agency",
            Method = "sepa",
            Amount = lines,
            Currency = "USD",
            Lines =
            [
                .. Enumerable
                    .Range(0, lines)
                    .Select(number => new PayoutLine(
                        CommissionId.Parse(Text($"com_{number:D32}")),
                        Text($"revenue-share, sale stripe:invoice.paid:in_{number:D24} of 2026-10-05"),
                        1
                    )),
            ],
        };

    private static ApprovalRequest Request() =>
        new()
        {
            Id = "cycle-2026-10-finance",
            Program = Program,
            Kind = "cycle",
            Subject = "Approve the payouts of 2026-10",
            Facts = [new ApprovalFact("Payouts", "3500")],
            Sections =
            [
                new ApprovalSection(
                    "Payouts",
                    [
                        .. Enumerable
                            .Range(0, Payouts)
                            .Select(number =>
                                Text(
                                    $"Some Agency with a name of many words {number} (prt_01jd{number:D22}): 1,234.56 USD by sepa"
                                )
                            ),
                    ]
                ),
            ],
            Options = [new ApprovalOption("approve", "Approve")],
            Owner = new Person("Program owner", "owner@example.com"),
            Backup = new Person("Backup owner", "backup@example.com"),
            RemindAfter = TimeSpan.FromDays(1),
            EscalateAfter = TimeSpan.FromDays(3),
            ExpireAfter = TimeSpan.FromDays(14),
            DecisionOnExpiry = "reject",
        };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

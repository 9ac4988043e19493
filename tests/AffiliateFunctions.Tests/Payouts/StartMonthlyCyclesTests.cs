using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Rails;
using AffiliateFunctions.Payouts.Settings;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Ledger;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Payouts;

public sealed class StartMonthlyCyclesTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly ProgramSlug Other = ProgramSlug.Parse("other");

    private readonly Mock<DurableTaskClient> _orchestrations = new("test");
    private readonly Mock<ILedger> _ledger = new();

    [Fact]
    public async Task A_program_that_fails_stops_no_other_and_what_it_misses_is_started_the_next_day()
    {
        await using var host = await StartAsync(pilotSince: new DateTimeOffset(2026, 10, 5, 0, 0, 0, TimeSpan.Zero));
        Refuse("cycle-demo-2026-10");

        var failure = await Assert.ThrowsAsync<PartialFailureException>(() => RunAsync(host));
        Assert.Contains("demo", Assert.Single(failure.InnerExceptions).Message, StringComparison.Ordinal);
        Assert.Equal(["cycle-other-2026-10"], Started());

        _orchestrations.Reset();
        host.Clock.Advance(TimeSpan.FromDays(1));
        await RunAsync(host);
        Assert.Contains("cycle-demo-2026-10", Started());
    }

    [Theory]
    [InlineData(-1, "has not ended yet")]
    [InlineData(0, "are counted until 2026-11-01 00:05:00Z")]
    [InlineData(4, "are counted until 2026-11-01 00:05:00Z")]
    [InlineData(5, null)]
    public void A_cycle_is_started_by_hand_once_the_last_events_of_the_month_are_counted(int minutes, string? reason)
    {
        var program = LedgerHost.Program with
        {
            Timezone = "UTC",
            Stage = ProgramStage.Live,
            PilotSince = DateTimeOffset.UnixEpoch,
        };
        var now = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes);

        var refusal = StartCycle.Refusal(program, Period.Parse("2026-10"), now);

        Assert.Equal(reason is null, refusal is null);
        Assert.Contains(reason ?? string.Empty, refusal?.Detail ?? string.Empty, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_months_are_started_the_oldest_first_and_none_before_the_first_month()
    {
        await using var host = await StartAsync(pilotSince: new DateTimeOffset(2026, 9, 30, 23, 0, 0, TimeSpan.Zero));
        await RunAsync(host);
        Assert.Equal(
            ["cycle-demo-2026-09", "cycle-demo-2026-10"],
            Started().Where(id => id.Contains("demo", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task No_more_than_three_months_are_looked_at_and_a_cycle_that_went_on_is_not_started_again()
    {
        await using var host = await StartAsync(pilotSince: new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await Cycles(host)
            .BeginAsync(
                new StoredCycle
                {
                    Program = FeatureHost.Slug,
                    Period = Period.Parse("2026-09"),
                    Status = CycleStatus.Settled,
                    StartedBy = "key",
                    StartedAt = host.Clock.GetUtcNow(),
                    Currency = "USD",
                },
                default
            );
        await RunAsync(host);
        Assert.Equal(
            ["cycle-demo-2026-08", "cycle-demo-2026-10"],
            Started().Where(id => id.Contains("demo", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_cycle_starts_in_the_morning_of_the_programs_time_zone()
    {
        await using var host = await StartAsync(pilotSince: new DateTimeOffset(2026, 10, 5, 0, 0, 0, TimeSpan.Zero));
        await ChangeAsync(host, program => program with { Timezone = "America/Los_Angeles" });
        // 1 December, 05:05 and 06:05 in Los Angeles, which is 8 hours behind in winter.
        host.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 1, 13, 5, 0, TimeSpan.Zero));
        await RunAsync(host);
        Assert.DoesNotContain("cycle-demo-2026-11", Started());

        host.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 1, 14, 5, 0, TimeSpan.Zero));
        await RunAsync(host);
        Assert.Contains("cycle-demo-2026-11", Started());

        _orchestrations.Invocations.Clear();
        host.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 1, 20, 5, 0, TimeSpan.Zero));
        await RunAsync(host);
        Assert.DoesNotContain("cycle-demo-2026-11", Started());
    }

    [Theory]
    [InlineData(ProgramStage.Paused, 0, true)]
    [InlineData(ProgramStage.Closed, 500, true)]
    [InlineData(ProgramStage.Closed, 0, false)]
    [InlineData(ProgramStage.Draft, 500, false)]
    public async Task Paused_and_closed_programs_pay_what_is_due(ProgramStage stage, long payable, bool starts)
    {
        await using var host = await StartAsync(pilotSince: new DateTimeOffset(2026, 10, 5, 0, 0, 0, TimeSpan.Zero));
        await ChangeAsync(host, program => program with { Stage = stage });
        var partner = PartnerId.Parse("prt_1");
        _ledger
            .Setup(ledger => ledger.PartnersAsync(FeatureHost.Slug, It.IsAny<CancellationToken>()))
            .Returns(new[] { partner }.ToAsyncEnumerable());
        _ledger
            .Setup(ledger => ledger.BalanceAsync(FeatureHost.Slug, partner, It.IsAny<CancellationToken>()))
            .ReturnsAsync(new PartnerBalance(0, 0, payable, 0, 100, 0, "USD"));

        await RunAsync(host);

        Assert.Equal(starts, Started().Contains("cycle-demo-2026-10"));
    }

    private static async Task ChangeAsync(FeatureHost host, Func<AffiliateProgram, AffiliateProgram> change)
    {
        var programs = host.Get<ProgramStore>();
        var (program, version) = (await programs.ReadAsync(FeatureHost.Slug, default))!.Value;
        await programs.ReplaceAsync(change(program), version, default);
    }

    private async Task<FeatureHost> StartAsync(DateTimeOffset pilotSince)
    {
        var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        host.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 2, 6, 5, 0, TimeSpan.Zero));
        foreach (var table in new[] { CycleStore.CyclesTable, CycleStore.PayoutsTable })
        {
            await host.Get<TableServiceClient>().CreateTableIfNotExistsAsync(table);
        }

        var programs = host.Get<ProgramStore>();
        var (program, version) = (await programs.ReadAsync(FeatureHost.Slug, default))!.Value;
        await programs.ReplaceAsync(program with { PilotSince = pilotSince }, version, default);
        await programs.AddAsync(
            program with
            {
                Slug = Other,
                PilotSince = new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero),
            },
            default
        );
        return host;
    }

    private void Refuse(string instance) =>
        _orchestrations
            .Setup(client => client.GetInstanceAsync(instance, It.IsAny<CancellationToken>()))
            .ThrowsAsync(new IOException("Refused."));

    private Task RunAsync(FeatureHost host) =>
        new StartMonthlyCycles(
            host.Get<IPrograms>(),
            Cycles(host),
            new CycleStarter(
                Cycles(host),
                new PayoutSettingsStore(host.Get<StorageTables>(), host.Get<EncryptedText>()),
                new PayoutRails(new FileRail(), []),
                host.Get<IAuditLog>(),
                host.Clock
            ),
            _ledger.Object,
            host.Clock,
            NullLogger<StartMonthlyCycles>.Instance
        ).RunAsync(new TimerInfo(), _orchestrations.Object, default);

    private IEnumerable<string> Started() =>
        _orchestrations
            .Invocations.Where(call =>
                call.Method.Name == nameof(DurableTaskClient.ScheduleNewOrchestrationInstanceAsync)
            )
            .Select(call => call.Arguments.OfType<StartOrchestrationOptions>().Single().InstanceId!);

    private static CycleStore Cycles(FeatureHost host) => new(host.Get<StorageTables>());
}

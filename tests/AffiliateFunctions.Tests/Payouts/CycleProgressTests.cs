using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Testing;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>What a cycle waits for at each of its steps.</summary>
public sealed class CycleProgressTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Finance = "finance@example.com";
    private const string Owner = "owner@example.com";
    private const string Backup = "backup@example.com";
    private const string ApprovalId = "cycle-2026-10-finance";

    // Sunday, 1 November 2026, 12:00 UTC.
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Each_step_names_who_is_waited_for_since_when_and_what_comes_next()
    {
        await using var host = await BeginAsync();
        var cycle = new StoredCycle
        {
            Program = FeatureHost.Slug,
            Period = Period.Parse("2026-10"),
            Status = CycleStatus.Closing,
            StartedBy = "key",
            StartedAt = Start,
            Currency = "USD",
        };
        Assert.Equal(new WaitingFor("compute", null, Start, "The payouts are computed."), await OfAsync(host, cycle));

        cycle = cycle.MoveTo(CycleStatus.Computed);
        Assert.Equal(
            new WaitingFor("approval", null, Start, "The next approval is requested."),
            await OfAsync(host, cycle)
        );

        cycle = cycle.With([]).MoveTo(CycleStatus.AwaitingApproval).Request(ApprovalId);
        await AskAsync(host);
        var next = "A reminder is sent on 2 November 2026, 12:00 UTC.";
        Assert.Equal(new WaitingFor("approval", Finance, Start, next), await OfAsync(host, cycle));

        host.Clock.Advance(TimeSpan.FromDays(1));
        next = $"{Backup} is asked too on 4 November 2026, 12:00 UTC.";
        Assert.Equal(new WaitingFor("approval", Finance, Start, next), await OfAsync(host, cycle));

        host.Clock.Advance(TimeSpan.FromDays(2));
        next = "The approval is requested again on 15 November 2026, 12:00 UTC, of the backup owner first.";
        Assert.Equal(new WaitingFor("approval", $"{Finance}, {Backup}", Start, next), await OfAsync(host, cycle));

        await DecideAsync(host);
        Assert.Equal(
            new WaitingFor("approval", null, Start, "The next approval is requested."),
            await OfAsync(host, cycle)
        );

        var now = host.Clock.GetUtcNow();
        cycle = cycle.MoveTo(CycleStatus.Approved) with { ApprovedAt = now };
        Assert.Equal(new WaitingFor("files", null, now, "The payment files are written."), await OfAsync(host, cycle));

        // Wednesday, 4 November. The Federal Reserve Banks are closed on 11 November.
        cycle = cycle.MoveTo(CycleStatus.Paying) with
        {
            PayingSince = now,
        };
        next = "A reminder and the statements are sent on 9 November 2026.";
        Assert.Equal(new WaitingFor("settlement", Finance, now, next), await OfAsync(host, cycle));
        next = "The owner is informed on 16 November 2026.";
        Assert.Equal(
            new WaitingFor("settlement", Finance, now, next),
            await OfAsync(host, cycle with { SettlementReminders = 1 })
        );
        next = "The cycle waits until the results are imported.";
        Assert.Equal(
            new WaitingFor("settlement", $"{Finance}, {Owner}", now, next),
            await OfAsync(host, cycle with { SettlementReminders = 2 })
        );

        cycle = cycle.MoveTo(CycleStatus.Settled) with { SettledAt = now };
        next = "The cycle ends when the review of the month is decided.";
        Assert.Equal(new WaitingFor("review", Owner, now, next), await OfAsync(host, cycle));
        Assert.Null(await OfAsync(host, cycle.MoveTo(CycleStatus.Reviewed)));
    }

    [Fact]
    public async Task A_rejected_cycle_waits_for_its_correction_since_the_rejection()
    {
        await using var host = await BeginAsync();
        var cycle = new StoredCycle
        {
            Program = FeatureHost.Slug,
            Period = Period.Parse("2026-10"),
            Status = CycleStatus.Rejected,
            StartedBy = "key",
            StartedAt = Start,
            Currency = "USD",
            Approvals = [new CycleApproval(ApprovalId, "reject", Finance, "A mistake", Start.AddHours(1))],
        };
        var waiting = await OfAsync(host, cycle);
        Assert.Equal(("correction", Finance, Start.AddHours(1)), (waiting!.Step, waiting.Who, waiting.Since));
        Assert.Contains("the next cycle pays the amounts", waiting.Next, StringComparison.Ordinal);
    }

    private static Task<WaitingFor?> OfAsync(FeatureHost host, StoredCycle cycle) =>
        new CycleProgress(
            host.Get<IPrograms>(),
            host.Get<IApprovals>(),
            new CycleStore(host.Get<StorageTables>()),
            host.Clock
        ).OfAsync(cycle, default);

    private static Task<ApprovalRequest> AskAsync(FeatureHost host) =>
        host.Get<IApprovals>()
            .PrepareAsync(
                new ApprovalRequest
                {
                    Id = ApprovalId,
                    Program = FeatureHost.Slug,
                    Kind = "cycle",
                    Subject = "Approve the payouts",
                    Facts = [],
                    Options = [new ApprovalOption("approve", "Approve")],
                    Owner = new Person("Finance", Finance),
                    Backup = new Person("Backup owner", Backup),
                    RemindAfter = TimeSpan.FromDays(1),
                    EscalateAfter = TimeSpan.FromDays(3),
                    ExpireAfter = TimeSpan.FromDays(14),
                    DecisionOnExpiry = "expired",
                },
                host.Clock.GetUtcNow(),
                default
            );

    private static Task<StoredApproval> DecideAsync(FeatureHost host) =>
        host.Get<ApprovalStore>()
            .DecideAsync(
                FeatureHost.Slug,
                ApprovalId,
                new ApprovalDecision("approve", Finance, null, null, host.Clock.GetUtcNow()),
                default
            );

    private async Task<FeatureHost> BeginAsync()
    {
        var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var charter = Charters.Of(
            new Person("Owner", Owner),
            new Person("Backup owner", Backup),
            new Person("Finance", Finance)
        );
        await host.Get<ProgramStore>().PutCharterAsync(FeatureHost.Slug, charter, Start, default);
        return host;
    }
}

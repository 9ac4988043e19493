using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Governance.Process;
using Microsoft.Extensions.Time.Testing;
using Testing;

namespace AffiliateFunctions.Tests.Governance;

/// <summary>What the friction map says about steps, computed by hand.</summary>
public sealed class FrictionMapTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Waiting_and_ended_runs_are_counted_against_the_time_of_the_step()
    {
        // Ended after 1, 2, 3, 4 and 100 hours: the median is the third, the 90th percentile the fifth of five.
        var ended = new[] { 1, 2, 3, 4, 100 }.Select(hours => Run("decide", hours + 10, endedHoursAgo: 10));
        // Two wait: 5 hours, and 73 hours of 72.
        StepRun[] waiting = [Run("decide", 5), Run("decide", 73)];
        // Ended before the time of the map.
        var old = Run("decide", 24 * 100, endedHoursAgo: 24 * 95);

        var map = await MapAsync(charter: null, [Step("decide", hours: 72)], [.. ended, .. waiting, old]);

        var step = Assert.Single(map.Steps);
        Assert.Equal((2, 73m, Now.AddHours(-73)), (step.Waiting, step.OldestHours, step.OldestAt));
        Assert.Equal((5, 3m, 100m), (step.Done, step.MedianHours, step.P90Hours));
        Assert.Equal((72m, new SlaBreaches(1, 1)), (step.SlaHours, step.SlaBreaches));
        Assert.Equal(new ResponsiblePerson("owner"), step.Owner);
        Assert.Equal(["decide"], map.Worst);
    }

    [Fact]
    public async Task A_step_without_runs_has_no_times()
    {
        var step = Assert.Single((await MapAsync(charter: null, [Step("decide", hours: 72)], [])).Steps);

        Assert.Equal(
            (0, null, 0, null, null),
            (step.Waiting, step.OldestHours, step.Done, step.MedianHours, step.P90Hours)
        );
        Assert.Equal(new SlaBreaches(0, 0), step.SlaBreaches);
    }

    [Fact]
    public async Task The_charter_sets_the_owner_and_the_time_of_a_step()
    {
        var charter = Charters.Of(
            new Person("Owner", "owner@example.com"),
            new Person("Backup", "backup@example.com"),
            new Person("Finance", "finance@example.com")
        ) with
        {
            Workflow = [new WorkflowStep("Decide Application", new ResponsiblePerson("Partner desk"), 4)],
        };
        ProcessStep[] steps = [Step("decide_application", hours: 72), Step("approve_payouts", 72, StepOwner.Finance)];

        var map = await MapAsync(charter, steps, [Run("decide_application", 5)]);

        Assert.Equal(
            [
                (new ResponsiblePerson("Partner desk"), 4m),
                (new ResponsiblePerson("Finance", "finance@example.com"), 72m),
            ],
            map.Steps.Select(step => (step.Owner, step.SlaHours))
        );
        Assert.Equal(1, map.Steps[0].SlaBreaches.Waiting);
    }

    [Fact]
    public async Task The_three_worst_steps_are_named_those_that_wait_first()
    {
        ProcessStep[] steps = [Step("a", 1), Step("b", 1), Step("c", 1), Step("d", 1), Step("e", 1)];
        StepRun[] runs =
        [
            Run("a", 5, endedHoursAgo: 1),
            Run("b", 2),
            Run("c", 3),
            Run("d", 9),
            Run("d", 8),
            Run("e", 0.5),
        ];

        var map = await MapAsync(charter: null, steps, runs);

        Assert.Equal(["d", "c", "b"], map.Worst);
    }

    [Fact]
    public async Task Worst_steps_say_who_waits_longest_and_a_step_in_time_is_none()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = PartnerId.Parse("prt_slow");
        // Of "a" two wait, 5 hours and 80 hours of 72; "b" ended after 100 hours; "c" waits in its time.
        StepRun[] runs =
        [
            Run("a", 5),
            Run("a", 80) with
            {
                Partner = partner,
            },
            Run("b", 110, endedHoursAgo: 10),
            Run("c", 71),
        ];
        var map = MapOf(host, [Step("a", 72), Step("b", 72), Step("c", 72)], runs);
        var owner = new ResponsiblePerson("owner");

        Assert.Equal(
            [
                new WorstStep("onboarding", "a", owner, 2, 80, partner, null, 72, 1, 0),
                new WorstStep("onboarding", "b", owner, 0, null, null, 100, 72, 0, 1),
            ],
            await map.FindAsync((await host.ProgramAsync()) with { Charter = null }, Now.AddDays(-30), default)
        );
    }

    [Fact]
    public async Task What_has_failed_is_listed_until_it_is_started_again()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var failures = host.Get<FailedOrchestrationStore>();
        var failed = new FailedOrchestration(
            FeatureHost.Slug,
            "cycle-demo-2026-10",
            "Cycle",
            "No charter.",
            Now,
            null,
            false
        );
        await failures.PutAsync(failed, default);
        await failures.PutAsync(failed with { InstanceId = "cycle-demo-2026-09", IsRestarted = true }, default);
        await failures.PutAsync(failed with { Program = ProgramSlug.Parse("other") }, default);

        var map = await MapOf(host, [], []).OfAsync(await host.ProgramAsync(), Now.AddDays(-90), default);

        Assert.Equal([new FailedStep("cycle-demo-2026-10", "Cycle", "No charter.", Now)], map.Failed);
    }

    private static ProcessStep Step(string name, int hours, StepOwner owner = StepOwner.Owner) =>
        new("onboarding", name, owner, TimeSpan.FromHours(hours));

    private static StepRun Run(string step, double beganHoursAgo, double? endedHoursAgo = null) =>
        new(step, Now.AddHours(-beganHoursAgo), endedHoursAgo is { } ended ? Now.AddHours(-ended) : null);

    private async Task<ProcessAnswer> MapAsync(
        Charter? charter,
        IReadOnlyList<ProcessStep> steps,
        IReadOnlyList<StepRun> runs
    )
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var program = (await host.ProgramAsync()) with { Charter = charter };
        return await MapOf(host, steps, runs).OfAsync(program, Now.AddDays(-90), default);
    }

    private static FrictionMap MapOf(FeatureHost host, IReadOnlyList<ProcessStep> steps, IReadOnlyList<StepRun> runs) =>
        new([new KnownRuns(steps, runs)], host.Get<FailedOrchestrationStore>(), new FakeTimeProvider(Now));

    private sealed class KnownRuns(IReadOnlyList<ProcessStep> steps, IReadOnlyList<StepRun> runs) : IProcessSource
    {
        public IReadOnlyList<ProcessStep> Steps => steps;

        public IAsyncEnumerable<StepRun> RunsAsync(
            ProgramSlug program,
            DateTimeOffset since,
            CancellationToken cancellationToken
        ) => runs.ToAsyncEnumerable();
    }
}

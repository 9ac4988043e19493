using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Governance.Process;

/// <summary>Shows where a program's work waits: for each step how much, how long, and for whom.</summary>
public sealed class FrictionMap(
    IEnumerable<IProcessSource> sources,
    FailedOrchestrationStore failures,
    TimeProvider clock
) : IFrictionMap, IWorstSteps
{
    private const int MaxWorst = 3;

    // The order in which a partner, a sale and a payout go through the program.
    private static readonly string[] Workflows =
    [
        "onboarding",
        "rules",
        "leads",
        "tracking",
        "holds",
        "payouts",
        "disputes",
        "review",
    ];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FrictionStep>> StepsAsync(
        AffiliateProgram program,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var steps = await MeasureAsync(program, since, clock.GetUtcNow(), cancellationToken);
        return
        [
            .. steps.Select(step => new FrictionStep(
                step.Workflow,
                step.Step,
                step.Owner.Label(),
                step.Waiting,
                step.OldestAt,
                step.Done,
                step.MedianHours,
                step.P90Hours,
                step.SlaHours,
                step.SlaBreaches.Waiting,
                step.SlaBreaches.Done
            )),
        ];
    }

    /// <summary>The steps of all workflows, and the failed processes.</summary>
    /// <param name="program">The program.</param>
    /// <param name="since">The time from which on ended steps are counted.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async Task<ProcessAnswer> OfAsync(
        AffiliateProgram program,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var steps = await MeasureAsync(program, since, now, cancellationToken);
        var failed = await failures
            .ListAsync(program.Slug, cancellationToken)
            .OrderBy(failure => failure.FailedAt)
            .Select(failure => new FailedStep(
                failure.InstanceId,
                failure.Orchestration,
                failure.Reason,
                failure.FailedAt
            ))
            .ToListAsync(cancellationToken);
        return new ProcessAnswer(since, now, steps, WorstOf(steps), failed);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WorstStep>> FindAsync(
        AffiliateProgram program,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var steps = await MeasureAsync(program, since, clock.GetUtcNow(), cancellationToken);
        return
        [
            .. WorstOf(steps)
                .Select(name => steps.First(step => step.Step == name))
                .Select(step => new WorstStep(
                    step.Workflow,
                    step.Step,
                    step.Owner,
                    step.Waiting,
                    step.OldestHours,
                    step.OldestPartner,
                    step.P90Hours,
                    step.SlaHours,
                    step.SlaBreaches.Waiting,
                    step.SlaBreaches.Done
                )),
        ];
    }

    private async Task<IReadOnlyList<StepAnswer>> MeasureAsync(
        AffiliateProgram program,
        DateTimeOffset since,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var steps = new List<StepAnswer>();
        foreach (var source in sources)
        {
            var runs = await source
                .RunsAsync(program.Slug, since, cancellationToken)
                .Where(run => run.EndedAt is null || run.EndedAt >= since)
                .ToListAsync(cancellationToken);
            var byStep = runs.ToLookup(run => run.Step, StringComparer.Ordinal);
            steps.AddRange(source.Steps.Select(step => StepOf(step, program.Charter, [.. byStep[step.Name]], now)));
        }

        return [.. steps.OrderBy(step => Array.IndexOf(Workflows, step.Workflow))];
    }

    private static StepAnswer StepOf(ProcessStep step, Charter? charter, List<StepRun> runs, DateTimeOffset now)
    {
        var agreed = charter?.Workflow.FirstOrDefault(own => NameOf(own.Step) == step.Name);
        var sla = agreed is null ? step.Sla : TimeSpan.FromHours(agreed.SlaHours);
        var waiting = runs.Where(run => run.EndedAt is null).ToList();
        var ended = runs.Where(run => run.EndedAt is not null).Select(run => run.EndedAt!.Value - run.BeganAt).ToList();
        var first = waiting.MinBy(run => run.BeganAt);
        var oldest = first?.BeganAt;
        return new StepAnswer(
            step.Workflow,
            step.Name,
            agreed?.Owner ?? OwnerOf(step.Owner, charter),
            waiting.Count,
            oldest,
            oldest is { } at ? HoursOf(now - at) : null,
            ended.Count,
            Percentiles.Hours(ended, 50),
            Percentiles.Hours(ended, 90),
            HoursOf(sla),
            new SlaBreaches(waiting.Count(run => now - run.BeganAt > sla), ended.Count(time => time > sla))
        )
        {
            OldestPartner = first?.Partner,
        };
    }

    // Steps that keep people waiting now come before steps that were slow.
    private static IReadOnlyList<string> WorstOf(IReadOnlyList<StepAnswer> steps) =>
        [
            .. steps
                .Where(step => step.SlaBreaches is not { Waiting: 0, Done: 0 })
                .OrderByDescending(step => step.SlaBreaches.Waiting)
                .ThenByDescending(step => step.OldestHours is { } oldest ? oldest / step.SlaHours : 0)
                .ThenByDescending(step => step.SlaBreaches.Done)
                .ThenBy(step => step.Step, StringComparer.Ordinal)
                .Select(step => step.Step)
                .Take(MaxWorst),
        ];

    private static ResponsiblePerson OwnerOf(StepOwner owner, Charter? charter) =>
        owner switch
        {
            StepOwner.Owner when charter is not null => ResponsiblePerson.Of(charter.Owner),
            StepOwner.Finance when charter is not null => ResponsiblePerson.Of(charter.Finance),
            _ => new ResponsiblePerson(StoredJson.NameOf(owner)),
        };

    // The charter's steps are named by people: "Decide application" is decide_application.
    private static string NameOf(string step) =>
        string.Join('_', step.ToLowerInvariant().Split([' ', '-', '_'], StringSplitOptions.RemoveEmptyEntries));

    private static decimal HoursOf(TimeSpan time) => Math.Round((decimal)time.Ticks / TimeSpan.TicksPerHour, 2);
}

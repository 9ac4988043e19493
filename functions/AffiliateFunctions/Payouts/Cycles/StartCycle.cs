using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>
/// Starts the cycle of a month that has ended. Each period runs once; a repeated request starts no second run.
/// </summary>
[Tags("Cycles")]
public sealed class StartCycle(IPrograms programs, CycleStarter starter, TimeProvider clock)
{
    /// <inheritdoc cref="StartCycle"/>
    [Function(nameof(StartCycle))]
    [EndpointSummary("Starts the cycle of a month that has ended; a period runs once.")]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "period": "2026-11" }""")]
    [ProducesResponseType<CycleAnswer>(StatusCodes.Status202Accepted)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/cycles")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        var body = await program.ThenAsync(_ => request.ReadJsonAsync<Body>(cancellationToken));
        if (!body.Succeeded)
        {
            return HttpResults.Problem(body.Problem);
        }

        if (program.Value!.Stage is not (ProgramStage.Pilot or ProgramStage.Live))
        {
            return HttpResults.Problem(
                Problem.Conflict(
                    $"A program that is {program.Value.Stage.ToString().ToLowerInvariant()} pays nothing out; "
                        + "only a pilot or a live one does."
                )
            );
        }

        if (body.Value.Period.End(program.Value.Zone) > clock.GetUtcNow())
        {
            return HttpResults.Problem(Problem.Conflict($"The period {body.Value.Period} has not ended yet."));
        }

        var cycle = await starter.StartAsync(
            program.Value,
            body.Value.Period,
            "key",
            orchestrations,
            cancellationToken
        );
        return HttpResults.Accepted(CycleAnswer.Of(cycle));
    }

    /// <summary>The month.</summary>
    public sealed record Body(Period Period);
}

/// <summary>
/// Starts the cycles of ended months for every running program. Each day it also finds months whose cycle is missing
/// because a request was rejected or the app did not run.
/// </summary>
public sealed class StartMonthlyCycles(
    IPrograms programs,
    CycleStore cycles,
    CycleStarter starter,
    TimeProvider clock,
    ILogger<StartMonthlyCycles> logger
)
{
    // A cycle that has been missing for longer is started by hand.
    private const int MonthsLookedAt = 3;

    /// <summary>
    /// Runs daily at 14:00 UTC. At that time on the first of a month, the new month has begun in every time zone.
    /// </summary>
    [Function(nameof(StartMonthlyCycles))]
    public Task RunAsync(
        [TimerTrigger("0 0 14 * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs
            .ListAsync(cancellationToken)
            .Where(program => program.Stage is ProgramStage.Pilot or ProgramStage.Live)
            .ForEachIsolatedAsync(
                program => $"the cycles of {program.Slug}",
                program => StartAsync(program, orchestrations, cancellationToken),
                logger,
                cancellationToken
            );

    private Task StartAsync(
        AffiliateProgram program,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        EndedPeriods(program)
            .ForEachIsolatedAsync(
                period => $"the cycle {period} of {program.Slug}",
                period => StartIfMissingAsync(program, period, orchestrations, cancellationToken),
                logger,
                cancellationToken
            );

    private async Task StartIfMissingAsync(
        AffiliateProgram program,
        Period period,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        // An interrupted request may have stored the cycle without starting its orchestration.
        if (await cycles.FindAsync(program.Slug, period, cancellationToken) is null or { Status: CycleStatus.Closing })
        {
            await starter.StartAsync(program, period, "rule:schedule", orchestrations, cancellationToken);
        }
    }

    // The oldest month comes first, because the first cycle that runs pays everything due. Months before the program
    // ran are left out.
    private List<Period> EndedPeriods(AffiliateProgram program)
    {
        var latest = Period.Of(clock.GetUtcNow(), program.Zone).Previous;
        var periods = new List<Period>();
        for (
            var period = latest;
            periods.Count < MonthsLookedAt && program.RunsSince < period.End(program.Zone);
            period = period.Previous
        )
        {
            periods.Add(period);
        }

        periods.Reverse();
        return periods;
    }
}

/// <summary>Stores a cycle, then starts its orchestration.</summary>
public sealed class CycleStarter(CycleStore cycles, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Stores the cycle of the period, unless it exists, and starts its orchestration.</summary>
    public async Task<StoredCycle> StartAsync(
        AffiliateProgram program,
        Period period,
        string actor,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var cycle = await cycles.BeginAsync(
            new StoredCycle
            {
                Program = program.Slug,
                Period = period,
                Status = CycleStatus.Closing,
                StartedBy = actor,
                StartedAt = now,
                Currency = program.Currency,
            },
            cancellationToken
        );
        await audit.RecordAsync(
            new AuditEntry(
                program.Slug,
                $"cycle:{period}:started",
                cycle.StartedBy,
                "cycle_started",
                period.Value,
                null,
                cycle.StartedAt
            ),
            cancellationToken
        );
        await orchestrations.StartOnceAsync(
            nameof(CycleOrchestrator),
            cycle.InstanceId,
            new CycleKey(program.Slug, period),
            cancellationToken
        );
        return cycle;
    }
}

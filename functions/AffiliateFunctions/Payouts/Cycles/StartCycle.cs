using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Payouts.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Starts the cycle of a month that has ended; a period runs once, however often it is asked for.</summary>
public sealed class StartCycle(IPrograms programs, CycleStarter starter, TimeProvider clock)
{
    /// <inheritdoc cref="StartCycle"/>
    [Function(nameof(StartCycle))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/cycles")] HttpRequest request,
        string slug,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken)
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        var body = await program.ThenAsync(_ => request.ReadJsonAsync<Body>(cancellationToken));
        if (!body.Succeeded)
        {
            return Answer.Problem(body.Problem);
        }

        if (program.Value!.Stage is not (ProgramStage.Pilot or ProgramStage.Live))
        {
            return Answer.Problem(Problem.Conflict($"A program that is {program.Value.Stage.ToString().ToLowerInvariant()} pays nothing out; only a pilot or a live one does."));
        }

        if (body.Value.Period.End(program.Value.Zone) > clock.GetUtcNow())
        {
            return Answer.Problem(Problem.Conflict($"The period {body.Value.Period} has not ended yet."));
        }

        var cycle = await starter.StartAsync(program.Value, body.Value.Period, "key", orchestrations, cancellationToken);
        return Answer.Accepted(CycleAnswer.Of(cycle));
    }

    /// <summary>Which month.</summary>
    public sealed record Body(Period Period);
}

/// <summary>Starts the cycles of the month that has ended, for every program that runs.</summary>
public sealed class StartMonthlyCycles(IPrograms programs, CycleStarter starter, TimeProvider clock)
{
    /// <inheritdoc cref="StartMonthlyCycles"/>
    [Function(nameof(StartMonthlyCycles))]
    public async Task RunAsync(
        [TimerTrigger("0 0 14 1 * *")] TimerInfo timer, [DurableClient] DurableTaskClient orchestrations, CancellationToken cancellationToken)
    {
        // At 14:00 UTC the first of the month has begun everywhere.
        await foreach (var program in programs.ListAsync(cancellationToken))
        {
            var period = Period.Of(clock.GetUtcNow(), program.Zone).Previous;
            if (program.Stage is ProgramStage.Pilot or ProgramStage.Live && program.CreatedAt < period.End(program.Zone))
            {
                await starter.StartAsync(program, period, "rule:schedule", orchestrations, cancellationToken);
            }
        }
    }
}

/// <summary>Stores a cycle, then starts its process.</summary>
public sealed class CycleStarter(CycleStore cycles, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Stores the cycle of the period, unless it exists, and starts its orchestration.</summary>
    public async Task<StoredCycle> StartAsync(
        AffiliateProgram program, Period period, string actor, DurableTaskClient orchestrations, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var cycle = await cycles.BeginAsync(
            new StoredCycle { Program = program.Slug, Period = period, Status = CycleStatus.Closing, StartedBy = actor, StartedAt = now, Currency = program.Currency },
            cancellationToken);
        await audit.RecordAsync(
            new AuditEntry(program.Slug, $"cycle:{period}:started", cycle.StartedBy, "cycle_started", period.Value, null, cycle.StartedAt), cancellationToken);
        await orchestrations.StartOnceAsync(nameof(CycleOrchestrator), cycle.InstanceId, new CycleKey(program.Slug, period), cancellationToken);
        return cycle;
    }
}

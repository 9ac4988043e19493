using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>Finds commissions by id, and carries out the decisions that people make about held commissions.</summary>
public sealed class CommissionDecisionService(
    LedgerStore store,
    LedgerWriter writer,
    IAuditLog audit,
    CommissionWebhookEvents webhookEvents,
    IHeldEvents events,
    TimeProvider clock
)
{
    /// <summary>Returns the commission, or a problem when it does not exist.</summary>
    public async Task<Result<Commission>> FindAsync(
        ProgramSlug program,
        string id,
        CancellationToken cancellationToken
    ) =>
        CommissionId.TryParse(id, out var parsed)
        && await store.FindCommissionAsync(program, parsed, cancellationToken) is { } commission
            ? commission
            : Problem.NotFound($"There is no commission '{id}' in the program.");

    /// <summary>
    /// Returns the commission with the trace that explains it and its reversals. A line that corrects another
    /// commission is explained by the reversal that created it, and an adjustment by hand by its decision.
    /// </summary>
    public async Task<Result<ExplainedCommission>> ExplainAsync(
        ProgramSlug program,
        string id,
        CancellationToken cancellationToken
    )
    {
        var found = await FindAsync(program, id, cancellationToken);
        return await found.ThenAsync<ExplainedCommission>(async commission =>
        {
            if (commission.Adjustment is { } adjustment)
            {
                return new ExplainedCommission(
                    commission,
                    JsonSerializer.Serialize(adjustment, StoredJson.Options),
                    []
                );
            }

            var reversals = await store.ReversalsAsync(
                program,
                commission.Partner,
                commission.Corrects ?? commission.Id,
                cancellationToken
            );
            if (commission.Corrects is not null)
            {
                var reversal =
                    reversals.Find(item => item.Line == commission.Id)
                    ?? throw new InvalidDataException($"The line {commission.Id} has no reversal.");
                return new ExplainedCommission(commission, JsonSerializer.Serialize(reversal, StoredJson.Options), []);
            }

            return await store.TraceAsync(program, commission.Partner, commission.Id, cancellationToken) is { } trace
                ? new ExplainedCommission(commission, trace, reversals)
                : throw new InvalidDataException($"The commission {commission.Id} has no trace.");
        });
    }

    /// <summary>
    /// Releases or reverses a held commission. A repeated decision returns the same result; a different decision is a
    /// conflict.
    /// </summary>
    public async Task<Result<Commission>> DecideAsync(
        ProgramSlug program,
        string id,
        HoldDecisionKind kind,
        string actor,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var found = await FindAsync(program, id, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Problem;
        }

        var decision = new HoldDecision(kind, actor, reason, clock.GetUtcNow());
        var decided = await StoreAsync(program, found.Value, decision, cancellationToken);
        if (decided.Decision is not { } standing)
        {
            return Problem.Conflict($"The commission is not held: it is {StoredJson.NameOf(decided.Status)}.");
        }

        // Audit and webhooks follow the ledger and run again with every repeat; the cause prevents duplicate records.
        await RecordAsync(program, decided, standing, cancellationToken);
        await events.DecidedAsync(program, decided.Event, cancellationToken);
        await webhookEvents.TellAsync(program, decided, standing, cancellationToken);
        return standing.Kind == kind
            ? decided
            : Problem.Conflict(
                $"The commission is already decided: {StoredJson.NameOf(standing.Kind)}, by {standing.Actor}."
            );
    }

    private async Task<Commission> StoreAsync(
        ProgramSlug program,
        Commission commission,
        HoldDecision decision,
        CancellationToken cancellationToken
    )
    {
        var decided = commission;
        await writer.WriteAsync(
            program,
            commission.Partner,
            async edit =>
            {
                decided =
                    await store.FindCommissionAsync(program, commission.Partner, commission.Id, cancellationToken)
                    ?? commission;
                if (decided.Status == CommissionStatus.Held)
                {
                    var movement = decided.Decide(decision);
                    edit.Batch.Change(movement);
                    decided = movement.Commission;
                }
            },
            cancellationToken
        );
        return decided;
    }

    private Task RecordAsync(
        ProgramSlug program,
        Commission commission,
        HoldDecision decision,
        CancellationToken cancellationToken
    ) =>
        audit.RecordAsync(
            new AuditEntry(
                program,
                $"commission:{commission.Id}:decided",
                decision.Actor,
                decision.Kind == HoldDecisionKind.Release ? "commission_released" : "commission_reversed",
                commission.Id.Value,
                decision.Reason,
                decision.At
            ),
            cancellationToken
        );
}

/// <summary>A commission with its trace.</summary>
/// <param name="Commission">The commission.</param>
/// <param name="Trace">The trace as JSON: of the rule that granted the commission, the <see cref="Reversal"/> of a
/// correcting line, or the <see cref="Adjustment"/> of an adjustment by hand.</param>
/// <param name="Reversals">The amounts that were taken back from the commission and put back.</param>
public sealed record ExplainedCommission(Commission Commission, string Trace, IReadOnlyList<Reversal> Reversals);

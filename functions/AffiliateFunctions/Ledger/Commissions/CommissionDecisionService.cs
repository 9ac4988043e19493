using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger.Store;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>Finds commissions by id, and carries out the decisions that people make about held commissions.</summary>
public sealed class CommissionDecisionService(
    LedgerStore store,
    LedgerWriter writer,
    IAuditLog audit,
    CommissionWebhookEvents webhookEvents,
    IHeldEvents events,
    ICustomerFrauds frauds,
    CommissionPages pages,
    TimeProvider clock
) : IHeldCommissions
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

    /// <inheritdoc/>
    public IAsyncEnumerable<CommissionView> ListAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        store.HeldAsync(program, cancellationToken).Select(PartnerLedgers.ViewOf);

    /// <inheritdoc/>
    public async Task<IResult> ExplainAsync(AffiliateProgram program, string id, CancellationToken cancellationToken)
    {
        var explained = await ExplainAsync(program.Slug, id, cancellationToken);
        return explained.Succeeded
            ? await pages.ExplanationAsync(program, explained.Value)
            : HttpResults.Problem(explained.Problem);
    }

    /// <inheritdoc/>
    public async Task<Result<CommissionView>> DecideAsync(
        ProgramSlug program,
        string id,
        HoldOrder order,
        CancellationToken cancellationToken
    )
    {
        var found = await FindAsync(program, id, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Problem;
        }

        var decision = new HoldDecision(order.Kind, order.Actor, order.Reason, clock.GetUtcNow())
        {
            OnBehalfOf = order.OnBehalfOf,
            IsFraud = order is { IsFraud: true, Kind: HoldDecisionKind.Reverse },
        };
        var decided = await StoreAsync(program, found.Value, decision, cancellationToken);
        if (decided.Decision is not { } standing)
        {
            return Problem.Conflict($"The commission is not held: it is {StoredJson.NameOf(decided.Status)}.");
        }

        // Audit, customer and webhooks follow the ledger and run again with every repeat; the cause prevents duplicates.
        await RecordAsync(program, decided, standing, cancellationToken);
        if (standing.IsFraud && decided.Customer is { } customer)
        {
            var fraud = new CustomerFraud(decided.Id.Value, standing.Actor, standing.At);
            await frauds.ReportAsync(program, customer, fraud, cancellationToken);
        }

        await events.DecidedAsync(program, decided.Event, cancellationToken);
        var line = await store.FindCommissionAsync(
            program,
            decided.Partner,
            LineOf(decided, standing),
            cancellationToken
        );
        await webhookEvents.TellAsync(program, decided, standing, line, cancellationToken);
        return standing.Kind == order.Kind && (standing.IsFraud || !decision.IsFraud)
            ? PartnerLedgers.ViewOf(decided)
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
                    var hold = await HoldOfAsync(program, decided, decision, cancellationToken);
                    decided = Add(edit.Batch, hold).Commission;
                }
            },
            cancellationToken
        );
        return decided;
    }

    private async Task<DecidedHold> HoldOfAsync(
        ProgramSlug program,
        Commission held,
        HoldDecision decision,
        CancellationToken cancellationToken
    ) =>
        held.Corrects is { } corrected
            ? new DecidedHold(held, decision)
            {
                Corrected =
                    await store.FindCommissionAsync(program, held.Partner, corrected, cancellationToken)
                    ?? throw new InvalidDataException($"The commission {corrected} of the line {held.Id} is missing."),
                Reversals = await store.ReversalsAsync(program, held.Partner, corrected, cancellationToken),
            }
            : new DecidedHold(held, decision);

    private Movement Add(LedgerBatch batch, DecidedHold hold)
    {
        var effects = hold.Apply(batch.Head.Reserving, LineOf(hold.Held, hold.Decision), clock.GetUtcNow());
        batch.Change(effects.Decided);
        if (effects.Corrected is { } corrected)
        {
            batch.Change(corrected, transaction: null);
        }

        if (effects.Line is { } line)
        {
            batch.Add(new NewCommission(line.Commission, Trace: null), line.Transaction);
        }

        if (effects.Reversal is { } reversal)
        {
            batch.Note(reversal);
        }

        return effects.Decided;
    }

    private static CommissionId LineOf(Commission held, HoldDecision decision) =>
        CommissionIds.Of(decision.At, held.Partner, held.Event, held.Id.Value);

    private Task RecordAsync(
        ProgramSlug program,
        Commission commission,
        HoldDecision decision,
        CancellationToken cancellationToken
    ) =>
        audit.RecordAsync(
            new AuditEntry(
                program,
                CauseOf(commission.Id.Value, commission.RefundSequence, decision),
                decision.Actor,
                decision.Kind == HoldDecisionKind.Release ? "commission_released" : "commission_reversed",
                commission.Id.Value,
                decision.IsFraud ? $"Fraud: {decision.Reason}" : decision.Reason,
                decision.At
            )
            {
                OnBehalfOf = decision.OnBehalfOf,
            },
            cancellationToken
        );

    // A refund or a change can hold a commission again, and each of its decisions has a record of its own.
    internal static string CauseOf(string commission, int refundSequence, HoldDecision decision) =>
        refundSequence == 0
            ? $"commission:{commission}:decided"
            : string.Create(CultureInfo.InvariantCulture, $"commission:{commission}:decided:{decision.At.UtcTicks}");
}

/// <summary>A commission with its trace.</summary>
/// <param name="Commission">The commission.</param>
/// <param name="Trace">The trace as JSON: of the rule that granted the commission, the <see cref="Reversal"/> of a
/// correcting line, or the <see cref="Adjustment"/> of an adjustment by hand.</param>
/// <param name="Reversals">The amounts that were taken back from the commission and put back.</param>
public sealed record ExplainedCommission(Commission Commission, string Trace, IReadOnlyList<Reversal> Reversals);

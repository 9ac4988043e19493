using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Rails;

/// <summary>
/// Stops a batch that a provider keeps rejecting, by the decision of a person. Only a batch that the provider surely
/// does not have is stopped: it was never sent, or every request was rejected. A repeated request completes an
/// interrupted one.
/// </summary>
[Tags("Cycles")]
public sealed class StopBatch(
    IPrograms programs,
    CycleStore cycles,
    BatchStore batches,
    IAuditLog audit,
    IValidator<StopBatch.Body> validator,
    TimeProvider clock
)
{
    /// <inheritdoc cref="StopBatch"/>
    [Function(nameof(StopBatch))]
    [EndpointSummary("Stops a batch that its provider keeps rejecting; its amounts are payable again.")]
    [EndpointDescription(
        "A batch can be stopped while its state is unsent or refused: the provider has rejected every request, so no "
            + "payment was made. After a request without an answer the provider may have the batch, and only its "
            + "report decides."
    )]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "stopped_by": "finance@example.com", "reason": "The PayPal account is not funded." }""")]
    [ResponseExample(
        """
            {
              "name": "payments-2026-11-paypal-usd.json",
              "sha256": "5b0dd9f4d1b5d1f2a1a3a86c1c0b6c0f4a0a0f5cf0d0a1b9a6b7c8d9e0f1a2b3",
              "payouts": 1,
              "total": 1000,
              "rail": "paypal",
              "state": "stopped",
              "attempts": 26,
              "problem": "PayPal answered 422 INSUFFICIENT_FUNDS.",
              "stopped_by": "finance@example.com",
              "stopped_at": "2026-12-03T09:00:00+00:00"
            }
            """
    )]
    [ProducesResponseType<CycleFile>(StatusCodes.Status202Accepted)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(
            AuthorizationLevel.Function,
            "post",
            Route = "api/programs/{slug}/cycles/{period}/files/{name}/stop"
        )]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<Period>] string period,
        [RouteValue<string>("The file's name, as the cycle lists it.")] string name,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        cycles
            .RequireAsync(programs, slug, period, cancellationToken)
            .Then(cycle =>
                request
                    .ReadJsonAsync<Body>(cancellationToken)
                    .Then(sent => validator.Check(sent))
                    .Then(body => StopAsync(cycle, name, body, orchestrations, cancellationToken))
            )
            .Match(HttpResults.Accepted);

    private async Task<Result<CycleFile>> StopAsync(
        StoredCycle cycle,
        string name,
        Body body,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (cycle.Files.FirstOrDefault(file => file.Name == name) is not { } before)
        {
            return Problem.NotFound($"The cycle has no file '{name}'.");
        }

        var now = clock.GetUtcNow();
        var batch = await batches.ChangeAsync(
            cycle,
            before,
            stored =>
                stored.CanBeStopped
                    ? stored with
                    {
                        State = BatchState.Stopped,
                        StoppedBy = body.StoppedBy,
                        StoppedAt = now,
                    }
                    : stored,
            cancellationToken
        );
        if (batch.State != BatchState.Stopped)
        {
            return Problem.Conflict(WhyNot(batch));
        }

        await RecordAsync(cycle, before, batch, body.Reason, cancellationToken);
        await orchestrations.StartOnceAsync(
            nameof(StoppedBatchOrchestrator),
            $"stopped-{cycle.InstanceId}-{batch.Name}",
            new StoppedBatch(new CycleKey(cycle.Program, cycle.Period, cycle.Attempt), batch.Name),
            cancellationToken
        );
        return batch;
    }

    // The first decision counts; a repeated request finds its record.
    private Task RecordAsync(
        StoredCycle cycle,
        CycleFile before,
        CycleFile batch,
        string reason,
        CancellationToken cancellationToken
    ) =>
        audit.RecordAsync(
            new AuditEntry(
                cycle.Program,
                $"cycle:{cycle.Period}:{cycle.Attempt}:stopped:{batch.Name}",
                Callers.Unnamed,
                "payouts_stopped",
                cycle.Period.Value,
                $"{batch.Name}, {batch.Payouts} payouts of {cycle.AmountText(batch.Total)}, is stopped: "
                    + $"{StoredJson.NameOf(before.State!.Value)} after {before.Attempts ?? 0} requests. {reason}",
                batch.StoppedAt!.Value
            )
            {
                OnBehalfOf = batch.StoppedBy,
            },
            cancellationToken
        );

    private static string WhyNot(CycleFile batch) =>
        batch.State switch
        {
            null => "People hand this file over. Import its payments as failed in the settlement of the cycle.",
            BatchState.Sending =>
                $"{PayoutRails.TitleOf(batch.Rail)} may have the batch, because a request had no answer. "
                    + "It is sent again, and its results are booked.",
            BatchState.Sent => $"{PayoutRails.TitleOf(batch.Rail)} has the batch and reports on its payments.",
            _ => $"Look the payments up at {PayoutRails.TitleOf(batch.Rail)}, and import their results as the "
                + "settlement of the cycle.",
        };

    /// <summary>The decision of a person.</summary>
    /// <param name="StoppedBy">The e-mail address of the person who decides.</param>
    /// <param name="Reason">The reason, up to 500 characters.</param>
    public sealed record Body(string StoppedBy, string Reason);

    internal sealed class Validator : AbstractValidator<Body>
    {
        private const int MaxReason = 500;

        public Validator()
        {
            RuleFor(body => body.StoppedBy)
                .Must(address => MailAddressText.IsMailable(address))
                .WithMessage("Give the e-mail address of the person who decides.");
            RuleFor(body => body.Reason)
                .Must(reason => reason?.Trim().Length is > 0 and <= MaxReason)
                .WithMessage($"Give the reason, in up to {MaxReason} characters.");
        }
    }
}

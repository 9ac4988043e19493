using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Rails.PayPal;

/// <summary>
/// Receives PayPal's webhooks about payouts. A webhook only brings the next question to PayPal forward: what PayPal
/// answers to that question is booked, and not the content of the webhook.
/// </summary>
[Tags("Cycles")]
public sealed class ReceivePayPalWebhook(
    IPrograms programs,
    CycleStore cycles,
    PayPalWebhooks webhooks,
    PayPalEventStore events,
    TimeProvider clock
)
{
    private const int Limit = 256 * 1024;

    /// <inheritdoc cref="ReceivePayPalWebhook"/>
    [Function(nameof(ReceivePayPalWebhook))]
    [OpenRouteLimit(OpenRouteLimit.Webhook)]
    [EndpointSummary("Accepts a webhook of PayPal about payouts.")]
    [EndpointDescription(
        "Subscribe to PAYMENT.PAYOUTSBATCH.* and PAYMENT.PAYOUTS-ITEM.*. The results of the batch are then read from "
            + "PayPal within two minutes; without webhooks they are read every 15 minutes to every day."
    )]
    [SignatureHeader(
        "paypal_signature",
        "PAYPAL-TRANSMISSION-SIG",
        "PayPal signs the transmission: https://developer.paypal.com/api/rest/webhooks/rest"
    )]
    [Consumes(typeof(object), "application/json")]
    [RequestExample(
        """
            {
              "id": "WH-1D3921474U1234567-5E512301ABC123456",
              "event_type": "PAYMENT.PAYOUTS-ITEM.SUCCEEDED",
              "resource": { "payout_batch_id": "5UXD2E8A7EBQJ", "sender_batch_id": "acme-2026-11-1-1" }
            }
            """
    )]
    [ResponseExample("""{ "status": "accepted" }""")]
    [ProducesResponseType<PayPalWebhookAnswer>(StatusCodes.Status202Accepted)]
    [ProducesResponseType(
        StatusCodes.Status401Unauthorized,
        Description = "PayPal does not confirm the signature, or the app has no PayPal webhook."
    )]
    [ProducesProblems(400, 401, 404, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/{slug}/paypal/payouts")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadBytesAsync(Limit, cancellationToken)
                    .Then(body => ReceiveAsync(program.Slug, request.Headers, body, orchestrations, cancellationToken))
                    .Match(HttpResults.Accepted),
            cancellationToken
        );

    private async Task<Result<PayPalWebhookAnswer>> ReceiveAsync(
        ProgramSlug program,
        IHeaderDictionary headers,
        byte[] body,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (PayPalAnswer.Parse(body) is not { ValueKind: JsonValueKind.Object } sent)
        {
            return Problem.Invalid(string.Empty, "The body is not a JSON object.");
        }

        bool isGenuine;
        try
        {
            isGenuine = await webhooks.IsGenuineAsync(headers, body, cancellationToken);
        }
        catch (PayPalUnreachableException)
        {
            return new Problem(
                ProblemKind.Unavailable,
                "PayPal cannot be asked whether the webhook is its own; send it again later."
            );
        }

        if (!isGenuine)
        {
            return new Problem(
                ProblemKind.Unauthorized,
                "PayPal does not confirm the signature, or Payouts__PayPal__WebhookId is not the id of this webhook."
            );
        }

        var now = clock.GetUtcNow();
        if (
            sent.TextAt("id") is not { } id
            || CycleOf(sent) is not { } key
            || key.Program != program
            || await cycles.FindAsync(program, key.Period, cancellationToken) is not { } cycle
            || cycle.Attempt != key.Attempt
        )
        {
            return PayPalWebhookAnswer.Ignored;
        }

        await events.AddAsync(
            key,
            new PayPalEvent(id, sent.TextAt("event_type") ?? string.Empty, now),
            cancellationToken
        );
        var poll = RailPoll.After(key, now);
        await orchestrations.StartOnceAsync(nameof(RailPollOrchestrator), poll.InstanceId, poll, cancellationToken);
        return PayPalWebhookAnswer.Accepted;
    }

    // An event about an item has the id beside the item, one about a batch in the header of the batch.
    private static CycleKey? CycleOf(JsonElement sent) =>
        SenderBatchId.CycleOf(
            sent.TextAt("resource", "sender_batch_id")
                ?? sent.TextAt("resource", "batch_header", "sender_batch_header", "sender_batch_id")
        );
}

/// <summary>The outcome of a webhook.</summary>
/// <param name="Status"><c>accepted</c>, or <c>ignored</c> for a batch that is none of the program's.</param>
internal sealed record PayPalWebhookAnswer(string Status)
{
    public static PayPalWebhookAnswer Accepted { get; } = new("accepted");

    public static PayPalWebhookAnswer Ignored { get; } = new("ignored");
}

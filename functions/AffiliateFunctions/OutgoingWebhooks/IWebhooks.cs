using Affiliate.Domain.Identity;

namespace AffiliateFunctions.OutgoingWebhooks;

/// <summary>
/// Publishes webhook events to the company's other systems by Standard Webhooks 1.0
/// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). Publish after the
/// effect and before it is marked as finished: an interrupted caller publishes again, and an event of the same cause is
/// the same webhook. Publishing costs nothing for a program without endpoints.
/// </summary>
public interface IWebhooks
{
    /// <summary>
    /// Whether an endpoint of the program subscribes to any of the types. Check this before reading data that only the
    /// webhook event needs.
    /// </summary>
    ValueTask<bool> WantsAsync(
        ProgramSlug program,
        IReadOnlyCollection<string> types,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Whether an endpoint of the program subscribes to the type by its name, not only by a group of types. Check this
    /// before waiting for a response to a webhook event.
    /// </summary>
    ValueTask<bool> IsNamedAsync(ProgramSlug program, string type, CancellationToken cancellationToken) =>
        WantsAsync(program, [type], cancellationToken);

    /// <summary>Stores the webhook events that an endpoint subscribes to, in as few messages as possible.</summary>
    Task TellAsync(ProgramSlug program, IReadOnlyList<WebhookEvent> webhookEvents, CancellationToken cancellationToken);
}

/// <summary>Something that happened.</summary>
/// <param name="Type">One of <see cref="WebhookEventTypes"/>.</param>
/// <param name="Cause">The cause, unique in its program and type. The same cause is the same webhook, however often it
/// is published.</param>
/// <param name="At">When it happened.</param>
/// <param name="Data">The data to publish: ids, amounts, status and reason, in the shapes of the API; no personal
/// data.</param>
public sealed record WebhookEvent(string Type, string Cause, DateTimeOffset At, object Data);

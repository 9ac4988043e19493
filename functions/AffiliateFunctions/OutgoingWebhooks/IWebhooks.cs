using Affiliate.Domain.Identity;

namespace AffiliateFunctions.OutgoingWebhooks;

/// <summary>
/// Tells the company's other systems what happened, by webhooks of Standard Webhooks 1.0
/// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). Tell after the effect
/// and before it is marked as finished: a caller that was cut off tells again, and a notice of the same cause is the
/// same webhook. A program without endpoints costs nothing.
/// </summary>
public interface IWebhooks
{
    /// <summary>
    /// Whether an endpoint of the program wants any of the types; ask before reading what only a notice needs.
    /// </summary>
    ValueTask<bool> WantsAsync(
        ProgramSlug program,
        IReadOnlyCollection<string> types,
        CancellationToken cancellationToken
    );

    /// <summary>Ends when the notices that an endpoint wants are stored, in as few messages as hold them.</summary>
    Task TellAsync(ProgramSlug program, IReadOnlyList<WebhookEvent> notices, CancellationToken cancellationToken);
}

/// <summary>Something that happened.</summary>
/// <param name="Type">One of <see cref="WebhookEventTypes"/>.</param>
/// <param name="Cause">What caused it, unique in its program and type: the same cause is the same webhook, however
/// often it is told.</param>
/// <param name="At">When it happened.</param>
/// <param name="Data">What is told of it: ids, amounts, status and reason, in the shapes of the API; nothing
/// personal.</param>
public sealed record WebhookEvent(string Type, string Cause, DateTimeOffset At, object Data);

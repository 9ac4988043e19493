using System.Collections.Concurrent;
using Affiliate.Domain.Identity;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.OutgoingWebhooks.Sending;

namespace AffiliateFunctions.Tests.OutgoingWebhooks;

/// <summary>Keeps what it was told, each webhook once, as its receivers do.</summary>
/// <param name="wantsAll">Whether the programs have an endpoint that wants everything, or none.</param>
internal sealed class HeardWebhooks(bool wantsAll) : IWebhooks
{
    private readonly ConcurrentDictionary<(ProgramSlug Program, string Id), string> _heard = new();

    /// <summary>The types and causes that were told of a program, in order.</summary>
    public IReadOnlyList<string> Of(ProgramSlug program) =>
        [
            .. _heard
                .Where(pair => pair.Key.Program == program)
                .Select(entry => entry.Value)
                .Order(StringComparer.Ordinal),
        ];

    public ValueTask<bool> WantsAsync(
        ProgramSlug program,
        IReadOnlyCollection<string> types,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult(wantsAll);

    public Task TellAsync(
        ProgramSlug program,
        IReadOnlyList<WebhookEvent> webhookEvents,
        CancellationToken cancellationToken
    )
    {
        foreach (var webhookEvent in webhookEvents)
        {
            _heard.TryAdd(
                (program, SerializedWebhookEvent.Of(program, webhookEvent).Id),
                $"{webhookEvent.Type} {webhookEvent.Cause}"
            );
        }

        return Task.CompletedTask;
    }
}
